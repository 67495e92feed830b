import { useTranslation } from 'react-i18next';
import { TIMELINE_KEY } from '../features/customers/customer-dossier.tsx';
import { COMPOSER_KEYS, QUEUE_KEYS, TICKET_KEYS } from '../features/tickets/actions.ts';
import { usePanels } from '../stores/panels.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import type { AppCommand } from './commands.ts';
import styles from './shortcuts-dialog.module.css';

/** Every key of the program in one place; those of a screen stand beside its buttons too. */
export function ShortcutsDialog({ commands }: { readonly commands: readonly AppCommand[] }) {
  const { t } = useTranslation();
  const isOpen = usePanels((state) => state.shortcuts);
  const setShortcuts = usePanels((state) => state.setShortcuts);
  const close = () => setShortcuts(false);
  const groups = [
    {
      title: t('app.keysEverywhere'),
      keys: commands.flatMap(({ name, keys }) => (keys === null ? [] : [{ name, keys }])),
    },
    {
      title: t('app.keysOnTickets'),
      keys: [
        ...entriesOf(TICKET_KEYS).map(([action, keys]) => ({ name: t(`tickets.action.${action}`), keys })),
        { name: t('customers.toggleTimeline'), keys: TIMELINE_KEY },
      ],
    },
    {
      title: t('app.keysInQueue'),
      keys: entriesOf(QUEUE_KEYS).map(([action, keys]) => ({
        name: t(`tickets.queueAction.${action}`),
        keys,
      })),
    },
    {
      title: t('app.keysInComposer'),
      keys: entriesOf(COMPOSER_KEYS).map(([action, keys]) => ({
        name: t(`tickets.composerAction.${action}`),
        keys,
      })),
    },
    {
      title: t('app.keysInLists'),
      keys: [
        { name: t('app.keyDown'), keys: 'j' },
        { name: t('app.keyUp'), keys: 'k' },
        { name: t('app.keyOpen'), keys: 'enter' },
      ],
    },
    {
      title: t('app.keysOnRefunds'),
      keys: [
        { name: t('payments.refund'), keys: 'r' },
        { name: t('duplicates.refundThis'), keys: 'd' },
        { name: t('refunds.approve'), keys: 'a' },
        { name: t('refunds.reject'), keys: 'x' },
        { name: t('refunds.openPayment'), keys: 'o' },
        { name: t('app.keySubmit'), keys: 'mod+enter' },
      ],
    },
  ];

  return (
    <Dialog
      title={t('app.shortcuts')}
      isOpen={isOpen}
      onClose={close}
      wide
      footer={
        <Button keys="escape" onPress={close}>
          {t('ui.close')}
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.groups} tabIndex={0} aria-label={t('app.shortcuts')}>
        <div className={styles.columns}>
          {groups.map((group) => (
            <section key={group.title} className={styles.group} aria-label={group.title}>
              <h3 className={styles.title}>{group.title}</h3>
              <ul>
                {group.keys.map((each) => (
                  <li key={each.keys} className={styles.line}>
                    {each.name}
                    <Kbd keys={each.keys} />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      </section>
    </Dialog>
  );
}

function entriesOf<Name extends string>(keys: Readonly<Record<Name, string>>): readonly [Name, string][] {
  return Object.entries(keys) as [Name, string][];
}
