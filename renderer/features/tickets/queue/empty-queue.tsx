import { Inbox } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { NO_FILTER, type QueueChoice, useQueueChoice } from '../../../stores/queue-choice.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';

/** Says why there is nothing: the view has no tickets, or none fits the filters. */
export function EmptyQueue({ choice }: { readonly choice: QueueChoice }) {
  const { t } = useTranslation();
  const setFilter = useQueueChoice((state) => state.setFilter);
  if (JSON.stringify(choice.filter) === JSON.stringify(NO_FILTER)) {
    return (
      <Empty
        icon={Inbox}
        title={t(`tickets.empty.${choice.view}.title`)}
        text={t(`tickets.empty.${choice.view}.text`)}
      />
    );
  }
  return (
    <Empty
      icon={Inbox}
      title={t('tickets.noMatch.title')}
      text={t('tickets.noMatch.text')}
      action={<Button onPress={() => setFilter(NO_FILTER)}>{t('tickets.clearFilters')}</Button>}
    />
  );
}
