import { Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../../../shared/domains/customers/entity.ts';
import { countryZones } from '../../lib/country-time.ts';
import { createFormatter } from '../../lib/format.ts';
import { isLanguage, useFormat } from '../../lib/i18n.ts';
import { useNow } from '../../lib/use-now.ts';
import { CopyReference } from '../../ui/copy-reference.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './customer-card.module.css';

/** Who it is, how to reach them, and what time it is where they are. */
export function CustomerCard({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { name, email, phone, country, language, createdAt } = customer;
  return (
    <section className={styles.card} aria-label={t('customers.customer')}>
      <h2 className={styles.name} dir="auto" {...(language === null ? {} : { lang: language })}>
        {name ?? email ?? t('tickets.noCustomer')}
      </h2>
      <p className={styles.facts}>
        {language === null ? null : (
          <span>{t('customers.writesIn', { language: format.languageName(language) })}</span>
        )}
        {country === null ? null : (
          <span>
            {format.country(country)}
            <LocalTime country={country} now={now} />
          </span>
        )}
        <span>{t('customers.since', { date: format.monthAndYear(createdAt) })}</span>
      </p>
      {email === null ? null : (
        <p className={styles.reach}>
          <CopyReference value={email} name={t('customers.email')} isText />
        </p>
      )}
      {phone === null ? null : (
        <p className={styles.reach}>
          <CopyReference value={phone} name={t('customers.phone')} isText />
        </p>
      )}
    </section>
  );
}

/** The clock of a country; from and to where it has several. Nothing if the country is not known. */
function LocalTime({ country, now }: { readonly country: string; readonly now: number }) {
  const { t, i18n } = useTranslation();
  const zones = countryZones(country, now);
  if (zones === null) return null;
  const language = isLanguage(i18n.language) ? i18n.language : 'en';
  const timeIn = (zone: string) => createFormatter(language, zone).time(now);
  const time =
    zones.earliest === zones.latest
      ? timeIn(zones.earliest)
      : t('customers.between', { from: timeIn(zones.earliest), to: timeIn(zones.latest) });
  return (
    <span className={styles.clock} title={t('customers.localTime')}>
      <Icon icon={Clock} size={12} />
      <span className="visually-hidden">{t('customers.localTime')}</span>
      {time}
    </span>
  );
}
