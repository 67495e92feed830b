import { Search } from 'lucide-react';
import { useEffect, useId, useReducer, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useScreenReady } from '../../lib/use-screen-ready.ts';
import { usePanels } from '../../stores/panels.ts';
import { useRecents } from '../../stores/recents.ts';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import styles from './palette.module.css';
import { type PaletteCommand, type PaletteEntry, paletteEntries } from './palette-entries.ts';
import { PaletteEmpty, PaletteFooter } from './palette-messages.tsx';
import { PalettePreview } from './palette-preview.tsx';
import { PaletteOption } from './palette-row.tsx';
import { EMPTY_PALETTE, isListKey, paletteReducer } from './palette-state.ts';

const LONGEST_TEXT = 2000;

type PaletteProps = {
  readonly commands: readonly PaletteCommand[];
  readonly onOpenPayment: (id: string) => void;
  readonly onOpenTicket: (id: string) => void;
};

/** The one look-up box: any pasted text, any command. */
export function Palette(props: PaletteProps) {
  const isOpen = usePanels((state) => state.palette);
  const setPalette = usePanels((state) => state.setPalette);
  const { t } = useTranslation();
  return (
    <ModalOverlay className={styles.overlay ?? ''} isOpen={isOpen} onOpenChange={setPalette} isDismissable>
      <Modal className={styles.place ?? ''}>
        <Dialog className={styles.dialog ?? ''} aria-label={t('lookup.title')}>
          <PaletteBox {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteBox({ commands, onOpenPayment, onOpenTicket }: PaletteProps) {
  const { t } = useTranslation();
  const listId = useId();
  const setPalette = usePanels((state) => state.setPalette);
  const recents = useRecents((state) => state.payments);
  const [state, dispatch] = useReducer(paletteReducer, EMPTY_PALETTE);
  const [opensFirst, setOpensFirst] = useState(false);
  const text = state.text.trim();
  const answer = useLiveQuery('lookup.search', { text });
  const connection = useLiveQuery('connection.status', {});
  useScreenReady(answer.loading ? null : 'lookup');

  const candidates = text === '' ? [] : (answer.value?.candidates ?? []);
  const groups = paletteEntries({ text, candidates, recents, commands, t });
  const entries = groups.flatMap((group) => group.entries);
  const active = entries[state.active] ?? null;
  const count = entries.length;
  const optionId = (index: number) => `${listId}-${index}`;

  useEffect(() => dispatch({ type: 'counted', count }), [count]);
  useEffect(() => {
    document.getElementById(`${listId}-${state.active}`)?.scrollIntoView({ block: 'nearest' });
  }, [listId, state.active]);

  function open(entry: PaletteEntry): void {
    if (entry.ticketId === null && entry.paymentId === null && entry.run === null) return;
    setPalette(false);
    if (entry.run !== null) entry.run();
    else if (entry.ticketId !== null) onOpenTicket(entry.ticketId);
    else if (entry.paymentId !== null) onOpenPayment(entry.paymentId);
  }

  useEffect(() => {
    if (!opensFirst || !answer.isCurrent) return;
    setOpensFirst(false);
    if (active !== null) open(active);
  });

  let position = 0;
  return (
    <>
      <div className={styles.box}>
        <div className={styles.inputLine}>
          <Icon icon={Search} className={styles.sign} />
          <input
            className={styles.input}
            // The box exists to be typed in, and its dialog hands the focus back when it closes.
            // biome-ignore lint/a11y/noAutofocus: see above
            autoFocus
            role="combobox"
            aria-label={t('lookup.field')}
            aria-expanded={count > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={active === null ? undefined : optionId(state.active)}
            placeholder={t('lookup.placeholder')}
            maxLength={LONGEST_TEXT}
            spellCheck={false}
            autoComplete="off"
            value={state.text}
            onChange={(event) => {
              setOpensFirst(false);
              dispatch({ type: 'typed', text: event.target.value });
            }}
            onKeyDown={(event) => {
              // While an input method composes, Enter and arrows belong to it.
              if (event.nativeEvent.isComposing) return;
              if (event.key === 'Enter') {
                event.preventDefault();
                // Pasted and entered faster than the search: open what it finds, never what an older text had found.
                if (!answer.isCurrent) setOpensFirst(true);
                else if (active !== null) open(active);
              } else if (isListKey(event.key)) {
                event.preventDefault();
                dispatch({ type: 'key', key: event.key, count });
              }
            }}
          />
          <Kbd keys="escape" />
        </div>
        <div className={styles.list} role="listbox" id={listId} aria-label={t('lookup.results')}>
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options in a listbox has no element of its own
            <div key={group.id} role="group" aria-label={group.title}>
              <div className={styles.group} aria-hidden>
                {group.title}
              </div>
              {group.entries.map((entry) => {
                const index = position++;
                return (
                  <PaletteOption
                    key={entry.key}
                    id={optionId(index)}
                    entry={entry}
                    isActive={index === state.active}
                    onPoint={() => dispatch({ type: 'moved', to: index })}
                    onOpen={() => open(entry)}
                  />
                );
              })}
            </div>
          ))}
        </div>
        {text !== '' && candidates.length === 0 && !answer.loading ? (
          <PaletteEmpty
            text={text}
            dataFrom={answer.value?.dataFrom ?? null}
            state={connection.value?.state ?? null}
          />
        ) : null}
        <PaletteFooter
          dataFrom={answer.value?.dataFrom ?? null}
          state={connection.value?.state ?? null}
          count={candidates.length}
        />
      </div>
      {active === null || active.paymentId === null ? null : (
        <PalettePreview key={active.paymentId} paymentId={active.paymentId} />
      )}
    </>
  );
}
