import { useTranslation } from 'react-i18next';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { refundReasonSchema } from '../../../shared/domains/refunds/entity.ts';
import { useFormat } from '../../lib/i18n.ts';
import type { RefundFormRequest } from '../../stores/panels.ts';
import { ChoiceGroup } from '../../ui/choice-group.tsx';
import { Money, middleTruncated, Reference } from '../../ui/facts.tsx';
import { Field } from '../../ui/field.tsx';
import { FactList } from '../../ui/page.tsx';
import styles from './refund-form.module.css';
import { duplicateOf, type FormField, type FormProblem, type RefundDraft } from './refund-form-state.ts';

const LONGEST_NOTE = 4000;
const LONGEST_DOCUMENT = 200;
const LONGEST_APPLICATION_NO = 64;

/** What the refund is about, so that nobody refunds the wrong charge. */
export function RefundFormFacts({ page }: { readonly page: PaymentPage }) {
  const { t } = useTranslation();
  const { payment, customer, refundableMinor } = page;
  const gone = payment.capturedMinor - refundableMinor;
  return (
    <FactList
      facts={[
        { name: t('payments.reference'), value: <Reference value={payment.gatewayRef} /> },
        { name: t('payments.customer'), value: customer?.name ?? payment.email ?? t('ui.unknown') },
        {
          name: t('refunds.paid'),
          value: <Money minor={payment.capturedMinor} currency={payment.currency} />,
        },
        ...(gone > 0
          ? [{ name: t('refunds.alreadyGone'), value: <Money minor={gone} currency={payment.currency} /> }]
          : []),
        {
          name: t('payments.refundable'),
          value: (
            <strong>
              <Money minor={refundableMinor} currency={payment.currency} />
            </strong>
          ),
        },
      ]}
    />
  );
}

type RefundFormFieldsProps = {
  readonly page: PaymentPage;
  readonly request: RefundFormRequest;
  readonly draft: RefundDraft;
  readonly problems: Readonly<Partial<Record<FormField, FormProblem>>>;
  /** Also name what is missing; before the first try only what is wrong is named. */
  readonly showAll: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (part: Partial<RefundDraft>) => void;
};

/** Amount, reason, the evidence that the reason needs, and a note. */
export function RefundFormFields({
  page,
  request,
  draft,
  problems,
  showAll,
  isDisabled,
  onChange,
}: RefundFormFieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency } = page.payment;
  const most = format.money(page.refundableMinor, currency);
  const problemText = (field: FormField, isMissing: boolean) => {
    const problem = problems[field];
    return problem === undefined || (isMissing && !showAll)
      ? null
      : t(`refunds.problem.${problem}`, { most, currency });
  };

  return (
    <>
      <Field
        label={t('payments.amount')}
        value={draft.amountText}
        onChange={(amountText) => onChange({ amountText })}
        prefix={currency}
        numeric
        autoFocus
        isDisabled={isDisabled}
        help={t('refunds.atMost', { most })}
        problem={problemText('amount', draft.amountText === '')}
      />
      <ChoiceGroup
        label={t('refunds.reasonLabel')}
        choices={refundReasonSchema.options.map((reason) => ({
          key: reason,
          text: t(`refunds.reason.${reason}`),
        }))}
        chosen={draft.reason}
        onChoose={(reason) => onChange({ reason })}
        isDisabled={isDisabled}
        problem={problemText('reason', draft.reason === null)}
      />
      {draft.reason === 'duplicate' ? <DuplicateFact page={page} request={request} /> : null}
      {draft.reason === 'trip_cancelled' ? (
        <Field
          label={t('refunds.document')}
          value={draft.document}
          onChange={(document) => onChange({ document })}
          help={t('refunds.documentHelp')}
          maxLength={LONGEST_DOCUMENT}
          isDisabled={isDisabled}
          problem={problemText('document', true)}
        />
      ) : null}
      {draft.reason === 'name_error' ? (
        <Field
          label={t('refunds.newApplicationNo')}
          value={draft.newApplicationNo}
          onChange={(newApplicationNo) => onChange({ newApplicationNo })}
          help={t('refunds.newApplicationHelp')}
          maxLength={LONGEST_APPLICATION_NO}
          isDisabled={isDisabled}
          problem={problemText('newApplicationNo', true)}
        />
      ) : null}
      <Field
        label={draft.reason === 'other' ? t('refunds.note') : t('refunds.noteOptional')}
        value={draft.note}
        onChange={(note) => onChange({ note })}
        multiline
        maxLength={LONGEST_NOTE}
        isDisabled={isDisabled}
        help={t('refunds.noteHelp')}
        problem={problemText('note', true)}
      />
    </>
  );
}

/** Which charge stays, for the reason `duplicate`. */
function DuplicateFact({
  page,
  request,
}: {
  readonly page: PaymentPage;
  readonly request: RefundFormRequest;
}) {
  const { t } = useTranslation();
  const kept = duplicateOf(page, request);
  if (kept === null) return null;
  const payment = [...page.duplicates.map(({ other }) => other), ...page.otherPayments].find(
    ({ id }) => id === kept.id,
  );
  if (payment === undefined) return null;
  return (
    <p className={styles.kept}>
      {t('refunds.keptCharge', { reference: middleTruncated(payment.gatewayRef) })}
    </p>
  );
}
