import type { TFunction } from 'i18next';
import type { Candidate } from '../../../shared/domains/lookup/contract.ts';
import type { RecentPayment } from '../../stores/recents.ts';
import { groupCandidates, matchesCommand } from './palette-state.ts';

/** A command as the box offers it; `keys` is its shortcut, if it has one. */
export type PaletteCommand = {
  readonly id: string;
  readonly name: string;
  readonly keys: string | null;
  readonly run: () => void;
};

/** One line: a hit, a recent payment or a command. Opens the ticket or the payment unless it has `run`. */
export type PaletteEntry = {
  readonly key: string;
  readonly ticketId: string | null;
  readonly paymentId: string | null;
  readonly run: (() => void) | null;
} & (
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'recent'; readonly recent: RecentPayment }
  | { readonly kind: 'command'; readonly command: PaletteCommand }
);

export type PaletteGroup = {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly PaletteEntry[];
};

type Sources = {
  readonly text: string;
  readonly candidates: readonly Candidate[];
  readonly recents: readonly RecentPayment[];
  readonly commands: readonly PaletteCommand[];
  readonly t: TFunction;
};

/** What the box shows for a text: hits by type, then commands; without a text, what was open lately. */
export function paletteEntries({ text, candidates, recents, commands, t }: Sources): readonly PaletteGroup[] {
  const groups: PaletteGroup[] = groupCandidates(candidates).map((group) => ({
    id: group.type,
    title: t(`lookup.type.${group.type}`),
    entries: group.candidates.map((candidate) => ({
      key: `${candidate.type}:${candidate.id}`,
      kind: 'candidate',
      candidate,
      ticketId: candidate.type === 'ticket' ? candidate.id : null,
      paymentId: candidate.paymentId,
      run: null,
    })),
  }));
  if (text === '') {
    groups.push({
      id: 'recent',
      title: t('lookup.recent'),
      entries: recents.map((recent) => ({
        key: `recent:${recent.id}`,
        kind: 'recent',
        recent,
        ticketId: null,
        paymentId: recent.id,
        run: null,
      })),
    });
  }
  groups.push({
    id: 'commands',
    title: t('lookup.commands'),
    entries: commands
      .filter((command) => matchesCommand(text, command.name))
      .map((command) => ({
        key: `command:${command.id}`,
        kind: 'command',
        command,
        ticketId: null,
        paymentId: null,
        run: command.run,
      })),
  });
  return groups.filter((group) => group.entries.length > 0);
}
