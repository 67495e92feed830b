import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/class-names.ts';
import { type Toast, useToasts } from '../stores/toasts.ts';
import { Button, IconButton } from './button.tsx';
import styles from './toast-region.module.css';
import { UndoNotice } from './undo-notice.tsx';

const SHOWN_MS = 6000;
/** What failed stays longer: it is read, not glanced at. */
const DANGER_SHOWN_MS = 12_000;

/** Notices at the bottom start corner, read out politely. */
export function ToastRegion() {
  const { t } = useTranslation();
  const toasts = useToasts((state) => state.toasts);
  return (
    <section className={styles.region} aria-label={t('ui.notifications')} aria-live="polite">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
      <UndoNotice />
    </section>
  );
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const { t } = useTranslation();
  const dismiss = useToasts((state) => state.dismiss);
  const { id, tone, text, action } = toast;

  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), tone === 'danger' ? DANGER_SHOWN_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [dismiss, id, tone]);

  return (
    <div className={classNames(styles.toast, styles[tone])}>
      <span className={styles.text}>{text}</span>
      {action === null ? null : (
        <Button
          look="quiet"
          small
          onPress={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon={X} label={t('ui.dismiss')} side="top" onPress={() => dismiss(id)} />
    </div>
  );
}
