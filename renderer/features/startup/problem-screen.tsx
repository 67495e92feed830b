import { FileText, type LucideIcon, Power, RotateCcw, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ERROR_CODES, type ErrorCode } from '../../../shared/errors.ts';
import type { CallOutput } from '../../../shared/ipc/contract.ts';
import { errorText } from '../../lib/error-text.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './problem-screen.module.css';

type Startup = CallOutput<'app.startup'>;
type Problem = NonNullable<Startup['problem']>;
type Choice = Problem['choices'][number];

const CHOICE_ICONS: Readonly<Record<Choice, LucideIcon>> = {
  retry: RotateCcw,
  'show-log': FileText,
  quit: Power,
};

/** Where unsent work lies in a file that this program must not touch: say that it is still there. */
const KEEPS_UNSENT_WORK: readonly string[] = ['outbox-newer', 'outbox-damaged'];

/** The reason stands in the last lines. */
function scrollToEnd(element: HTMLElement | null): void {
  element?.scrollTo(0, element.scrollHeight);
}

function knownCode(code: string): ErrorCode {
  return ERROR_CODES.find((each) => each === code) ?? 'internal';
}

/**
 * What stands in the way of working, in words, with the choices that the shell offers. `recovering`: a process
 * ended three times within a minute; `failed`: it refused to start for a reason that it named.
 */
export function ProblemScreen({
  phase,
  problem,
}: {
  readonly phase: 'failed' | 'recovering';
  readonly problem: Problem;
}) {
  const { t } = useTranslation();
  const recover = useCommand('app.recover');
  const title = phase === 'failed' ? t('startup.refused') : t(`startup.crashed.${problem.process}`);

  return (
    <main className={styles.screen}>
      <div className={styles.panel} role="alert">
        <Icon icon={TriangleAlert} size={20} className={styles.icon} />
        <h1 className={styles.title}>{title}</h1>
        <p>{phase === 'failed' ? errorText(t, { code: knownCode(problem.code) }) : t('startup.gaveUp')}</p>
        {KEEPS_UNSENT_WORK.includes(problem.code) ? <p>{t('startup.unsentIsSafe')}</p> : null}
        {phase === 'recovering' ? <p>{t('startup.workIsSafe')}</p> : null}
      </div>
      <div className={styles.choices}>
        {problem.choices.map((choice, index) => (
          <Button
            key={choice}
            look={index === 0 ? 'primary' : 'secondary'}
            icon={CHOICE_ICONS[choice]}
            isPending={recover.pending}
            onPress={() => void recover.run({ choice })}
          >
            {t(`startup.choice.${choice}`)}
          </Button>
        ))}
      </div>
      {problem.logTail === '' ? null : (
        <section className={styles.log} aria-label={t('startup.log')}>
          <h2>{t('startup.log')}</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <pre className={styles.lines} tabIndex={0} ref={scrollToEnd}>
            {problem.logTail}
          </pre>
        </section>
      )}
    </main>
  );
}
