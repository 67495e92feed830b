import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { matchesChord } from '../lib/keys.ts';
import { useSecondsUntil } from '../lib/use-seconds-until.ts';
import { type Undoable, undoLast, useUndo } from '../stores/undo.ts';
import { Button, IconButton } from './button.tsx';
import styles from './toast-region.module.css';

/** What was done last, as long as it can be taken back. */
export function UndoNotice() {
  const last = useUndo((state) => state.last);
  return last === null ? null : <Notice key={last.id} undoable={last} />;
}

function Notice({ undoable }: { readonly undoable: Undoable }) {
  const { t } = useTranslation();
  const forget = useUndo((state) => state.forget);
  const { id, text, until } = undoable;
  const seconds = useSecondsUntil(until);

  useEffect(() => {
    const timer = setTimeout(() => forget(id), Math.max(0, until - Date.now()));
    return () => clearTimeout(timer);
  }, [forget, id, until]);

  // The chord that everybody knows works too, but what is being typed has an undo of its own.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !matchesChord(event, 'mod+z') || hasText(event.target)) return;
      event.preventDefault();
      undoLast();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <div className={styles.toast}>
      <span className={styles.text}>{text}</span>
      <span className={styles.seconds} aria-hidden>
        {seconds}
      </span>
      <Button look="quiet" small keys="z" onPress={undoLast}>
        {t('ui.undo')}
      </Button>
      <IconButton icon={X} label={t('ui.dismiss')} side="top" onPress={() => forget(id)} />
    </div>
  );
}

function hasText(target: EventTarget | null): boolean {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return isField && target.value !== '';
}
