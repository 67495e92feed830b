import type { TFunction } from 'i18next';
import type { ConnectionStatus } from '../../../shared/domains/connection/contract.ts';
import { errorText } from '../../lib/error-text.ts';
import type { Formatter } from '../../lib/format.ts';

/** What the pill's dot says beside its words. */
export type ConnectionTone = 'live' | 'waiting' | 'cut' | 'refused';

export type ConnectionWords = {
  readonly tone: ConnectionTone;
  /** The pill: "Offline · data from 14:02 · 2 to send". */
  readonly parts: readonly string[];
  /** A whole sentence for the drawer. */
  readonly sentence: string;
};

/** Beyond this a wrong clock makes times in the program misleading. */
const TOLERATED_SKEW_MS = 2 * 60 * 1000;

/** How far the computer's clock is off, if it matters. */
export function notableSkew(status: ConnectionStatus): number | null {
  const skew = status.clockSkewMs;
  return skew !== null && Math.abs(skew) > TOLERATED_SKEW_MS ? skew : null;
}

/** The state of the connection in words. `null`: the data process does not answer just now. */
export function connectionWords(
  status: ConnectionStatus | null,
  now: number,
  format: Formatter,
  t: TFunction,
): ConnectionWords {
  if (status === null) {
    return { tone: 'waiting', parts: [t('connection.restarting')], sentence: t('connection.restartingLong') };
  }
  const toSend = status.waiting > 0 ? [t('connection.toSend', { count: status.waiting })] : [];
  const since =
    status.lastSyncAt === null
      ? []
      : [t('connection.dataFrom', { time: format.timeOrDay(status.lastSyncAt, now) })];
  const state = t(`connection.state.${status.state}`);
  const clock = notableSkew(status) === null ? [] : [t('connection.wrongClock')];
  const sentence = sentenceOf(status, t);

  switch (status.state) {
    case 'live':
      return { tone: 'live', parts: [state, ...toSend, ...clock], sentence };
    case 'starting': {
      const { rows, done } = status.firstSync;
      const progress =
        done || rows === 0 ? [] : [t('connection.rows', { count: rows, shown: format.number(rows) })];
      return { tone: 'waiting', parts: [state, ...progress], sentence };
    }
    case 'reconnecting':
      return { tone: 'waiting', parts: [state, ...since, ...toSend, ...clock], sentence };
    case 'refused':
      return { tone: 'refused', parts: [state, ...since, ...toSend, ...clock], sentence };
    default:
      return { tone: 'cut', parts: [state, ...since, ...toSend, ...clock], sentence };
  }
}

function sentenceOf(status: ConnectionStatus, t: TFunction): string {
  const sentence = t(`connection.sentence.${status.state}`);
  if (status.reason === null || status.reason === 'offline') return sentence;
  return t('connection.withReason', { sentence, reason: errorText(t, { code: status.reason }) });
}
