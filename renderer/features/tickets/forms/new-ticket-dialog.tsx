import { useTranslation } from 'react-i18next';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { channelSchema } from '../../../../shared/domains/tickets/entity.ts';
import { call } from '../../../lib/ipc-client.ts';
import { useCommand } from '../../../lib/use-command.ts';
import { useFormDraft } from '../../../lib/use-form-draft.ts';
import { useScreenReady } from '../../../lib/use-screen-ready.ts';
import { useShortcuts } from '../../../lib/use-shortcuts.ts';
import { openTicket } from '../../../stores/navigation.ts';
import { usePanels } from '../../../stores/panels.ts';
import { Button } from '../../../ui/button.tsx';
import { ChoiceGroup } from '../../../ui/choice-group.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field } from '../../../ui/field.tsx';
import { CallFields } from './call-fields.tsx';
import { callTimerSchema, STOPPED, secondsOf, started } from './call-timer.ts';
import { CustomerPicker } from './customer-picker.tsx';
import styles from './forms.module.css';

const newTicketSchema = z.strictObject({
  customer: z.strictObject({ id: z.string(), label: z.string() }).nullable(),
  subject: z.string(),
  channel: channelSchema,
  direction: z.enum(['in', 'out']),
  notes: z.string(),
  timer: callTimerSchema,
});
type NewTicketForm = z.infer<typeof newTicketSchema>;

/** Opens a ticket for somebody who calls or stands at the counter; a call is noted in it at once. */
export function NewTicketDialog() {
  const isOpen = usePanels((state) => state.newTicket);
  return isOpen ? <OpenNewTicket /> : null;
}

function OpenNewTicket() {
  const { t } = useTranslation();
  const setNewTicket = usePanels((state) => state.setNewTicket);
  const create = useCommand('tickets.create');
  const logCall = useCommand('tickets.call');
  const close = () => setNewTicket(false);
  const { form, change, discard } = useFormDraft<NewTicketForm>({
    key: 'new-ticket',
    schema: newTicketSchema,
    fresh: () => ({
      customer: null,
      subject: '',
      channel: 'phone',
      direction: 'in',
      notes: '',
      timer: started(STOPPED, Date.now()),
    }),
  });
  const pending = create.pending || logCall.pending;
  const canSave = form !== null && form.subject.trim() !== '';

  async function save(): Promise<void> {
    if (form === null || !canSave || pending) return;
    const ticketId = uuid();
    const saved = await create.run({
      commandId: uuid(),
      ticketId,
      customerId: form.customer?.id ?? null,
      paymentId: null,
      subject: form.subject.trim(),
      channel: form.channel,
      language: await languageOf(form.customer?.id ?? null),
      country: null,
      priority: 'normal',
    });
    if (saved === null) return;
    const now = Date.now();
    const seconds = secondsOf(form.timer, now);
    if (form.channel === 'phone' && (seconds > 0 || form.notes.trim() !== '')) {
      await logCall.run({
        commandId: uuid(),
        ticketId,
        messageId: uuid(),
        direction: form.direction,
        body: form.notes.trim(),
        startedAt: form.timer.startedAt ?? now - seconds * 1000,
        seconds,
      });
    }
    await discard();
    close();
    openTicket(ticketId);
  }

  async function drop(): Promise<void> {
    await discard();
    close();
  }

  useShortcuts({ 'mod+enter': () => void save() });
  useScreenReady(form === null ? null : 'new-ticket');
  if (form === null) return null;
  return (
    <Dialog
      title={t('tickets.newTicket')}
      wide
      isOpen
      onClose={close}
      footer={
        <>
          <Button look="quiet" onPress={() => void drop()}>
            {t('tickets.discard')}
          </Button>
          <Button
            look="primary"
            keys="mod+enter"
            isDisabled={!canSave}
            isPending={pending}
            onPress={() => void save()}
          >
            {t('tickets.create')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <CustomerPicker picked={form.customer} onPick={(customer) => change({ customer })} />
        <Field
          label={t('tickets.subject')}
          value={form.subject}
          onChange={(subject) => change({ subject })}
          maxLength={300}
        />
        <ChoiceGroup
          label={t('tickets.filter.channels')}
          inOneRow
          choices={(['phone', 'chat', 'email', 'form'] as const).map((key) => ({
            key,
            text: t(`tickets.channel.${key}`),
          }))}
          chosen={form.channel}
          onChoose={(channel) => change({ channel })}
        />
        {form.channel === 'phone' ? <CallFields form={form} onChange={change} /> : null}
      </div>
    </Dialog>
  );
}

/** The language that the customer writes in, as the cache knows it. */
async function languageOf(customerId: string | null): Promise<string | null> {
  if (customerId === null) return null;
  const answer = await call('customers.page', { id: customerId });
  return answer.ok ? answer.value.customer.language : null;
}
