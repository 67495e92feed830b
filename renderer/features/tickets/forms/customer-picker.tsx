import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveQuery } from '../../../lib/use-live-query.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import styles from './forms.module.css';

const SHOWN = 5;
const SHORTEST = 2;

/** Whom a new ticket is with, as the form keeps it. */
export type PickedCustomer = { readonly id: string; readonly label: string };

type CustomerPickerProps = {
  readonly picked: PickedCustomer | null;
  readonly onPick: (customer: PickedCustomer | null) => void;
};

/** Finds a customer by name, e-mail address or phone number. */
export function CustomerPicker({ picked, onPick }: CustomerPickerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const wanted = text.trim();
  const { value } = useLiveQuery(
    'lookup.search',
    picked === null && wanted.length >= SHORTEST ? { text: wanted } : null,
  );
  const hits = (wanted.length < SHORTEST ? [] : (value?.candidates ?? []))
    .filter(({ type }) => type === 'customer')
    .slice(0, SHOWN);

  if (picked !== null) {
    return (
      <div>
        <p className={styles.label}>{t('customers.customer')}</p>
        <div className={styles.picked}>
          <bdi className={styles.who}>{picked.label}</bdi>
          <IconButton icon={X} label={t('tickets.otherCustomer')} onPress={() => onPick(null)} />
        </div>
      </div>
    );
  }
  return (
    <div>
      <Field
        label={t('customers.customer')}
        help={t('tickets.customerHelp')}
        value={text}
        onChange={setText}
        autoFocus
      />
      {hits.length === 0 ? null : (
        <div className={styles.hits}>
          {hits.map((hit) => (
            <button
              key={hit.id}
              type="button"
              className={styles.hit}
              onClick={() => onPick({ id: hit.id, label: hit.label })}
            >
              <bdi className={styles.who}>{hit.label}</bdi>
              <bdi className={styles.value}>{hit.matched === hit.label ? '' : hit.matched}</bdi>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
