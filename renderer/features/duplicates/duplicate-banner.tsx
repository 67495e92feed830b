import { ChevronDown, ChevronRight, CopyCheck } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { classNames } from '../../lib/class-names.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useNow } from '../../lib/use-now.ts';
import { useShortcuts } from '../../lib/use-shortcuts.ts';
import { openPayment } from '../../stores/navigation.ts';
import { usePanels } from '../../stores/panels.ts';
import { Button } from '../../ui/button.tsx';
import { middleTruncated } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './duplicate-banner.module.css';
import { evidenceSentence } from './evidence-sentence.ts';
import { type Finding, findingsOf } from './finding.ts';
import { PairTable } from './pair-table.tsx';

type DuplicateBannerProps = {
  readonly page: PaymentPage;
  /** Came here for the duplicate: its evidence is open at once. */
  readonly isTarget: boolean;
};

/** Judged pairs of this payment, the strongest first; nothing where there is none worth knowing. */
export function DuplicateBanners({ page, isTarget }: DuplicateBannerProps) {
  const findings = findingsOf(page);
  return findings.map((finding, index) => (
    <DuplicateBanner
      key={`${finding.pair.a}:${finding.pair.b}`}
      page={page}
      finding={finding}
      isTarget={isTarget && index === 0}
      hasKeys={index === 0}
    />
  ));
}

type FindingProps = {
  readonly page: PaymentPage;
  readonly finding: Finding;
  /** Listens for `d`: one finding of a page does. */
  readonly hasKeys: boolean;
};

function DuplicateBanner({ page, finding, isTarget, hasKeys }: DuplicateBannerProps & FindingProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const detailId = useId();
  const asksForRefund = finding.refund !== null && !finding.isReturning;
  const [choice, setChoice] = useState<boolean | null>(null);
  const isOpen = choice ?? (asksForRefund || (isTarget && finding.refund === null));
  const { verdict, cause } = finding.pair;

  return (
    <section
      className={classNames(styles.banner, finding.refund === null && styles.quiet)}
      aria-labelledby={titleId}
    >
      <header className={styles.head}>
        <Icon icon={CopyCheck} className={styles.sign} />
        <div className={styles.words}>
          <h2 id={titleId} className={styles.title}>
            {t(`duplicates.verdict.${verdict}.title`)}
          </h2>
          <p>
            {finding.isReturning ? t('duplicates.isReturning') : t(`duplicates.verdict.${verdict}.text`)}
            {cause === null ? null : <span className={styles.cause}>{t(`duplicates.cause.${cause}`)}</span>}
          </p>
        </div>
        <Button
          look="quiet"
          small
          icon={isOpen ? ChevronDown : ChevronRight}
          aria-expanded={isOpen}
          aria-controls={detailId}
          onPress={() => setChoice(!isOpen)}
        >
          {t(isOpen ? 'duplicates.hideEvidence' : 'duplicates.showEvidence')}
        </Button>
      </header>
      <div id={detailId} hidden={!isOpen} className={styles.detail}>
        {isOpen ? <Evidence page={page} finding={finding} /> : null}
      </div>
      {asksForRefund ? <ReturnAction page={page} finding={finding} hasKeys={hasKeys} /> : null}
    </section>
  );
}

function Evidence({ page, finding }: Omit<FindingProps, 'hasKeys'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { first, second, pair, refund } = finding;
  const referenceOf = (id: string) => {
    const found = [first, second].find((payment) => payment.id === id);
    return found === undefined ? t('ui.unknown') : middleTruncated(found.gatewayRef);
  };
  const { application } = page;
  const applicationNos = new Map(application === null ? [] : [[application.id, application.applicationNo]]);

  return (
    <>
      {first.id === second.id ? null : (
        <PairTable
          first={first}
          second={second}
          pageId={page.payment.id}
          refundId={refund?.id ?? null}
          onOpen={(id) => openPayment(id, true)}
          applicationNos={applicationNos}
        />
      )}
      <h3 className={styles.evidenceTitle}>{t('duplicates.evidenceTitle')}</h3>
      <ol className={styles.evidence}>
        {pair.evidence.map((line) => (
          <li key={`${line.rule} ${JSON.stringify(line.values)}`}>
            {evidenceSentence(line, { t, format, referenceOf, now })}
          </li>
        ))}
      </ol>
    </>
  );
}

/** What pressing the button will do, and the button. */
function ReturnAction({ page, finding, hasKeys }: FindingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const openRefundForm = usePanels((state) => state.openRefundForm);
  const { refund, kept, pair } = finding;
  const open = () => {
    if (refund !== null)
      openRefundForm({ paymentId: refund.id, duplicateOf: kept.id, verdict: pair.verdict });
  };
  useShortcuts(hasKeys ? { d: open } : {});

  if (refund === null) return null;
  const applicationNo = page.application?.applicationNo ?? null;
  const facts = {
    reference: middleTruncated(refund.gatewayRef),
    amount: format.money(refund.capturedMinor, refund.currency),
    kept: middleTruncated(kept.gatewayRef),
    application: applicationNo ?? '',
  };
  return (
    <footer className={styles.action}>
      <p className={styles.consequence}>
        {t(
          applicationNo === null ? 'duplicates.consequence' : 'duplicates.consequenceWithApplication',
          facts,
        )}
      </p>
      <Button look="violet" {...(hasKeys ? { keys: 'd' } : {})} onPress={open}>
        {t('duplicates.refundThis')}
      </Button>
    </footer>
  );
}
