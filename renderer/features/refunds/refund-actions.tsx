import { Check, CircleAlert, Info, RotateCcw, TriangleAlert, Undo2, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as uuidv7 } from 'uuid';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { DECLARED_NOT_SENT } from '../../../shared/domains/refunds/commands.ts';
import type { RefundView } from '../../../shared/domains/refunds/contract.ts';
import type { Refund } from '../../../shared/domains/refunds/entity.ts';
import { lookUpFinding } from '../../../shared/domains/refunds/look-up.ts';
import type { Staff } from '../../../shared/domains/staff/entity.ts';
import { errorText } from '../../lib/error-text.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useNow } from '../../lib/use-now.ts';
import { useShortcuts } from '../../lib/use-shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ApproveDialog } from './approve-dialog.tsx';
import { awaitsDecision, type Decision, decisionFor } from './decision.ts';
import { guardText } from './guard-facts.ts';
import { ConflictNote, ManualCheckButtons, ManualCheckNotes, useMoment } from './manual-check.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import styles from './refund-actions.module.css';

type RefundActionsProps = {
  readonly view: RefundView;
  /** Null while it is loading or where the payment is not in the data of this computer. */
  readonly page: PaymentPage | null;
  readonly staff: Staff;
  /** Listens for `a` and `x`; only where one refund is the subject of the screen. */
  readonly hasKeys: boolean;
  /** Places the buttons and the notes that belong to them. */
  readonly children: (buttons: ReactNode, notes: ReactNode) => ReactNode;
};

type OpenDialog = 'approve' | DecisionDialogProps['kind'];

/** What this person may do with a refund, or in a sentence why not. */
export function RefundActions({ view, page, staff, hasKeys, children }: RefundActionsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const { refund, pending } = view;
  const isWaiting = pending !== null;
  const now = useNow();
  const decision = isWaiting || !awaitsDecision(refund) ? null : decisionFor(refund, page, staff, now);
  const mayApprove = decision !== null && decision.approvalBlock === null;
  const isMine = refund.requestedPerson === staff.personId;
  const mayDecide = !isWaiting && !isMine && staff.role === 'supervisor' && staff.teams.includes(refund.team);
  // A refund that the gateway refused still holds its amount: a supervisor lets go of it or tries again.
  const mayReject = (decision?.mayReject ?? false) || (mayDecide && refund.state === 'gateway_refused');
  const mayResend = mayDecide && (refund.state === 'refund_failed' || refund.state === 'gateway_refused');
  const mayWithdraw =
    !isWaiting && isMine && refund.ver > 0 && (refund.state === 'submitted' || refund.state === 'needs_info');
  const isOutcomeUnknown = !isWaiting && refund.state === 'manual_check';
  const close = () => setDialog(null);

  useShortcuts(
    hasKeys
      ? {
          a: () => (mayApprove ? setDialog('approve') : undefined),
          x: () => (mayReject ? setDialog('reject') : undefined),
        }
      : {},
  );

  const keysOf = (key: string) => (hasKeys ? { keys: key } : {});
  const buttons = (
    <span className={styles.buttons}>
      {mayWithdraw ? (
        <Button icon={Undo2} onPress={() => setDialog('withdraw')}>
          {t('refunds.withdraw')}
        </Button>
      ) : null}
      {mayReject ? (
        <Button icon={X} {...keysOf('x')} onPress={() => setDialog('reject')}>
          {t('refunds.reject')}
        </Button>
      ) : null}
      {mayApprove ? (
        <Button look="primary" icon={Check} {...keysOf('a')} onPress={() => setDialog('approve')}>
          {t('refunds.approve')}
        </Button>
      ) : null}
      {mayResend ? (
        <Button look="primary" icon={RotateCcw} onPress={() => setDialog('resend')}>
          {t('refunds.resend')}
        </Button>
      ) : null}
      {isOutcomeUnknown ? (
        <ManualCheckButtons view={view} staff={staff} onDeclare={() => setDialog('declare')} />
      ) : null}
    </span>
  );
  const notes = (
    <div className={styles.notes}>
      <RefusedCommand view={view} />
      <ConflictNote view={view} />
      {isOutcomeUnknown ? <ManualCheckNotes view={view} staff={staff} /> : null}
      {pending === 'unknown' ? (
        <Notice tone="amber" icon={CircleAlert}>
          {t('refunds.checking')}
        </Notice>
      ) : null}
      {decision === null ? null : <DecisionNotes decision={decision} refund={refund} staff={staff} />}
    </div>
  );
  return (
    <>
      {children(buttons, notes)}
      {dialog === 'approve' && page !== null ? (
        <ApproveDialog view={view} page={page} onClose={close} />
      ) : null}
      {dialog !== null && dialog !== 'approve' ? (
        <DecisionDialog
          kind={dialog}
          view={view}
          amount={format.money(refund.amountMinor, refund.currency)}
          onClose={close}
        />
      ) : null}
    </>
  );
}

/** A command on this refund that the team refused: what happened and what to do now. */
function RefusedCommand({ view }: { readonly view: RefundView }) {
  const { t } = useTranslation();
  const { value } = useLiveQuery('outbox.list', {});
  const dismiss = useCommand('outbox.dismiss');
  const refused = value?.entries.find(
    (entry) => entry.entityId === view.refund.id && entry.state === 'rejected' && entry.reason !== null,
  );
  if (refused === undefined || refused.reason === null) return null;
  return (
    <Notice
      tone="red"
      icon={CircleAlert}
      isAlert
      action={
        <Button small isPending={dismiss.pending} onPress={() => void dismiss.run({ id: refused.id })}>
          {t('outbox.dismiss')}
        </Button>
      }
    >
      {refused.reason === 'stale'
        ? t('refunds.staleDecision')
        : t('refunds.notApplied', { reason: errorText(t, { code: refused.reason }) })}
    </Notice>
  );
}

type DecisionNotesProps = {
  readonly decision: Decision;
  readonly refund: Refund;
  readonly staff: Staff;
};

/** Why this person may not approve, and what an approver should know. */
function DecisionNotes({ decision, refund, staff }: DecisionNotesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { approvalBlock, warnings } = decision;
  const limitMinor = staff.approveLimits[refund.currency] ?? 0;
  const limit = format.money(limitMinor, refund.currency);
  const named = approvalBlock === 'over-limit' && limitMinor === 0 ? 'no-limit' : approvalBlock;
  const known = SCREEN_BLOCKS.find((code) => code === named);
  return (
    <>
      {warnings.map((code) => (
        <Notice key={code} tone="amber" icon={TriangleAlert}>
          {guardText(code, t)}
        </Notice>
      ))}
      {approvalBlock === null ? null : (
        <Notice tone="neutral" icon={Info}>
          {known === undefined
            ? guardText(approvalBlock, t)
            : t(`refunds.whyNot.${known}`, { limit, currency: refund.currency })}
        </Notice>
      )}
    </>
  );
}

/** Blocks that have words of their own here; the others speak for themselves. */
const SCREEN_BLOCKS = [
  'own-refund',
  'forbidden',
  'other-team',
  'over-limit',
  'no-limit',
  'not-sent',
  'payment-not-here',
] as const;

type DecisionDialogProps = {
  readonly kind: 'reject' | 'withdraw' | 'resend' | 'declare';
  readonly view: RefundView;
  readonly amount: string;
  readonly onClose: () => void;
};

const COMMANDS = {
  reject: 'refunds.reject',
  withdraw: 'refunds.withdraw',
  resend: 'refunds.resend',
  declare: 'refunds.declare-not-sent',
} as const;

/** The decisions that need nothing but a reason. */
function DecisionDialog({ kind, view, amount, onClose }: DecisionDialogProps) {
  const { t } = useTranslation();
  const command = useCommand(COMMANDS[kind]);
  const [commandId] = useState(() => uuidv7());
  const [baseVer] = useState(view.refund.ver);
  const moment = useMoment();
  const finding = lookUpFinding(view.events);
  const wasNeverSent = kind === 'resend' && view.refund.failureReason === DECLARED_NOT_SENT;

  return (
    <ReasonDialog
      title={t(`refunds.dialog.${kind}.title`, { amount })}
      text={t(wasNeverSent ? 'refunds.dialog.resend.textNeverSent' : `refunds.dialog.${kind}.text`, {
        amount,
        at: finding.kind === 'not-found' ? moment(finding.at) : '',
      })}
      label={t(`refunds.dialog.${kind}.label`)}
      verb={t(`refunds.dialog.${kind}.verb`)}
      isRequired={kind === 'reject' || kind === 'declare'}
      isDangerous={kind !== 'resend'}
      isPending={command.pending}
      onClose={onClose}
      onDecide={(note) => {
        void command.run({ commandId, refundId: view.refund.id, baseVer, note }).then((saved) => {
          if (saved !== null) onClose();
        });
      }}
    />
  );
}
