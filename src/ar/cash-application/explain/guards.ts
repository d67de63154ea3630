import { formatDecimal } from '../../../foundation/money/money.ts';
import { discountOn, sumOpen } from './candidates.ts';
import type { ExplainInput } from './explanation.ts';
import type { Payer } from './payer.ts';
import { reason, type Reason } from './reasons.ts';
import type { References } from './references.ts';
import { hitGrade, type ScoreInput, type Scored } from './scoring.ts';

export type Judged = {
  readonly input: ExplainInput;
  readonly references: References;
  readonly payer: Payer;
  readonly scoring: ScoreInput;
  readonly best: Scored;
  readonly probability: number;
  readonly others: readonly Scored[];
  readonly tie: { readonly count: number; readonly things: string } | null;
};

const MIN_PROBABILITY = 0.9;
/** A payer nobody knows who names an item and pays far less may have named the wrong one. */
const MAX_UNKNOWN_SHORTFALL_PERCENT = 5n;

type Guard = (judged: Judged) => Reason | null;

const isNamed = ({ best }: Judged): boolean => best.candidate.pattern === 'references';
const isLink = ({ best }: Judged): boolean => best.candidate.payment !== null;
const settles = ({ best }: Judged): boolean => best.candidate.kind !== 'short' && best.candidate.kind !== 'over';

function money(judged: Judged, minor: bigint): string {
  return formatDecimal(minor, judged.input.line.currency);
}

const closedInvoice: Guard = (judged) => {
  const { closed } = judged.references;
  return closed && !isLink(judged) ? reason('closed_invoice', { number: closed.number }) : null;
};

const currencyDiffers: Guard = ({ references, input }) => {
  const { foreign } = references;
  return foreign ? reason('currency_differs', { number: foreign.number, itemCurrency: foreign.currency, currency: input.line.currency }) : null;
};

const payerConflict: Guard = (judged) => {
  if (judged.best.tie !== 'conflict') return null;
  const first = judged.best.candidate.items[0]?.number ?? judged.best.candidate.payment?.reference ?? '';
  return reason('payer_conflict', { number: first });
};

const crossesCustomers: Guard = ({ best }) => {
  const { items } = best.candidate;
  const customers = new Set(items.map((item) => item.customerId)).size;
  return customers > 1 && new Set(items.map((item) => item.groupId)).size > 1 ? reason('crosses_customers', { count: customers }) : null;
};

const heldItem: Guard = ({ best }) => {
  const held = best.candidate.items.find((item) => item.held !== null);
  return held ? reason('held_item', { number: held.number, held: held.held ?? '' }) : null;
};

const tied: Guard = (judged) => {
  const { tie, input } = judged;
  return tie ? reason('tie', { count: tie.count, things: tie.things, amount: money(judged, input.line.minor) }) : null;
};

/** Money that was recorded before, and a named open item that fits too: linking and booking are both plausible. */
const knownMoneyOrNew: Guard = (judged) => {
  const payment = judged.best.candidate.payment;
  if (!payment || judged.scoring.namedPayments.has(payment.id)) return null;
  const rival = judged.others.some(({ candidate }) => candidate.pattern === 'references' && candidate.kind !== 'short' && candidate.kind !== 'over');
  return rival ? reason('known_money_or_new', { payment: payment.reference || payment.id }) : null;
};

/** A reference vetoes what the amount alone says, and an amount that fits another item exactly vetoes a reference that does not fit. */
const otherItemFits: Guard = (judged) => {
  const { references, best, input, payer } = judged;
  if (isLink(judged)) return null;
  if (!isNamed(judged)) {
    if (references.hits.size === 0 || best.candidate.items.some((item) => references.hits.has(item.receivableId))) return null;
    return reason('other_item_fits', { number: best.candidate.items[0]?.number ?? '' });
  }
  if (settles(judged)) return null;
  const customers = new Set(best.candidate.items.map((item) => item.customerId));
  const due = sumOpen(best.candidate.items);
  const { line } = input;
  let found: { number: string; receivableId: string } | undefined;
  for (const item of input.items) {
    if (item.currency !== line.currency || references.hits.has(item.receivableId)) continue;
    if (!customers.has(item.customerId) && !payer.grades.has(item.customerId)) continue;
    const fits = item.open === line.minor || item.open + due === line.minor || item.open - discountOn(item, line) === line.minor;
    if (fits && (found === undefined || item.receivableId < found.receivableId)) found = item;
  }
  const loose = judged.others.some(({ candidate }) => candidate.pattern === 'balance' || candidate.pattern === 'run');
  if (found || !loose) return found ? reason('other_item_fits', { number: found.number }) : null;
  return reason('other_item_fits', {
    number: judged.others.find(({ candidate }) => candidate.pattern === 'balance' || candidate.pattern === 'run')?.candidate.items[0]?.number ?? '',
  });
};

const unexplainedNumbers: Guard = (judged) => {
  const { unexplained } = judged.references;
  if (unexplained.length === 0 || isLink(judged)) return null;
  if (judged.best.candidate.kind === 'over') return reason('unexplained_numbers', { count: unexplained.length, number: unexplained[0] ?? '' });
  const fuzzy = judged.best.candidate.items.some((item) => judged.scoring.fuzzyIds.has(item.receivableId));
  return isNamed(judged) || fuzzy ? null : reason('reference_contradicts', { number: unexplained[0] ?? '' });
};

/** Kinds of evidence that a person confirms, however probable. */
const manualClass: Guard = (judged) => {
  const { references, best, scoring } = judged;
  const { candidate } = best;
  if (candidate.payment) return null;
  const fuzzy = candidate.items.find((item) => hitGrade(scoring, item.receivableId) === 'fuzzy');
  if (fuzzy) return reason('fuzzy_reference', { written: references.fuzzy().find((hit) => hit.item === fuzzy)?.written ?? '', number: fuzzy.number });
  if (candidate.pattern === 'references') return null;
  if (references.hits.size > 0) {
    const unnamed = candidate.items.filter((item) => !references.hits.has(item.receivableId)).length;
    if (unnamed > 0) return reason('unreferenced_items', { count: unnamed });
    return reason('references_partly_used', { used: candidate.items.length, count: references.hits.size });
  }
  if (candidate.pattern === 'pair') return reason('pair_only');
  return candidate.pattern === 'subset' ? reason('subset_only', { count: candidate.items.length }) : null;
};

/** Without references the payer must be one customer, known by account or alias, and the amount exact. */
const amountAlone: Guard = (judged) => {
  const { best, payer } = judged;
  if (isNamed(judged) || isLink(judged)) return null;
  if (best.tie === 'name') return reason('payer_by_name_only');
  if (best.tie === 'group') return reason('payer_by_group_only');
  if (payer.known.length > 1) return reason('payer_ambiguous', { count: payer.known.length });
  return best.candidate.kind === 'exact' ? null : reason('nothing_fits', { amount: money(judged, judged.input.line.minor) });
};

/** Less or more than the named items: the payer must be known, or for less the reference must be beyond doubt and the amount not far off. */
const differingAmount: Guard = (judged) => {
  const { best, input, scoring } = judged;
  if (!isNamed(judged) || settles(judged)) return null;
  const { candidate } = best;
  const due = sumOpen(candidate.items);
  const { minor } = input.line;
  const missing = money(judged, due - minor);
  const ending = candidate.items.find((item) => hitGrade(scoring, item.receivableId) === 'ending');
  if (ending) return reason('reference_ending', { number: ending.number });
  if (candidate.kind === 'short' && !input.policy.applyUnderpayment) return reason('underpayment_manual', { missing });
  if (best.tie === 'account' || best.tie === 'alias' || (best.tie === 'group' && judged.payer.known.length > 0)) return null;
  if (candidate.kind === 'over') return reason('payer_unknown_amount_differs', { difference: money(judged, minor - due) });
  const weak = candidate.items.find((item) => hitGrade(scoring, item.receivableId) !== 'strong');
  if (weak) return reason('reference_short_form', { number: weak.number });
  return (due - minor) * 100n > due * MAX_UNKNOWN_SHORTFALL_PERCENT ? reason('payer_unknown_amount_differs', { difference: missing }) : null;
};

/** A link needs the recorded reference in the text, or a payer known by account or alias. */
const unsureLink: Guard = (judged) => {
  const { best, scoring } = judged;
  if (!best.candidate.payment || scoring.namedPayments.has(best.candidate.payment.id)) return null;
  if (best.tie === 'name') return reason('payer_by_name_only');
  if (best.tie === 'group') return reason('payer_by_group_only');
  return judged.payer.known.length > 1 ? reason('payer_ambiguous', { count: judged.payer.known.length }) : null;
};

/** With items left out, only named items that add up prove themselves. */
const itemsCapped: Guard = (judged) => {
  return judged.input.itemsCapped && !isLink(judged) && !(isNamed(judged) && settles(judged)) ? reason('items_capped') : null;
};

const overLimit: Guard = (judged) => {
  const { line, policy } = judged.input;
  if (policy.autoLimitMinor === null || line.minor <= policy.autoLimitMinor) return null;
  return reason('over_auto_limit', { amount: money(judged, line.minor), limit: money(judged, policy.autoLimitMinor) });
};

const improbable: Guard = (judged) => (judged.probability < MIN_PROBABILITY ? reason('probability_low') : null);

/** In the order in which a person wants to hear them: what contradicts, what is missing, what is only policy. */
const GUARDS: readonly Guard[] = [
  closedInvoice,
  currencyDiffers,
  payerConflict,
  crossesCustomers,
  heldItem,
  tied,
  knownMoneyOrNew,
  otherItemFits,
  unexplainedNumbers,
  manualClass,
  amountAlone,
  differingAmount,
  unsureLink,
  itemsCapped,
  overLimit,
  improbable,
];

/** Every condition that keeps the best explanation from being applied; none: it may be applied. Probability never overrules them. */
export function obstacles(judged: Judged): Reason[] {
  return GUARDS.flatMap((guard) => guard(judged) ?? []);
}
