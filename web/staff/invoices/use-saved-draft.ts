import { useEffect, useRef, useState } from 'react';
import { api, newKey, sentenceOf, type Answer } from '../../kit/api.ts';
import type { DraftEntry } from './draft-form.ts';

type Saved = Answer<'getInvoiceDraft'>;
const QUIET_MS = 500;

export type SavedDraft = { readonly state: 'incomplete' | 'saving' | 'saved' | 'failed'; readonly draft: Saved | null; readonly problem: string | null };

/** Keeps a draft on the server in step with the form, half a second after the last change, one save after the other; the amounts that are shown are the server's. */
export function useSavedDraft(company: string, entry: DraftEntry | null): SavedDraft & { readonly forget: () => void } {
  const [saved, setSaved] = useState<SavedDraft>({ state: 'incomplete', draft: null, problem: null });
  const id = useRef<string | null>(null);
  const running = useRef<Promise<void>>(Promise.resolve());
  const text = entry === null ? null : JSON.stringify(entry);
  const wanted = useRef(text);
  useEffect(() => {
    wanted.current = text;
    if (text === null) {
      setSaved((now) => ({ ...now, state: 'incomplete' }));
      return undefined;
    }
    const timer = setTimeout(() => {
      running.current = running.current.then(async () => {
        if (wanted.current !== text) return;
        setSaved((now) => ({ ...now, state: 'saving' }));
        const body = JSON.parse(text) as DraftEntry;
        try {
          const kept = id.current;
          const draft =
            kept === null
              ? await api.createInvoiceDraft({ company, body, idempotencyKey: newKey() })
              : await api.updateInvoiceDraft({ company, params: { draft: kept }, body, idempotencyKey: newKey() });
          id.current = draft.id;
          if (wanted.current === text) setSaved({ state: 'saved', draft, problem: null });
        } catch (error) {
          if (wanted.current === text) setSaved((now) => ({ ...now, state: 'failed', problem: sentenceOf(error) }));
        }
      });
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [company, text]);
  const forget = (): void => {
    id.current = null;
  };
  return { ...saved, forget };
}
