import { useCallback, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { createDraftWriter, type DraftWriter } from './draft-writer.ts';
import { call } from './ipc-client.ts';

type FormDraft<Form> = {
  /** Null until the kept form has been looked for. */
  readonly form: Form | null;
  /** When the restored form was kept, milliseconds UTC; null for a fresh one. */
  readonly restoredFrom: number | null;
  readonly change: (part: Partial<Form>) => void;
  /** Empties the form. */
  readonly startAfresh: () => void;
  /** After it was sent: the draft has done its work. */
  readonly discard: () => Promise<void>;
};

type FormDraftOptions<Form> = {
  readonly key: string;
  readonly schema: z.ZodType<Form>;
  readonly fresh: () => Form;
  /** What becomes of a kept form when it is opened again; itself unless told. */
  readonly reopen?: (kept: Form) => Form;
};

/**
 * A form's content, kept in outbox.db while it is filled in and there again when the form is opened again. A draft of
 * an older form that no longer fits is not worth an error: the form starts fresh.
 */
export function useFormDraft<Form extends object>(options: FormDraftOptions<Form>): FormDraft<Form> {
  const { key } = options;
  const [form, setForm] = useState<Form | null>(null);
  const [restoredFrom, setRestoredFrom] = useState<number | null>(null);
  const writer = useRef<DraftWriter | null>(null);
  const first = useRef(options);

  useEffect(() => {
    let gone = false;
    const own = createDraftWriter({
      save: (body) => call('drafts.save', { key, body }),
      clear: () => call('drafts.clear', { key }),
    });
    writer.current = own;
    void call('drafts.get', { key }).then((answer) => {
      if (gone) return;
      const { schema, fresh, reopen = (kept) => kept } = first.current;
      const draft = answer.ok ? answer.value.draft : null;
      const kept = draft === null ? null : restored(draft.body, schema);
      setRestoredFrom(kept === null ? null : (draft?.savedAt ?? null));
      setForm(kept === null ? fresh() : reopen(kept));
    });
    return () => {
      gone = true;
      void own.flush();
    };
  }, [key]);

  const change = useCallback((part: Partial<Form>) => {
    setForm((previous) => {
      if (previous === null) return previous;
      const next = { ...previous, ...part };
      writer.current?.keep(JSON.stringify(next));
      return next;
    });
  }, []);

  const startAfresh = useCallback(() => {
    setRestoredFrom(null);
    change(first.current.fresh());
  }, [change]);

  const discard = useCallback(async () => {
    await writer.current?.clear();
  }, []);

  return { form, restoredFrom, change, startAfresh, discard };
}

function restored<Form>(body: string, schema: z.ZodType<Form>): Form | null {
  try {
    return schema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}
