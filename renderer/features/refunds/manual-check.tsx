import { CircleAlert, Info, RefreshCw, ShieldAlert, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as uuidv7 } from 'uuid';
import type { RefundView } from '../../../shared/domains/refunds/contract.ts';
import {
  declareNotSentBlock,
  hasConflict,
  lookUpAgainBlock,
  lookUpFinding,
} from '../../../shared/domains/refunds/look-up.ts';
import type { Staff } from '../../../shared/domains/staff/entity.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

type ManualCheckProps = { readonly view: RefundView; readonly staff: Staff };

/** The ways out of a refund of unknown outcome; what this person may not do is off, and the notes say why. */
export function ManualCheckButtons({
  view,
  staff,
  onDeclare,
}: ManualCheckProps & { readonly onDeclare: () => void }) {
  const { t } = useTranslation();
  const { refund, events } = view;
  const lookUp = useCommand('refunds.look-up-again');
  // One id per question: a double click asks once, a later press asks anew.
  const [commandId, setCommandId] = useState(() => uuidv7());

  async function askAgain(): Promise<void> {
    await lookUp.run({ commandId, refundId: refund.id });
    setCommandId(uuidv7());
  }
  return (
    <>
      <Button
        icon={ShieldAlert}
        isDisabled={declareNotSentBlock(refund, events, staff) !== null}
        onPress={onDeclare}
      >
        {t('refunds.declareNotSent')}
      </Button>
      <Button
        look="primary"
        icon={RefreshCw}
        isDisabled={lookUpAgainBlock(refund, staff) !== null}
        isPending={lookUp.pending}
        onPress={() => void askAgain()}
      >
        {t('refunds.askAgain')}
      </Button>
    </>
  );
}

/** What the gateway said or did not say, and why this person may not act on it. */
export function ManualCheckNotes({ view, staff }: ManualCheckProps) {
  const { t } = useTranslation();
  const moment = useMoment();
  const { refund, events } = view;
  const finding = lookUpFinding(events);
  const block = declareNotSentBlock(refund, events, staff);
  const at = finding.kind === 'not-found' ? finding.at : finding.since;
  return (
    <>
      <Notice tone="amber" icon={CircleAlert}>
        {at === null ? t('refunds.lookUp.silent') : t(`refunds.lookUp.${finding.kind}`, { at: moment(at) })}{' '}
        {t('refunds.lookUp.daily')}
      </Notice>
      {block === null || block === 'bad-state' ? null : (
        <Notice tone="neutral" icon={Info}>
          {t(`refunds.whyNot.${block}`)}
        </Notice>
      )}
    </>
  );
}

/** An instant for a sentence. */
export function useMoment(): (at: number) => string {
  const format = useFormat();
  const now = useNow();
  return (at) => format.dayAndTime(at, now);
}

/** Money that the gateway tells of and nobody here counts. */
export function ConflictNote({ view }: { readonly view: RefundView }) {
  const { t } = useTranslation();
  if (!hasConflict(view.events)) return null;
  return (
    <Notice tone="red" icon={TriangleAlert}>
      {t('refunds.conflict')}
    </Notice>
  );
}
