import { z } from 'zod';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { remembered } from './remembered.ts';

export type Pane = 'queue' | 'dossier';
const dossierTabSchema = z.enum(['overview', 'timeline']);
export type DossierTab = z.infer<typeof dossierTabSchema>;

/** Widths in CSS pixels: what a pane may be, and is until somebody drags its edge. */
export const PANE_WIDTHS: Readonly<Record<Pane, { min: number; initial: number; max: number }>> = {
  queue: { min: 272, initial: 328, max: 480 },
  dossier: { min: 300, initial: 348, max: 520 },
};

const layoutSchema = z.strictObject({
  widths: z.strictObject({ queue: z.number(), dossier: z.number() }),
  open: z.strictObject({ queue: z.boolean(), dossier: z.boolean() }),
  dossierTab: dossierTabSchema,
  /** Sections of the dossier that are folded, by name. */
  folded: z.array(z.string()),
});
type Layout = Readonly<z.infer<typeof layoutSchema>>;

type LayoutState = Layout & {
  readonly resize: (pane: Pane, width: number) => void;
  readonly toggle: (pane: Pane) => void;
  readonly setOpen: (pane: Pane, open: boolean) => void;
  readonly setDossierTab: (tab: DossierTab) => void;
  readonly toggleFold: (section: string) => void;
};

/** How the workspace is divided; remembered on this computer. */
export const useLayout = create<LayoutState>()(
  persist(
    (set) => ({
      widths: { queue: PANE_WIDTHS.queue.initial, dossier: PANE_WIDTHS.dossier.initial },
      open: { queue: true, dossier: true },
      dossierTab: 'overview',
      folded: [],
      resize: (pane, width) => {
        const { min, max } = PANE_WIDTHS[pane];
        const clamped = Math.round(Math.min(max, Math.max(min, width)));
        set((state) => ({ widths: { ...state.widths, [pane]: clamped } }));
      },
      toggle: (pane) => set((state) => ({ open: { ...state.open, [pane]: !state.open[pane] } })),
      setOpen: (pane, open) => set((state) => ({ open: { ...state.open, [pane]: open } })),
      setDossierTab: (dossierTab) => set({ dossierTab }),
      toggleFold: (section) =>
        set((state) => ({
          folded: state.folded.includes(section)
            ? state.folded.filter((each) => each !== section)
            : [...state.folded, section],
        })),
    }),
    remembered('layout', layoutSchema, ({ widths, open, dossierTab, folded }) => ({
      widths,
      open,
      dossierTab,
      folded,
    })),
  ),
);
