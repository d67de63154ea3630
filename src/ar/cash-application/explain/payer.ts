import type { OpenItem, PayerEvidence, PayerGrade } from './explanation.ts';

const ORDER: readonly PayerGrade[] = ['account', 'alias', 'name', 'group'];

/** What the payer evidence says, read once per line. `known`: the customers of the best grade among account and alias, sorted; empty when the payer is not known so well. */
export type Payer = {
  readonly grades: ReadonlyMap<string, PayerGrade>;
  readonly known: readonly string[];
  readonly groups: ReadonlySet<string>;
};

export function payerOf(evidence: readonly PayerEvidence[], items: readonly OpenItem[]): Payer {
  const grades = new Map<string, PayerGrade>();
  for (const { customerId, grade } of evidence) {
    const before = grades.get(customerId);
    if (before === undefined || ORDER.indexOf(grade) < ORDER.indexOf(before)) grades.set(customerId, grade);
  }
  const accounts: string[] = [];
  const aliases: string[] = [];
  for (const [customerId, grade] of grades) {
    if (grade === 'account') accounts.push(customerId);
    else if (grade === 'alias') aliases.push(customerId);
  }
  const known = (accounts.length > 0 ? accounts : aliases).toSorted((a, b) => (a < b ? -1 : 1));
  // A parent is its own group: its id is the group id of its children.
  const groups = new Set(known);
  if (known.length > 0) for (const item of items) if (known.includes(item.customerId)) groups.add(item.groupId);
  return { grades, known, groups };
}

/** How the payer is tied to an item: as its customer, through the group, against it (`conflict`), or not at all (`unknown`). */
export type PayerTie = PayerGrade | 'unknown' | 'conflict';

export function payerTie(payer: Payer, item: OpenItem): PayerTie {
  const grade = payer.grades.get(item.customerId);
  if (payer.known.length === 0) return grade ?? 'unknown';
  if (payer.known.includes(item.customerId)) return grade ?? 'unknown';
  if (grade === 'group' || payer.groups.has(item.groupId)) return 'group';
  return 'conflict';
}

const STRENGTH: readonly PayerTie[] = ['account', 'alias', 'name', 'group', 'unknown', 'conflict'];

/** The weakest tie among several items. */
export function weakestTie(payer: Payer, items: readonly OpenItem[]): PayerTie {
  let weakest = 0;
  for (const item of items) weakest = Math.max(weakest, STRENGTH.indexOf(payerTie(payer, item)));
  return STRENGTH[weakest] ?? 'unknown';
}
