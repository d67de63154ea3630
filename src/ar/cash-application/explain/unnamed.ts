import type { OpenItem } from './explanation.ts';
import { byDue, fitting, sumOpen, type Candidate, type Target } from './candidates.ts';
import { MAX_SEARCH_MINOR, coincidence, oldestRun, pairs, subsets } from './combinations.ts';
import type { Payer } from './payer.ts';

const MAX_PAYERS = 12;
const MAX_SINGLES = 8;
const GRADES = ['account', 'alias', 'name', 'group'];

/** Explanations by the amount alone, inside the open items of each payer candidate: one item, the whole balance, the oldest run; pairs and small sets only
 *  where none of these fits and accident is improbable. Many candidates for the payer prove nothing: then there are none. */
export function unnamedCandidates(payer: Payer, items: readonly OpenItem[], target: Target): Candidate[] {
  if (payer.grades.size === 0 || payer.grades.size > MAX_PAYERS) return [];
  const byCustomer = Map.groupBy(
    items.filter((item) => item.currency === target.line.currency && payer.grades.has(item.customerId)),
    (item) => item.customerId,
  );
  const order = [...byCustomer.keys()].toSorted((a, b) => GRADES.indexOf(payer.grades.get(a)!) - GRADES.indexOf(payer.grades.get(b)!) || (a < b ? -1 : 1));
  const firm = order.flatMap((customerId) => firmCandidates(byCustomer.get(customerId)!, target));
  if (firm.some((candidate) => candidate.kind === 'exact')) return firm;
  return [...firm, ...order.flatMap((customerId) => looseCandidates(byCustomer.get(customerId)!, target))];
}

function firmCandidates(items: readonly OpenItem[], target: Target): Candidate[] {
  const amount = Number(target.line.minor);
  const out: Candidate[] = [];
  for (const item of items) {
    if (item.open < target.line.minor) continue;
    const found = fitting([item], target, { pattern: 'single', coincidence: coincidence(items.length, amount, []) / 100 });
    if (found) out.push(found);
  }
  const singles = out.toSorted((a, b) => byDue(a.items[0]!, b.items[0]!)).slice(0, MAX_SINGLES);
  if (items.length < 2) return singles;
  const balance = fitting(items.toSorted(byDue), target, { pattern: 'balance', coincidence: 1 / amount });
  if (balance) return [...singles, balance];
  if (target.line.minor > MAX_SEARCH_MINOR || sumOpen(items) < target.line.minor) return singles;
  const ordered = items.toSorted(byDue);
  const run = oldestRun(amountsOf(ordered), amount);
  return run ? [...singles, ...settle(ordered, target, 'run', [run])] : singles;
}

/** Amounts above the searched range count as just above it: they fit nothing. */
function amountsOf(items: readonly OpenItem[]): number[] {
  return items.map((item) => Number(item.open > MAX_SEARCH_MINOR ? MAX_SEARCH_MINOR + 1n : item.open));
}

function settle(items: readonly OpenItem[], target: Target, pattern: 'run' | 'pair' | 'subset', found: ReturnType<typeof pairs>): Candidate[] {
  return found.flatMap(
    (each) =>
      fitting(
        each.positions.map((at) => items[at]!),
        target,
        { pattern, coincidence: each.coincidence },
      ) ?? [],
  );
}

function looseCandidates(items: readonly OpenItem[], target: Target): Candidate[] {
  if (target.line.minor > MAX_SEARCH_MINOR) return [];
  const usable = items.filter((item) => item.open < target.line.minor).toSorted(byDue);
  const amounts = amountsOf(usable);
  const amount = Number(target.line.minor);
  const two = settle(usable, target, 'pair', pairs(amounts, amount));
  return two.length > 0 ? two : settle(usable, target, 'subset', subsets(amounts, amount));
}
