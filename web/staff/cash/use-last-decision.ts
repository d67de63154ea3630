import { api, sentenceOf } from '../../kit/api.ts';
import { useKeys } from '../../kit/key-map.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import type { LineActs } from './bank-line.ts';
import { cashWords } from './words.ts';

/** The line decided last in this page, and whether the server keeps that decision: known once it has answered. */
let decided: { readonly company: string; readonly id: string; readonly kept: Promise<boolean> } | null = null;

/** Closes what was said of a decision: taken back, its message and the button in it are of no use. */
const messages = new Map<string, () => void>();

export type LastDecision = {
  /** The decision just sent is the last one from now on, before the server has answered: whoever presses the key at once means this one, not the one before. */
  readonly remember: <T>(id: string, answer: Promise<T>) => Promise<T>;
  /** Says what was decided, with the button that takes it back. */
  readonly tell: (id: string, title: string) => void;
  /** Whether this line was decided last: then taking it back needs no reason to be typed. */
  readonly is: (id: string) => boolean;
  /** Takes back what was decided last, whichever line is open now; waits for the answer to it, and does nothing when it was refused. */
  readonly undoLast: () => void;
};

export function useLastDecision(company: string, acts: Pick<LineActs, 'onSettled' | 'onRefused'>): LastDecision {
  const words = useWords(cashWords);
  const undo = async (id: string): Promise<void> => {
    if (decided?.id === id) decided = null;
    try {
      await api.undoBankLine({ company, params: { line: id }, body: { reason: words.undoneAtOnce } });
      messages.get(id)?.();
      messages.delete(id);
      await acts.onSettled(id);
      acts.onRefused(id);
      notify({ title: words.undone });
    } catch (error) {
      notify({ title: sentenceOf(error), tone: 'bad' });
    }
  };
  return {
    remember: (id, answer) => {
      const kept = answer.then(
        () => true,
        () => {
          if (decided?.kept === kept) decided = null;
          return false;
        },
      );
      decided = { company, id, kept };
      return answer;
    },
    tell: (id, title) => {
      messages.set(id, notify({ title, action: { label: words.undo, run: () => void undo(id) } }));
    },
    is: (id) => decided?.company === company && decided.id === id,
    undoLast: () => {
      if (decided?.company !== company) return;
      const { id, kept } = decided;
      decided = null;
      void kept.then((yes) => (yes ? undo(id) : undefined));
    },
  };
}

/** The key that takes back, while no line stands open that could ask for a reason: right after the last one of a list was decided. */
export function useUndoKey(last: LastDecision, when: boolean): void {
  const words = useWords(cashWords);
  useKeys({ u: { label: words.keyUndo, run: last.undoLast } }, { screen: words.title, when });
}
