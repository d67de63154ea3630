import { useMutation } from '@tanstack/react-query';
import { api, sentenceOf } from '../../kit/api.ts';
import { useFormats } from '../../kit/format.ts';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import type { BankLine, LineActs, ShortReason } from './bank-line.ts';
import { cashWords } from './words.ts';

/** The last line decided in this page, for the key that takes it back. */
let lastDecided: { readonly company: string; readonly id: string } | null = null;

export type Decision =
  | { readonly how: 'confirm'; readonly proposalId: string; readonly shortReason: ShortReason | null; readonly name: string }
  | { readonly how: 'aside'; readonly reason: string }
  | { readonly how: 'account'; readonly customerId: string; readonly name: string };

/** Deciding a line, and taking it back: the screen goes on at once, a refusal brings the line back with its reason. */
export function useDecision(company: string, line: BankLine, acts: LineActs) {
  const words = useWords(cashWords);
  const { money } = useFormats();
  const { id } = line;
  const params = { line: id };
  const undo = async (reason: string): Promise<void> => {
    await api.undoBankLine({ company, params, body: { reason } });
    await acts.onSettled(id);
    notify({ title: words.undone });
  };
  const undoAtOnce = async (of: string): Promise<void> => {
    try {
      await api.undoBankLine({ company, params: { line: of }, body: { reason: words.undoneAtOnce } });
      await acts.onSettled(of);
      acts.onRefused(of);
      notify({ title: words.undone });
    } catch (error) {
      notify({ title: sentenceOf(error), tone: 'bad' });
    }
  };
  const tell = (title: string): void => {
    lastDecided = { company, id };
    notify({ title, action: { label: words.undo, run: () => void undoAtOnce(id) } });
  };
  const decide = useMutation({
    mutationFn: (decision: Decision): Promise<unknown> => {
      if (decision.how === 'confirm') {
        const { proposalId, shortReason } = decision;
        return api.confirmBankLine({ company, params, body: { proposalId, ...(shortReason === null ? {} : { shortReason }) } });
      }
      if (decision.how === 'aside') return api.setBankLineAside({ company, params, body: { reason: decision.reason } });
      return api.correctBankLine({ company, params, body: { customerId: decision.customerId, parts: [] } });
    },
    onMutate: () => acts.onDecided(id),
    onError: (error) => {
      acts.onRefused(id);
      notify({ title: `${words.notSaved}: ${line.counterpartyName}`, text: sentenceOf(error), tone: 'bad' });
    },
    onSuccess: async (_answer, decision) => {
      tell(decision.how === 'aside' ? words.asideToast : words.acceptedToast(money(line.amount, line.currency), decision.name));
      await acts.onSettled(id);
    },
  });
  /** An explanation that a person built has been kept by the server. */
  const built = async (name: string): Promise<void> => {
    acts.onDecided(id);
    tell(words.acceptedToast(money(line.amount, line.currency), name));
    await acts.onSettled(id);
  };
  /** Takes back what was decided last in this page, whichever line is open now. */
  const again = (): void => {
    if (lastDecided?.company !== company) return;
    const last = lastDecided.id;
    lastDecided = null;
    void undoAtOnce(last);
  };
  /** Whether this very line was decided last: then taking it back needs no reason to be typed. */
  const isLast = (): boolean => lastDecided?.company === company && lastDecided.id === id;
  return { decide, built, undo, again, isLast };
}
