import { create } from 'zustand';

/** Something that can be asked for by name, by key or from the look-up box while its screen is there. */
export type ScreenCommand = {
  readonly id: string;
  readonly name: string;
  readonly keys: string | null;
  readonly run: () => void;
};

type ScreenCommandsState = {
  /** By the part of the screen that offers them. */
  readonly offers: ReadonlyMap<string, readonly ScreenCommand[]>;
  readonly offer: (owner: string, commands: readonly ScreenCommand[]) => void;
  readonly withdraw: (owner: string) => void;
};

/** What the parts on screen offer beside the commands of the whole program. */
export const useScreenCommands = create<ScreenCommandsState>()((set) => ({
  offers: new Map(),
  offer: (owner, commands) => set(({ offers }) => ({ offers: new Map(offers).set(owner, commands) })),
  withdraw: (owner) =>
    set(({ offers }) => {
      const rest = new Map(offers);
      rest.delete(owner);
      return { offers: rest };
    }),
}));
