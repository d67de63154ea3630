import type { Candidate } from './candidates.ts';
import type { ExplanationKind, ExplanationPattern } from './explanation.ts';
import { weakestTie, type Payer, type PayerTie } from './payer.ts';
import type { HitGrade } from './hit.ts';
import type { References } from './references.ts';

/** Shipped weights of the logistic score, in units of log odds. They say what the evidence is worth before a company has confirmed anything:
 *  a full number with a fitting amount is nearly certain without a payer (6.4: 0.998); a payer known by account with one fitting item comes close (5 to 6);
 *  a known payer's short payment of a named item (6.0) stands above one by nobody known (3.5); a payer who is known as someone else outweighs an exact amount.
 *  Signs and sizes follow the weights that a regression on generated months arrived at; thresholds are applied on top, and hard guards never depend on them. */
const BASE = -3;
const GRADE_WEIGHTS: Readonly<Record<HitGrade, number>> = { strong: 6.5, digits: 5.5, list: 5.5, own: 5, ending: 4.5, fuzzy: 3 };
const UNNAMED_AMONG_NAMED = -3.2;
const PAYER_WEIGHTS: Readonly<Record<PayerTie, number>> = { account: 2.5, alias: 2.2, name: 1, group: 0.8, unknown: 0, conflict: -3.2 };
const KIND_WEIGHTS: Readonly<Record<ExplanationKind, number>> = { exact: 2.9, discount: 2.4, tolerance: 1.8, short: 0, over: -0.7, known_money: 2.9 };
const PATTERN_WEIGHTS: Readonly<Record<ExplanationPattern, number>> = { references: 0, single: 0.8, balance: 1.6, run: 1, pair: -0.8, subset: -1.5, known: 1 };
/** Per power of ten by which the combination is rarer than accident, up to six. */
const RARITY_WEIGHT = 0.45;
const MAX_RARITY = 6;
const RIVAL_WEIGHT = -1.8;
const CLOSED_WEIGHT = -4;
const UNUSED_REFERENCE_WEIGHT = -1.2;
const CONTRADICTED_WEIGHT = -1.5;
const PAYMENT_REFERENCE_WEIGHT = 4;

export type Scored = { readonly candidate: Candidate; readonly tie: PayerTie; readonly odds: number };

export type ScoreInput = {
  readonly references: References;
  readonly payer: Payer;
  readonly fuzzyIds: ReadonlySet<string>;
  /** Ids of known payments whose reference the line names. */
  readonly namedPayments: ReadonlySet<string>;
};

export function hitGrade(input: ScoreInput, receivableId: string): HitGrade | null {
  return input.references.hits.get(receivableId)?.grade ?? (input.fuzzyIds.has(receivableId) ? 'fuzzy' : null);
}

function paymentTie(payer: Payer, customerId: string): PayerTie {
  const grade = payer.grades.get(customerId);
  return grade ?? (payer.known.length > 0 ? 'conflict' : 'unknown');
}

function logOdds(candidate: Candidate, tie: PayerTie, input: ScoreInput): number {
  const { references } = input;
  let sum = BASE + PAYER_WEIGHTS[tie] + KIND_WEIGHTS[candidate.kind] + PATTERN_WEIGHTS[candidate.pattern];
  if (candidate.payment) return sum + (input.namedPayments.has(candidate.payment.id) ? PAYMENT_REFERENCE_WEIGHT : 2);
  let named = 0;
  let weight = 0;
  for (const item of candidate.items) {
    const grade = hitGrade(input, item.receivableId);
    if (grade === null) continue;
    weight += GRADE_WEIGHTS[grade];
    if (grade !== 'fuzzy') named++;
  }
  const count = candidate.items.length;
  sum += weight / count;
  if (weight > 0) sum += (candidate.items.filter((item) => hitGrade(input, item.receivableId) === null).length / count) * UNNAMED_AMONG_NAMED;
  else if (references.unexplained.length > 0) sum += CONTRADICTED_WEIGHT;
  sum += Math.min(3, references.hits.size - named) * UNUSED_REFERENCE_WEIGHT;
  if (candidate.coincidence > 0) sum += RARITY_WEIGHT * Math.min(MAX_RARITY, Math.max(0, -Math.log10(candidate.coincidence)));
  return references.closed ? sum + CLOSED_WEIGHT : sum;
}

/** A total order, so that the same evidence gives the same answer in whatever order it came. */
function keyOf(candidate: Candidate): string {
  return `${candidate.payment?.id ?? ''}|${candidate.items.map((item) => `${item.dueOn} ${item.receivableId}`).join(',')}|${candidate.kind}|${candidate.pattern}`;
}

/** Candidates with their odds against "none of these", best first. */
export function score(candidates: readonly Candidate[], input: ScoreInput): Scored[] {
  const settling = candidates.filter((candidate) => candidate.kind === 'exact' || candidate.kind === 'discount').length;
  const scored = candidates.map((candidate) => {
    const tie = candidate.payment ? paymentTie(input.payer, candidate.payment.customerId) : weakestTie(input.payer, candidate.items);
    const rivals = settling - (candidate.kind === 'exact' || candidate.kind === 'discount' ? 1 : 0);
    const odds = Math.exp(logOdds(candidate, tie, input) + RIVAL_WEIGHT * Math.min(3, Math.max(0, rivals)));
    return { candidate, tie, odds };
  });
  if (scored.length < 2) return scored;
  return scored.toSorted((a, b) => b.odds - a.odds || (keyOf(a.candidate) < keyOf(b.candidate) ? -1 : 1));
}

/** Log odds to probabilities: each against all others and against "none of these". */
export function probability(odds: number, total: number): number {
  return odds / (1 + total);
}
