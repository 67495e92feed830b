import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as uuidv7 } from 'uuid';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import type { RefundView } from '../../../shared/domains/refunds/contract.ts';
import { gatewayName } from '../../lib/gateway-name.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useShortcuts } from '../../lib/use-shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Reference } from '../../ui/facts.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { FactList } from '../../ui/page.tsx';
import styles from './approve-dialog.module.css';
import { hasChanged } from './decision.ts';

type ApproveDialogProps = {
  readonly view: RefundView;
  readonly page: PaymentPage;
  readonly onClose: () => void;
};

/** States exactly what goes where and what follows; binds to the refund as it was when the dialog opened. */
export function ApproveDialog({ view, page, onClose }: ApproveDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const approve = useCommand('refunds.approve');
  const [commandId] = useState(() => uuidv7());
  const [seen] = useState(view.refund);
  const [note, setNote] = useState('');
  const { payment, customer } = page;
  const isStale = hasChanged(seen, view.refund);
  const amount = format.money(seen.amountMinor, seen.currency);

  async function confirm(): Promise<void> {
    if (isStale || approve.pending) return;
    const saved = await approve.run({
      commandId,
      refundId: seen.id,
      baseVer: seen.ver,
      paymentId: seen.paymentId,
      amountMinor: seen.amountMinor,
      currency: seen.currency,
      note: note.trim(),
    });
    if (saved !== null) onClose();
  }
  useShortcuts({ 'mod+enter': () => void confirm() });

  return (
    <Dialog
      title={t('refunds.approveTitle', { amount })}
      isOpen
      isAlert
      onClose={onClose}
      footer={
        <>
          <Button keys="escape" onPress={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button
            look="primary"
            keys="mod+enter"
            isPending={approve.pending}
            isDisabled={isStale}
            onPress={() => void confirm()}
          >
            {t('refunds.approveAmount', { amount })}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        {isStale ? (
          <Notice tone="red" icon={TriangleAlert} isAlert>
            {t('refunds.changedMeanwhile')}
          </Notice>
        ) : null}
        <FactList
          facts={[
            { name: t('payments.amount'), value: <strong>{amount}</strong> },
            { name: t('refunds.ofPayment'), value: <Reference value={payment.gatewayRef} /> },
            { name: t('payments.customer'), value: customer?.name ?? payment.email ?? t('ui.unknown') },
            { name: t('refunds.reasonLabel'), value: t(`refunds.reason.${seen.reason}`) },
            { name: t('refunds.requestedBy'), value: view.requestedByName },
          ]}
        />
        <p className={styles.consequence}>
          {t('refunds.approveConsequence', { amount, gateway: gatewayName(payment.gateway) })}
        </p>
        <Field label={t('refunds.noteOptional')} value={note} onChange={setNote} multiline maxLength={4000} />
      </div>
    </Dialog>
  );
}
