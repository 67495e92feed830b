import type { TFunction } from 'i18next';
import { Ban, SearchX, TriangleAlert, X } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { errorText } from '../../lib/error-text.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useNow } from '../../lib/use-now.ts';
import { useScreenReady } from '../../lib/use-screen-ready.ts';
import { useShortcuts } from '../../lib/use-shortcuts.ts';
import { type RefundFormRequest, usePanels } from '../../stores/panels.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Sheet } from '../../ui/dialog.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { guardText } from './guard-facts.ts';
import styles from './refund-form.module.css';
import { RefundFormFacts, RefundFormFields } from './refund-form-fields.tsx';
import { checkForm, FORM_BLOCKS } from './refund-form-state.ts';
import { RefundSaved } from './refund-saved.tsx';
import { useRefundDraft } from './use-refund-draft.ts';

const FORM_ID = 'refund-form';

/** The form beside the page; closing it keeps what was typed. */
export function RefundFormSheet() {
  const request = usePanels((state) => state.refundForm);
  if (request === null) return null;
  return <RefundFormFor key={request.paymentId} request={request} />;
}

function RefundFormFor({ request }: { readonly request: RefundFormRequest }) {
  const { t } = useTranslation();
  const close = usePanels((state) => state.closeRefundForm);
  const { value: page, error } = useLiveQuery('payments.page', { id: request.paymentId });
  const [sent, setSent] = useState<{ readonly commandId: string; readonly refundId: string } | null>(null);

  const frame = {
    title: t(sent === null ? 'refunds.formTitle' : 'refunds.formSaved'),
    isOpen: true,
    onClose: close,
    wide: true,
  } as const;
  const closeButton = <IconButton icon={X} label={t('ui.close')} keys="escape" onPress={close} />;
  if (page === null) {
    if (error === null) return null;
    return (
      <Sheet {...frame} actions={closeButton}>
        <Empty icon={SearchX} title={t('payments.notHere')} text={errorText(t, error)} />
      </Sheet>
    );
  }
  if (sent !== null) {
    return (
      <Sheet
        {...frame}
        actions={closeButton}
        footer={
          <span className={styles.end}>
            <Button look="primary" autoFocus onPress={close}>
              {t('ui.done')}
            </Button>
          </span>
        }
      >
        <RefundSaved page={page} commandId={sent.commandId} refundId={sent.refundId} />
      </Sheet>
    );
  }
  return (
    <RefundForm page={page} request={request} onSent={setSent}>
      {(body, footer) => (
        <Sheet {...frame} actions={closeButton} footer={footer}>
          {body}
        </Sheet>
      )}
    </RefundForm>
  );
}

type RefundFormProps = {
  readonly page: PaymentPage;
  readonly request: RefundFormRequest;
  readonly onSent: (ids: { commandId: string; refundId: string }) => void;
  /** Lays out the form's two parts. */
  readonly children: (body: ReactNode, footer: ReactNode) => ReactNode;
};

function RefundForm({ page, request, onSent, children }: RefundFormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const close = usePanels((state) => state.closeRefundForm);
  const { form: draft, restoredFrom, change, startAfresh, discard } = useRefundDraft(page, request);
  const { value: session } = useLiveQuery('session.current', {});
  const submit = useCommand('refunds.submit', { showsOwnError: true });
  const [wasTried, setTried] = useState(false);
  const now = useNow();
  const checked = draft === null ? null : checkForm(draft, page, request, now);
  useScreenReady(draft === null ? null : 'refund-form');

  async function send(): Promise<void> {
    setTried(true);
    const submission = checked?.submission ?? null;
    if (submission === null || submit.pending) return;
    const saved = await submit.run(submission);
    if (saved === null) return;
    await discard();
    onSent({ commandId: submission.commandId, refundId: submission.refundId });
  }

  useShortcuts({ 'mod+enter': () => void send() });

  if (draft === null || checked === null) return null;
  // The team database refuses it too; saying so before the form is filled in is kinder.
  const block = session?.staff.role === 'admin' ? 'forbidden' : checked.block;
  const body = (
    <form
      id={FORM_ID}
      className={styles.form}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send();
      }}
    >
      <RefundFormFacts page={page} />
      {block === null ? null : (
        <Notice tone="amber" icon={Ban}>
          {blockText(block, t)}
        </Notice>
      )}
      {restoredFrom === null ? null : (
        <p className={styles.restored}>
          {t('refunds.draftRestored', { time: format.timeOrDay(restoredFrom, now) })}
          <Button look="quiet" small onPress={startAfresh}>
            {t('refunds.startAfresh')}
          </Button>
        </p>
      )}
      <RefundFormFields
        page={page}
        request={request}
        draft={draft}
        problems={checked.problems}
        showAll={wasTried}
        isDisabled={block !== null}
        onChange={change}
      />
      {checked.warnings.map((code) => (
        <Notice key={code} tone="amber" icon={TriangleAlert}>
          {guardText(code, t)}
        </Notice>
      ))}
      <section className={styles.nextBox} aria-label={t('refunds.whatNext')}>
        <h3>{t('refunds.whatNext')}</h3>
        <p>{t('refunds.whatNextText')}</p>
      </section>
      {submit.error === null ? null : (
        <Notice tone="red" icon={Ban} isAlert>
          {errorText(t, submit.error)}
        </Notice>
      )}
    </form>
  );
  const amount =
    checked.amountMinor === null || checked.problems.amount !== undefined
      ? null
      : format.money(checked.amountMinor, page.payment.currency);
  const footer = (
    <>
      <Button look="quiet" onPress={close}>
        {t('refunds.closeKeepDraft')}
      </Button>
      <span className={styles.end}>
        <Button
          look="primary"
          type="submit"
          form={FORM_ID}
          keys="mod+enter"
          isPending={submit.pending}
          isDisabled={block !== null}
        >
          {amount === null ? t('refunds.requestOpen') : t('refunds.requestAmount', { amount })}
        </Button>
      </span>
    </>
  );
  return children(body, footer);
}

function blockText(block: string, t: TFunction): string {
  const ofScreen = FORM_BLOCKS.find((each) => each === block);
  return ofScreen === undefined ? guardText(block, t) : t(`refunds.block.${ofScreen}`);
}
