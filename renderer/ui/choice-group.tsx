import { CircleAlert } from 'lucide-react';
import { FieldError, Label, Radio, RadioGroup } from 'react-aria-components';
import { classNames } from '../lib/class-names.ts';
import styles from './choice-group.module.css';
import { Icon } from './icon.tsx';

type ChoiceGroupProps<Key extends string> = {
  readonly label: string;
  readonly choices: readonly { readonly key: Key; readonly text: string }[];
  readonly chosen: Key | null;
  readonly onChoose: (key: Key) => void;
  readonly problem?: string | null;
  readonly isDisabled?: boolean;
  /** All beside each other; otherwise two in a row. */
  readonly inOneRow?: boolean;
};

/** One of a few, all in sight. */
export function ChoiceGroup<Key extends string>({
  label,
  choices,
  chosen,
  onChoose,
  problem = null,
  isDisabled = false,
  inOneRow = false,
}: ChoiceGroupProps<Key>) {
  return (
    <RadioGroup
      className={styles.group ?? ''}
      value={chosen}
      onChange={(value) => {
        const found = choices.find(({ key }) => key === value);
        if (found !== undefined) onChoose(found.key);
      }}
      isInvalid={problem !== null}
      isDisabled={isDisabled}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <div className={classNames(styles.choices, inOneRow && styles.oneRow)}>
        {choices.map(({ key, text }) => (
          <Radio key={key} value={key} className={styles.choice ?? ''}>
            <span className={styles.dot} aria-hidden />
            {text}
          </Radio>
        ))}
      </div>
      {problem === null ? null : (
        <FieldError className={styles.problem ?? ''}>
          <Icon icon={CircleAlert} size={14} />
          {problem}
        </FieldError>
      )}
    </RadioGroup>
  );
}
