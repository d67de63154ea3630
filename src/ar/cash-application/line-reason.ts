import { REASON_CODES, reasonSentence, type Reason, type ReasonCode } from './explain/reasons.ts';

/** Why a line stands as it does where no engine said it, or where its figures were not kept. */
const SENTENCES: Readonly<Record<string, string>> = {
  '': 'not looked at yet',
  confirmed: 'accepted by a person',
  explained_by_person: 'explained by a person',
  undone: 'an application was taken back; the line waits again',
  not_receivables: 'set aside: not about receivables',
  returned_payment: 'a payment that the bank took back',
  refund: 'a refund of ours',
  closed_invoice: 'refers to a settled invoice',
  currency_differs: 'names an item in another currency',
  nothing_fits: 'no open item or combination fits the amount',
};

const ENGINE: ReadonlySet<string> = new Set(REASON_CODES);

/** The reason code of a line with its sentence; with the figures of its proposal where they were kept (`kept`), else null. */
export function lineReason(code: string, kept: readonly Reason[] | undefined): { code: string; sentence: string; figures: Reason['figures'] | null } {
  const found = kept?.find((one) => one.code === code);
  if (found) return { code, sentence: reasonSentence(found), figures: found.figures };
  const own = SENTENCES[code];
  if (own !== undefined) return { code, sentence: own, figures: null };
  return { code, figures: null, sentence: ENGINE.has(code) ? reasonSentence({ code: code as ReasonCode, figures: {} }) : code };
}
