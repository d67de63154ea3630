import type { ExplanationKind, ExplanationPart, ExplanationPattern, KnownMoney, Line, MatchPolicy, OpenItem } from './explanation.ts';
import { MAX_SEARCH_MINOR, exactSubsets, pairs } from './combinations.ts';
import type { References } from './references.ts';
import { normalised } from '../../../foundation/text/fold-text.ts';

/** An explanation before it is weighed. `items` are the items of the parts, oldest due first. `coincidence`: accidental solutions to expect; 0 where the text names the items. */
export type Candidate = {
  readonly kind: ExplanationKind;
  readonly pattern: ExplanationPattern;
  readonly items: readonly OpenItem[];
  readonly parts: readonly ExplanationPart[];
  readonly rest: bigint;
  readonly coincidence: number;
  readonly payment: KnownMoney | null;
  /** How many items would do as well as this one, itself included; more than one only where policy picks the oldest. */
  readonly interchangeable: number;
  /** Other items with the same amounts would do as well, and no policy says which. */
  readonly ambiguous: boolean;
};

/** Oldest due first; the rest of the order only makes it total. */
export function byDue(a: OpenItem, b: OpenItem): number {
  if (a.dueOn !== b.dueOn) return a.dueOn < b.dueOn ? -1 : 1;
  if (a.issuedOn !== b.issuedOn) return a.issuedOn < b.issuedOn ? -1 : 1;
  if (a.number !== b.number) return a.number < b.number ? -1 : 1;
  return a.receivableId < b.receivableId ? -1 : a.receivableId > b.receivableId ? 1 : 0;
}

export function sumOpen(items: readonly OpenItem[]): bigint {
  let sum = 0n;
  for (const item of items) sum += item.open;
  return sum;
}

/** The discount still to be had on the line's value day, never more than is open. */
export function discountOn(item: OpenItem, line: Line): bigint {
  if (item.discount === null || line.valueOn > item.discount.untilOn || item.discount.minor <= 0n) return 0n;
  return item.discount.minor < item.open ? item.discount.minor : item.open - 1n;
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Splits cash over items, oldest first; discounts are given per item, the tolerance falls on the newest items. Items that get nothing have no part. */
function partsOf(items: readonly OpenItem[], cash: bigint, discounts: readonly bigint[] | null, tolerance: bigint): ExplanationPart[] {
  const parts: ExplanationPart[] = [];
  const tolerances: bigint[] = [];
  let missing = tolerance;
  for (let index = items.length - 1; index >= 0; index--) {
    const share = missing === 0n ? 0n : smaller(missing, items[index]!.open - (discounts?.[index] ?? 0n));
    tolerances[index] = share;
    missing -= share;
  }
  let left = cash;
  for (const [index, item] of items.entries()) {
    const discountMinor = discounts?.[index] ?? 0n;
    const toleranceMinor = tolerances[index] ?? 0n;
    const minor = smaller(left, item.open - discountMinor - toleranceMinor);
    left -= minor;
    if (minor > 0n || discountMinor > 0n || toleranceMinor > 0n) parts.push({ receivableId: item.receivableId, minor, discountMinor, toleranceMinor });
  }
  return parts;
}

export type Target = { readonly line: Line; readonly policy: MatchPolicy };
type Shape = { readonly pattern: ExplanationPattern; readonly coincidence: number };

/** The items as an explanation that settles every one of them, exactly, with their discounts, or within tolerance; null when the amount does not fit. `items` oldest first. */
export function fitting(items: readonly OpenItem[], target: Target, shape: Shape): Candidate | null {
  const { line, policy } = target;
  const due = sumOpen(items);
  if (due < line.minor || items.length === 0) return null;
  const settle = (kind: ExplanationKind, discounts: readonly bigint[] | null, tolerance: bigint): Candidate => {
    return { kind, ...shape, items, parts: partsOf(items, line.minor, discounts, tolerance), rest: 0n, payment: null, interchangeable: 1, ambiguous: false };
  };
  if (due === line.minor) return settle('exact', null, 0n);
  const discounts = items.map((item) => discountOn(item, line));
  const discount = discounts.reduce((a, b) => a + b, 0n);
  if (discount > 0n) {
    // The payer rounds the discount per document as they like: up to one minor unit each is left of it.
    const unused = line.minor - (due - discount);
    if (unused >= 0n && unused <= BigInt(items.length) && unused < discount) {
      let left = unused;
      const taken = discounts.map((each) => {
        const less = smaller(each, left);
        left -= less;
        return each - less;
      });
      return settle('discount', taken, 0n);
    }
    if (isTolerated(due - discount, line.minor, policy)) return settle('tolerance', discounts, due - discount - line.minor);
  }
  return isTolerated(due, line.minor, policy) ? settle('tolerance', null, due - line.minor) : null;
}

/** A shortfall within both limits, the absolute one and the share of what would be due. */
function isTolerated(due: bigint, paid: bigint, policy: MatchPolicy): boolean {
  const missing = due - paid;
  return missing > 0n && missing <= policy.toleranceMinor && missing * 1_000_000n <= due * BigInt(Math.round(policy.tolerancePermille * 1_000));
}

/** Less or more than the named items: cash by due day, the remainder open; or all settled, the rest unapplied. `items` oldest first. */
function differing(items: readonly OpenItem[], line: Line): Candidate {
  const due = sumOpen(items);
  const parts = partsOf(items, smaller(due, line.minor), null, 0n);
  if (due <= line.minor)
    return { kind: 'over', pattern: 'references', items, parts, rest: line.minor - due, coincidence: 0, payment: null, interchangeable: 1, ambiguous: false };
  const paid = items.filter((item) => parts.some((part) => part.receivableId === item.receivableId));
  // Instalments share the number of their document: the oldest ones paid in full and the others untouched is no short payment.
  const full = sumOpen(paid) === line.minor;
  const numbers = new Set(paid.map((item) => `${item.customerId} ${normalised(item.number)}`));
  const instalments = full && items.every((item) => numbers.has(`${item.customerId} ${normalised(item.number)}`));
  return {
    kind: instalments ? 'exact' : 'short',
    pattern: 'references',
    items: instalments ? paid : items,
    parts,
    rest: 0n,
    coincidence: 0,
    payment: null,
    interchangeable: 1,
    ambiguous: false,
  };
}

const MAX_SUBSET_REFERENCES = 16;

/** Some of the named items make up the amount. */
function partly(items: readonly OpenItem[], target: Target): Candidate[] {
  if (items.length < 2 || items.length > MAX_SUBSET_REFERENCES || target.line.minor > MAX_SEARCH_MINOR) return [];
  const usable = items.filter((item) => item.open <= target.line.minor);
  const found = exactSubsets(
    usable.map((item) => Number(item.open)),
    Number(target.line.minor),
    1,
  );
  return found.flatMap(
    (positions) =>
      fitting(
        positions.map((at) => usable[at]!),
        target,
        { pattern: 'subset', coincidence: 0 },
      ) ?? [],
  );
}

/** The named items and one or two more of the same customer make up the amount. */
function completed(named: readonly OpenItem[], others: readonly OpenItem[], target: Target): Candidate[] {
  const missing = target.line.minor - sumOpen(named);
  if (missing <= 0n || missing > MAX_SEARCH_MINOR) return [];
  const usable = others.filter((item) => item.open <= missing);
  const sets: { items: OpenItem[]; coincidence: number }[] = [];
  for (const item of usable) if (item.open === missing && sets.length < 3) sets.push({ items: [item], coincidence: usable.length / Number(missing) });
  if (sets.length === 0) {
    for (const { positions, coincidence } of pairs(
      usable.map((item) => Number(item.open)),
      Number(missing),
    )) {
      sets.push({ items: positions.map((at) => usable[at]!), coincidence });
    }
  }
  return sets.flatMap(
    (set) => fitting([...named, ...set.items].toSorted(byDue), target, { pattern: 'subset', coincidence: Math.max(set.coincidence, 1e-9) }) ?? [],
  );
}

/** Explanations that start from the items the text names. Where these fit, nothing else is looked for. */
export function namedCandidates(references: References, items: readonly OpenItem[], target: Target): Candidate[] {
  if (references.hits.size === 0) return [];
  const named = [...references.hits.values()].map((hit) => hit.item).toSorted(byDue);
  const whole = fitting(named, target, { pattern: 'references', coincidence: 0 });
  if (whole) return [whole];
  const rough = differing(named, target.line);
  if (rough.kind === 'exact') return [rough];
  const some = partly(named, target);
  const customerId = named[0]!.customerId;
  const isOne = named.every((item) => item.customerId === customerId);
  const others = isOne && rough.kind === 'over' ? othersOf(references, items, customerId, target.line) : [];
  return [...some, ...completed(named, others, target), rough];
}

function othersOf(references: References, items: readonly OpenItem[], customerId: string, line: Line): OpenItem[] {
  return items.filter((item) => item.customerId === customerId && item.currency === line.currency && !references.hits.has(item.receivableId)).toSorted(byDue);
}

const MAX_FUZZY = 20;

/** Explanations from numbers that are one edit away; with the named items when there are any. */
export function fuzzyCandidates(references: References, target: Target): Candidate[] {
  const near = references
    .fuzzy()
    .map((hit) => hit.item)
    .toSorted(byDue)
    .slice(0, MAX_FUZZY);
  if (near.length === 0) return [];
  const named = [...references.hits.values()].map((hit) => hit.item);
  const shape = { pattern: 'references', coincidence: 0 } as const;
  const out = near.flatMap((item) => fitting([...named, item].toSorted(byDue), target, shape) ?? []);
  if (near.length > 1) out.push(...[fitting([...named, ...near].toSorted(byDue), target, shape)].filter((candidate) => candidate !== null));
  if (out.length === 0 && named.length === 0 && near.length === 1) out.push(differing(near, target.line));
  return out;
}
