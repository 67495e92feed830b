import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../lib/error-text.ts';
import { useCommand } from '../../../lib/use-command.ts';
import { useLiveQuery } from '../../../lib/use-live-query.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import styles from './refused-changes.module.css';

/** Changes of this ticket that the team refused; messages say so themselves. */
export function RefusedChanges({ ticketId }: { readonly ticketId: string }) {
  const { t } = useTranslation();
  const { value } = useLiveQuery('outbox.list', {});
  const dismiss = useCommand('outbox.dismiss');
  const refused = (value?.entries ?? []).filter(
    ({ entityId, kind, state }) =>
      entityId === ticketId && state === 'rejected' && (kind === 'ticket.update' || kind === 'ticket.create'),
  );
  return refused.map((entry) => (
    <div key={entry.id} className={styles.notice}>
      <Notice
        tone="red"
        icon={CircleAlert}
        isAlert
        action={
          <Button small onPress={() => void dismiss.run({ id: entry.id })}>
            {t('outbox.dismiss')}
          </Button>
        }
      >
        {t('tickets.changeRefused', {
          reason: entry.reason === null ? '' : errorText(t, { code: entry.reason }),
        })}
      </Notice>
    </div>
  ));
}
