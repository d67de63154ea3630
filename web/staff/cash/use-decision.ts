import { useMutation } from '@tanstack/react-query';
import { api, sentenceOf } from '../../kit/api.ts';
import { useFormats } from '../../kit/format.ts';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import type { BankLine, LineActs, ShortReason } from './bank-line.ts';
import { isZero } from './sums.ts';
import { useLastDecision } from './use-last-decision.ts';
import { cashWords } from './words.ts';

export type Decision =
  | { readonly how: 'confirm'; readonly proposalId: string; readonly shortReason: ShortReason | null; readonly name: string }
  | { readonly how: 'aside'; readonly reason: string }
  | { readonly how: 'account'; readonly customerId: string; readonly name: string };

/** Deciding a line, and taking it back: the screen goes on at once, a refusal brings the line back with its reason. */
export function useDecision(company: string, line: BankLine, acts: LineActs) {
  const words = useWords(cashWords);
  const { money } = useFormats();
  const last = useLastDecision(company, acts);
  const { id } = line;
  const params = { line: id };
  const undo = async (reason: string): Promise<void> => {
    await api.undoBankLine({ company, params, body: { reason } });
    await acts.onSettled(id);
    notify({ title: words.undone });
  };
  const sent = (decision: Decision): Promise<unknown> => {
    if (decision.how === 'confirm') {
      const { proposalId, shortReason } = decision;
      return api.confirmBankLine({ company, params, body: { proposalId, ...(shortReason === null ? {} : { shortReason }) } });
    }
    if (decision.how === 'aside') return api.setBankLineAside({ company, params, body: { reason: decision.reason } });
    return api.correctBankLine({ company, params, body: { customerId: decision.customerId, parts: [] } });
  };
  /** Somebody else may have decided: what stands here is asked again, all of it. */
  const refused = async (error: unknown): Promise<void> => {
    notify({ title: `${words.notSaved}: ${line.counterpartyName}`, text: sentenceOf(error), tone: 'bad' });
    await acts.onSettled(id);
  };
  const decide = useMutation({
    mutationFn: (decision: Decision): Promise<unknown> => last.remember(id, sent(decision)),
    onMutate: () => acts.onDecided(id),
    onError: async (error) => {
      acts.onRefused(id);
      await refused(error);
    },
    onSuccess: async (_answer, decision) => {
      last.tell(id, decision.how === 'aside' ? words.asideToast : words.acceptedToast(money(line.amount, line.currency), decision.name));
      await acts.onSettled(id);
    },
  });
  /** An explanation that a person built has been kept by the server. */
  const built = async (name: string, applied: string, rest: string): Promise<void> => {
    acts.onDecided(id);
    void last.remember(id, Promise.resolve());
    const said = words.acceptedToast(money(applied, line.currency), name);
    last.tell(id, isZero(rest) ? said : `${said}, ${words.onAccountToast(money(rest, line.currency))}`);
    await acts.onSettled(id);
  };
  return { decide, built, refused, undo, last };
}
