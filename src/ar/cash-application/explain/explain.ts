import { addDays } from '../../../foundation/calendar/day.ts';
import { formatDecimal } from '../../../foundation/money/money.ts';
import { fuzzyCandidates, namedCandidates, sumOpen, type Candidate } from './candidates.ts';
import type { ExplainInput, Explanation, KnownMoney, Line, OpenItem, Outcome } from './explanation.ts';
import { obstacles, type Judged } from './guards.ts';
import type { HitGrade } from './hit.ts';
import { payerOf, type Payer } from './payer.ts';
import { reason, type Reason, type ReasonCode } from './reasons.ts';
import { resolveReferences, type References } from './references.ts';
import { normalised } from '../../../foundation/text/fold-text.ts';
import { hitGrade, probability, score, type ScoreInput, type Scored } from './scoring.ts';
import { tokensOfLine } from './tokens.ts';
import { unnamedCandidates } from './unnamed.ts';

const MAX_ITEMS = 5_000;
const MAX_ALTERNATIVES = 3;
const MAX_EVIDENCE_ITEMS = 10;
/** How long recorded money may wait for its bank line when nothing but payer and amount tie them. */
const KNOWN_MONEY_DAYS_BEFORE = 60;
const KNOWN_MONEY_DAYS_AFTER = 7;

/** Reads one bank line: what it pays, how surely, and why it may or may not be applied without a person.
 *  Amounts are minor units of the line's currency. Pure: the same input, in whatever order its lists are, gives the same outcome. At most 5,000 items are looked at. */
export function explain(given: ExplainInput): Outcome {
  if (given.line.minor <= 0n) return nothing(reason('not_incoming'));
  const input = bounded(given);
  const { line, items, policy } = input;
  const payer = payerOf(input.payers, items);
  const references = resolveReferences({ line, items, closed: input.closed, own: new Set(payer.grades.keys()) });
  const links = knownMoneyCandidates(input, payer);
  const target = { line, policy };
  const candidates: Candidate[] = [...links.candidates, ...namedCandidates(references, items, target)];
  let fuzzyIds: ReadonlySet<string> = new Set();
  if (!candidates.some((candidate) => candidate.pattern === 'references' && candidate.kind !== 'short' && candidate.kind !== 'over')) {
    if (references.unexplained.length > 0) {
      const fuzzy = fuzzyCandidates(references, target);
      fuzzyIds = new Set(references.fuzzy().map((hit) => hit.item.receivableId));
      candidates.push(...fuzzy);
    }
    const known = new Set(candidates.map(setKey));
    candidates.push(...unnamedCandidates(payer, items, target).filter((candidate) => !known.has(setKey(candidate))));
  }
  const scoring: ScoreInput = { references, payer, fuzzyIds, namedPayments: links.named };
  if (candidates.length === 0) return unexplained(input, references, payer);
  return decide(input, { references, payer, scoring, scored: linksFirst(score(markInterchangeable(candidates, input), scoring)) });
}

function bounded(input: ExplainInput): ExplainInput {
  if (input.items.length <= MAX_ITEMS) return input;
  const items = input.items.toSorted((a, b) => (a.receivableId < b.receivableId ? -1 : 1)).slice(0, MAX_ITEMS);
  return { ...input, items, itemsCapped: true };
}

function setKey(candidate: Candidate): string {
  return `${candidate.kind} ${candidate.items.map((item) => item.receivableId).join(' ')}`;
}

/** Money that is known already beats booking it anew. */
function linksFirst(scored: readonly Scored[]): Scored[] {
  return [...scored.filter(({ candidate }) => candidate.payment), ...scored.filter(({ candidate }) => !candidate.payment)];
}

function knownMoneyCandidates(input: ExplainInput, payer: Payer): { candidates: Candidate[]; named: ReadonlySet<string> } {
  const { line } = input;
  const same = input.knownMoney.filter((money) => money.minor === line.minor && money.currency === line.currency);
  if (same.length === 0) return { candidates: [], named: new Set() };
  const tokens = new Set(tokensOfLine(line));
  const isNamed = (money: KnownMoney): boolean => {
    const full = normalised(money.reference);
    return full.length >= 4 && /\d/.test(full) && tokens.has(full);
  };
  const named = new Set(same.filter(isNamed).map((money) => money.id));
  const near = (money: KnownMoney): boolean =>
    money.receivedOn >= addDays(line.valueOn, -KNOWN_MONEY_DAYS_BEFORE) && money.receivedOn <= addDays(line.valueOn, KNOWN_MONEY_DAYS_AFTER);
  // A named payment leaves the others out: the reference tells them apart.
  const chosen = named.size > 0 ? same.filter((money) => named.has(money.id)) : same.filter((money) => payer.grades.has(money.customerId) && near(money));
  const candidates = chosen.map((payment): Candidate => {
    return { kind: 'known_money', pattern: 'known', items: [], parts: [], rest: line.minor, coincidence: 0, payment, interchangeable: 1, ambiguous: false };
  });
  return { candidates, named };
}

/** How many ways the items could be chosen with the same amounts: an item beside them that equals one of them makes the choice one of policy, not of evidence. */
function equalsBeside(candidate: Candidate, input: ExplainInput): OpenItem[] {
  const taken = new Set(candidate.items.map((item) => item.receivableId));
  const amounts = new Set(candidate.items.map((item) => item.open));
  const { customerId } = candidate.items[0]!;
  return input.items.filter(
    (item) => item.customerId === customerId && item.currency === input.line.currency && amounts.has(item.open) && !taken.has(item.receivableId),
  );
}

/** Items of one customer that only their number tells apart are one explanation where policy says which of them to take: the oldest due.
 *  Singles are merged into the oldest one; the oldest run is that already. */
function markInterchangeable(candidates: readonly Candidate[], input: ExplainInput): Candidate[] {
  const picked = new Set<string>();
  return candidates.flatMap((candidate) => {
    const { pattern, kind, items } = candidate;
    if (kind !== 'exact' || (pattern !== 'single' && pattern !== 'run')) return [candidate];
    const beside = equalsBeside(candidate, input);
    if (beside.length === 0) return [candidate];
    const alike = [...items, ...beside].every((item) => item.held === null && item.original === item.open);
    const policy = input.policy.oldestFirstForInterchangeable && alike;
    if (pattern === 'run') return [{ ...candidate, interchangeable: policy ? 1 + beside.length : 1, ambiguous: !policy }];
    if (!policy) return [candidate];
    const { customerId } = items[0]!;
    if (picked.has(customerId)) return [];
    picked.add(customerId);
    return [{ ...candidate, interchangeable: 1 + beside.length }];
  });
}

type Weighed = { readonly references: References; readonly payer: Payer; readonly scoring: ScoreInput; readonly scored: readonly Scored[] };

function decide(input: ExplainInput, weighed: Weighed): Outcome {
  const { scored } = weighed;
  const best = scored[0]!;
  const others = scored.slice(1);
  // Among recorded payments the question is which one; whether to book anew is asked by a guard.
  const field = best.candidate.payment ? scored.filter(({ candidate }) => candidate.payment) : scored;
  const total = field.reduce((sum, each) => sum + each.odds, 0);
  const judged: Judged = { input, ...weighed, best, others, probability: probability(best.odds, total), tie: tieOf(best, field) };
  const against = obstacles(judged);
  const all = scored.reduce((sum, each) => sum + each.odds, 0);
  const alternatives = scored
    .slice(0, MAX_ALTERNATIVES)
    .map((each) => explanationOf(input, weighed, each, probability(each.odds, each === best ? total : all)));
  const reasons = against.length > 0 ? against : certainty(judged);
  return { decision: against.length > 0 ? 'propose' : 'apply', best: alternatives[0] ?? null, alternatives, reason: reasons[0]!.code, reasons };
}

/** Explanations more than half as likely as the best one tie with it. */
function tieOf(best: Scored, field: readonly Scored[]): Judged['tie'] {
  const close = field.filter((each) => each.odds > best.odds / 2);
  if (best.candidate.ambiguous) return { count: 2, things: 'or more runs' };
  if (close.length < 2) return null;
  if (best.candidate.payment) return { count: close.length, things: 'recorded payments' };
  const singles = close.every(({ candidate }) => candidate.pattern === 'single' && candidate.kind === 'exact');
  return { count: close.length, things: singles ? 'open items' : 'explanations' };
}

/** What made the line certain, said first; a policy pick is always told. */
function certainty(judged: Judged): Reason[] {
  const { candidate } = judged.best;
  const { line } = judged.input;
  const money = (minor: bigint): string => formatDecimal(minor, line.currency);
  const amount = money(line.minor);
  if (candidate.payment) return [reason('known_money', { payment: candidate.payment.reference || candidate.payment.id, amount })];

  const figures = { amount, ...amountFigures(candidate, line), count: candidate.items.length };
  const byKind = {
    exact: 'references_exact',
    discount: 'references_discount',
    tolerance: 'references_tolerance',
    short: 'references_short',
    over: 'references_over',
  } as const;
  const byPattern: Partial<Record<Candidate['pattern'], ReasonCode>> = { single: 'payer_single', balance: 'payer_balance', run: 'payer_run' };
  const code = byPattern[candidate.pattern] ?? byKind[candidate.kind === 'known_money' ? 'exact' : candidate.kind];
  if (candidate.interchangeable === 1) return [reason(code, figures)];
  return [reason('policy_pick', { count: candidate.interchangeable, amount }), reason(code, figures)];
}

function amountFigures(candidate: Candidate, line: Line): Record<string, string> {
  const money = (minor: bigint): string => formatDecimal(minor, line.currency);
  const discount = candidate.parts.reduce((sum, part) => sum + part.discountMinor, 0n);
  const tolerance = candidate.parts.reduce((sum, part) => sum + part.toleranceMinor, 0n);
  const missing = candidate.kind === 'short' ? sumOpen(candidate.items) - line.minor : tolerance;
  return { discount: money(discount), missing: money(missing), rest: money(candidate.rest) };
}

/** The customer whose money this is: the items' own when they belong to one; else the known payer of their group; else the one of the oldest item. */
function customerOf(candidate: Candidate, payer: Payer): string {
  if (candidate.payment) return candidate.payment.customerId;
  const first = candidate.items[0]!;
  if (candidate.items.every((item) => item.customerId === first.customerId)) return first.customerId;
  const group = new Set(candidate.items.map((item) => item.groupId));
  const inGroup = payer.known.find((customerId) => group.has(customerId) || candidate.items.some((item) => item.customerId === customerId));
  return inGroup ?? first.customerId;
}

function explanationOf(input: ExplainInput, weighed: Weighed, scored: Scored, chance: number): Explanation {
  const { candidate } = scored;
  const { kind, pattern, parts, rest } = candidate;
  const customerId = customerOf(candidate, weighed.payer);
  const evidence = evidenceOf(input, weighed, scored);
  const explanation = { kind, pattern, customerId, parts, rest, probability: chance, evidence };
  return candidate.payment ? { ...explanation, paymentId: candidate.payment.id } : explanation;
}

/** What is said of how a text names an item. A short number that stands there whole weighs as little as its digits, but it is the number. */
function namingOf(grade: HitGrade, written: string, number: string): ReasonCode {
  if (grade === 'strong' || normalised(written) === normalised(number)) return 'names_number';
  return grade === 'list' ? 'names_list_member' : grade === 'fuzzy' ? 'near_number' : 'names_digits';
}

function evidenceOf(input: ExplainInput, weighed: Weighed, scored: Scored): Reason[] {
  const { candidate, tie } = scored;
  const out: Reason[] = [];
  for (const item of candidate.items.slice(0, MAX_EVIDENCE_ITEMS)) {
    const grade = hitGrade(weighed.scoring, item.receivableId);
    if (grade === null) continue;
    const written = weighed.references.hits.get(item.receivableId)?.written ?? weighed.references.fuzzy().find((hit) => hit.item === item)?.written ?? '';
    out.push(reason(namingOf(grade, written, item.number), { number: item.number, written }));
  }
  if (candidate.payment)
    out.push(
      reason('known_money', { payment: candidate.payment.reference || candidate.payment.id, amount: formatDecimal(input.line.minor, input.line.currency) }),
    );
  if (tie !== 'unknown' && tie !== 'conflict') out.push(reason(`payer_${tie}`));
  if (candidate.kind !== 'known_money') out.push(reason(`amount_${candidate.kind}`, amountFigures(candidate, input.line)));
  if (candidate.coincidence > 0 && (candidate.pattern === 'pair' || candidate.pattern === 'subset' || candidate.pattern === 'run')) {
    out.push(reason('coincidence', { expected: candidate.coincidence.toPrecision(2) }));
  }
  return out;
}

/** No explanation at all: the first thing that would have to be known. */
function unexplained(input: ExplainInput, references: References, payer: Payer): Outcome {
  const { line } = input;
  if (references.closed) return nothing(reason('closed_invoice', { number: references.closed.number }));
  const { foreign } = references;
  if (foreign) return nothing(reason('currency_differs', { number: foreign.number, itemCurrency: foreign.currency, currency: line.currency }));
  if (payer.grades.size === 0) return nothing(reason('payer_unknown'));
  const isOwn = (item: OpenItem): boolean => payer.grades.has(item.customerId) && item.currency === line.currency;
  if (!input.items.some(isOwn)) return nothing(reason('no_open_items'));
  return nothing(reason('nothing_fits', { amount: formatDecimal(line.minor, line.currency) }));
}

function nothing(why: Reason): Outcome {
  return { decision: 'none', best: null, alternatives: [], reason: why.code, reasons: [why] };
}
