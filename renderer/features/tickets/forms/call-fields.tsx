import { Pause, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { ChoiceGroup } from '../../../ui/choice-group.tsx';
import { Field } from '../../../ui/field.tsx';
import styles from './call-fields.module.css';
import { type CallTimer, clockText, paused, secondsOf, secondsOfText, started } from './call-timer.ts';

/** What is noted of a call. */
export type CallForm = {
  readonly direction: 'in' | 'out';
  readonly notes: string;
  readonly timer: CallTimer;
};

type CallFieldsProps = {
  readonly form: CallForm;
  readonly onChange: (part: Partial<CallForm>) => void;
};

/** Who called, how long, and what was said. */
export function CallFields({ form, onChange }: CallFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.pair}>
        <ChoiceGroup
          label={t('tickets.call.direction')}
          inOneRow
          choices={(['in', 'out'] as const).map((key) => ({ key, text: t(`tickets.call.${key}`) }))}
          chosen={form.direction}
          onChoose={(direction) => onChange({ direction })}
        />
        <Stopwatch timer={form.timer} onChange={(timer) => onChange({ timer })} />
      </div>
      <Field
        label={t('tickets.call.notes')}
        help={t('tickets.call.notesHelp')}
        multiline
        value={form.notes}
        onChange={(notes) => onChange({ notes })}
        maxLength={100_000}
      />
    </>
  );
}

function Stopwatch({
  timer,
  onChange,
}: {
  readonly timer: CallTimer;
  readonly onChange: (timer: CallTimer) => void;
}) {
  const { t } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  const [typed, setTyped] = useState<string | null>(null);
  const isRunning = timer.runningSince !== null;
  const seconds = secondsOf(timer, now);

  useEffect(() => {
    if (!isRunning) return;
    setNow(Date.now());
    const ticking = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(ticking);
  }, [isRunning]);

  const wrong = typed !== null && secondsOfText(typed) === null;
  return (
    <div className={styles.stopwatch}>
      <Field
        label={t('tickets.call.length')}
        value={isRunning ? clockText(seconds) : (typed ?? clockText(seconds))}
        isDisabled={isRunning}
        numeric
        problem={wrong ? t('tickets.call.lengthWrong') : null}
        onChange={(text) => {
          setTyped(text);
          const length = secondsOfText(text);
          if (length !== null) onChange({ ...timer, elapsedMs: length * 1000 });
        }}
      />
      <Button
        icon={isRunning ? Pause : Play}
        onPress={() => {
          setTyped(null);
          onChange(isRunning ? paused(timer, Date.now()) : started(timer, Date.now()));
        }}
      >
        {t(isRunning ? 'tickets.call.pause' : 'tickets.call.start')}
      </Button>
    </div>
  );
}
