import { useEffect, useRef, useState } from 'react';
import { api, codeOf, sentenceOf, type Answer } from '../../kit/api.ts';
import type { DraftEntry, KeptDraft } from './draft-form.ts';

type Saved = Answer<'getInvoiceDraft'>;
const QUIET_MS = 500;
/** Issued or discarded in another tab or by somebody else: what is typed here becomes a draft of its own. */
const GONE: readonly string[] = ['invoice_draft.not_found', 'invoice_draft.state'];

export type SavedDraft = { readonly state: 'incomplete' | 'saving' | 'saved' | 'failed'; readonly draft: Saved | null; readonly problem: string | null };

/** Writes the form into its draft. A draft stays with its customer: for another one the old draft is discarded and a new one begun. */
async function write(company: string, kept: KeptDraft, body: DraftEntry): Promise<Saved> {
  const create = (): Promise<Saved> => api.createInvoiceDraft({ company, body });
  if (kept === null) return create();
  const params = { draft: kept.id };
  const moved = kept.customerId !== body.customerId;
  try {
    if (!moved) return await api.updateInvoiceDraft({ company, params, body });
    await api.discardInvoiceDraft({ company, params });
  } catch (error) {
    if (!GONE.includes(codeOf(error))) throw error;
  }
  return create();
}

/** Keeps a draft on the server in step with the form, half a second after the last change, one save after the other; the amounts that are shown are the server's.
 *  Which draft it is stands in the form, so that a reload goes on with the same one. */
export function useSavedDraft(company: string, entry: DraftEntry | null, kept: KeptDraft, onKept: (kept: KeptDraft) => void): SavedDraft {
  const [saved, setSaved] = useState<SavedDraft>({ state: 'incomplete', draft: null, problem: null });
  const running = useRef<Promise<void>>(Promise.resolve());
  const text = entry === null ? null : JSON.stringify(entry);
  const wanted = useRef(text);
  const latest = useRef({ kept, onKept });
  useEffect(() => {
    latest.current = { kept, onKept };
  });
  useEffect(() => {
    wanted.current = text;
    if (text === null) {
      setSaved((now) => ({ ...now, state: 'incomplete', problem: null }));
      return undefined;
    }
    // From the first change on: what is shown as saved is what would be issued.
    setSaved((now) => ({ ...now, state: 'saving' }));
    const save = async (): Promise<void> => {
      if (wanted.current !== text) return;
      try {
        const draft = await write(company, latest.current.kept, JSON.parse(text) as DraftEntry);
        const mine = { id: draft.id, customerId: draft.customer.id };
        latest.current.kept = mine;
        latest.current.onKept(mine);
        if (wanted.current === text) setSaved({ state: 'saved', draft, problem: null });
      } catch (error) {
        if (wanted.current === text) setSaved((now) => ({ ...now, state: 'failed', problem: sentenceOf(error) }));
      }
    };
    const timer = setTimeout(() => {
      running.current = running.current.then(save);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [company, text]);
  return saved;
}
