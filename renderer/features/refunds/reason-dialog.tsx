import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../lib/use-shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './approve-dialog.module.css';

const LONGEST_NOTE = 4000;

type ReasonDialogProps = {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly verb: string;
  readonly isRequired: boolean;
  readonly isDangerous: boolean;
  readonly isPending: boolean;
  readonly onClose: () => void;
  readonly onDecide: (note: string) => void;
};

/** Asks for a reason before something that cannot be undone. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [wasTried, setTried] = useState(false);
  const isMissing = props.isRequired && note.trim() === '';

  function decide(): void {
    setTried(true);
    if (!isMissing && !props.isPending) props.onDecide(note.trim());
  }
  useShortcuts({ 'mod+enter': decide });

  return (
    <Dialog
      title={props.title}
      isOpen
      isAlert
      onClose={props.onClose}
      footer={
        <>
          <Button keys="escape" onPress={props.onClose}>
            {t('ui.cancel')}
          </Button>
          <Button
            look={props.isDangerous ? 'danger' : 'primary'}
            keys="mod+enter"
            isPending={props.isPending}
            onPress={decide}
          >
            {props.verb}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <p>{props.text}</p>
        <Field
          label={props.label}
          value={note}
          onChange={setNote}
          multiline
          autoFocus
          maxLength={LONGEST_NOTE}
          problem={isMissing && wasTried ? t('refunds.problem.reason-needed') : null}
        />
      </div>
    </Dialog>
  );
}
