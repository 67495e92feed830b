import { useTranslation } from 'react-i18next';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { useCommand } from '../../../lib/use-command.ts';
import { useFormDraft } from '../../../lib/use-form-draft.ts';
import { useShortcuts } from '../../../lib/use-shortcuts.ts';
import { type CallFormRequest, usePanels } from '../../../stores/panels.ts';
import { useToasts } from '../../../stores/toasts.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { CallFields, type CallForm } from './call-fields.tsx';
import { callTimerSchema, STOPPED, secondsOf, started } from './call-timer.ts';
import styles from './forms.module.css';

const callFormSchema = z.strictObject({
  direction: z.enum(['in', 'out']),
  notes: z.string(),
  timer: callTimerSchema,
});

/** Notes a call in the open case. The stopwatch runs from the moment the form opens. */
export function CallDialog() {
  const request = usePanels((state) => state.callForm);
  return request === null ? null : <OpenCallDialog key={request.ticketId} request={request} />;
}

function OpenCallDialog({ request }: { readonly request: CallFormRequest }) {
  const { t } = useTranslation();
  const { ticketId } = request;
  const close = usePanels((state) => state.closeCallForm);
  const logCall = useCommand('tickets.call');
  const { form, change, discard } = useFormDraft<CallForm>({
    key: `call:${ticketId}`,
    schema: callFormSchema,
    fresh: () => ({ direction: 'in', notes: '', timer: started(STOPPED, Date.now()) }),
  });

  async function save(): Promise<void> {
    if (form === null || logCall.pending) return;
    const now = Date.now();
    const seconds = secondsOf(form.timer, now);
    const saved = await logCall.run({
      commandId: uuid(),
      ticketId,
      messageId: uuid(),
      direction: form.direction,
      body: form.notes.trim(),
      startedAt: form.timer.startedAt ?? now - seconds * 1000,
      seconds,
    });
    if (saved === null) return;
    await discard();
    close();
    useToasts.getState().show({ tone: 'good', text: t('tickets.call.saved') });
  }

  async function drop(): Promise<void> {
    await discard();
    close();
  }

  useShortcuts({ 'mod+enter': () => void save() });
  if (form === null) return null;
  return (
    <Dialog
      title={t('tickets.call.title')}
      isOpen
      wide
      onClose={close}
      footer={
        <>
          <Button look="quiet" onPress={() => void drop()}>
            {t('tickets.discard')}
          </Button>
          <Button look="primary" keys="mod+enter" isPending={logCall.pending} onPress={() => void save()}>
            {t('tickets.call.save')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <CallFields form={form} onChange={change} />
      </div>
    </Dialog>
  );
}
