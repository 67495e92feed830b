import { CircleAlert } from 'lucide-react';
import type { Ref } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField } from 'react-aria-components';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: string | undefined;
  /** Why the value won't do; shown under the field and announced. */
  readonly problem?: string | null;
  readonly multiline?: boolean;
  /** Fixed text inside the field's start, such as the currency. */
  readonly prefix?: string;
  readonly numeric?: boolean;
  readonly isDisabled?: boolean;
  readonly maxLength?: number;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly autoFocus?: boolean;
};

/** A labelled text field: label above, help below, the problem in place of the help. */
export function Field({
  label,
  value,
  onChange,
  help,
  problem = null,
  multiline = false,
  prefix,
  numeric = false,
  isDisabled = false,
  maxLength,
  inputRef,
  autoFocus = false,
}: FieldProps) {
  const limit = maxLength === undefined ? {} : { maxLength };
  return (
    <TextField
      className={styles.field ?? ''}
      value={value}
      onChange={onChange}
      isInvalid={problem !== null}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
      {...limit}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      {multiline ? (
        <TextArea className={styles.area ?? ''} rows={2} />
      ) : (
        <span className={styles.box}>
          {prefix === undefined ? null : <span className={styles.prefix}>{prefix}</span>}
          <Input
            className={styles.input ?? ''}
            {...(inputRef === undefined ? {} : { ref: inputRef })}
            {...(numeric ? { inputMode: 'decimal' as const } : {})}
            autoComplete="off"
            spellCheck={false}
          />
        </span>
      )}
      {problem === null ? (
        help === undefined ? null : (
          <Text slot="description" className={styles.help ?? ''}>
            {help}
          </Text>
        )
      ) : (
        <FieldError className={styles.problem ?? ''}>
          <Icon icon={CircleAlert} size={14} />
          {problem}
        </FieldError>
      )}
    </TextField>
  );
}
