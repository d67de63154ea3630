import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import type { MatchPolicy, OpenItem, Outcome } from './explanation.ts';
import { generatedWorld, type LineType } from './generated-world.ts';

const POLICY: MatchPolicy = { toleranceMinor: 5n, tolerancePermille: 1, oldestFirstForInterchangeable: true, applyUnderpayment: true, autoLimitMinor: null };

type Score = { lines: number; applied: number; wrong: number; first: number; listed: number };

/** The same items, or others that policy may take in their place: same customer, same amounts. */
function isRight(explained: Outcome['best'], picked: boolean, truth: readonly OpenItem[], open: readonly OpenItem[]): boolean {
  if (!explained) return false;
  const signature = (items: readonly (OpenItem | undefined)[]): string =>
    items
      .map((item) => `${item?.customerId} ${item?.open}`)
      .toSorted()
      .join(',');
  const taken = explained.parts.map((part) => open.find((item) => item.receivableId === part.receivableId));
  const same =
    explained.parts
      .map((part) => part.receivableId)
      .toSorted()
      .join() ===
    truth
      .map((item) => item.receivableId)
      .toSorted()
      .join();
  return same || (picked && signature(taken) === signature(truth));
}

function play(seed: number, hard: boolean): { byType: Map<LineType, Score>; wrong: string[]; reasons: Map<string, number> } {
  const world = generatedWorld({ seed, customers: 400, items: 2_000, lines: 3_000, hard, policy: POLICY });
  const byType = new Map<LineType, Score>();
  const wrong: string[] = [];
  const reasons = new Map<string, number>();
  for (let count = 0; count < world.lines; count++) {
    const { type, truth, input } = world.next();
    const outcome = explain(input);
    const score = byType.get(type) ?? { lines: 0, applied: 0, wrong: 0, first: 0, listed: 0 };
    byType.set(type, score);
    score.lines++;
    const right = isRight(outcome.best, outcome.reason === 'policy_pick', truth, input.items);
    if (right) score.first++;
    if (outcome.alternatives.some((each) => isRight(each, each === outcome.best && outcome.reason === 'policy_pick', truth, input.items))) score.listed++;
    const key = `${outcome.decision} ${type} ${outcome.reason}`;
    reasons.set(key, (reasons.get(key) ?? 0) + 1);
    if (outcome.decision === 'apply') {
      score.applied++;
      if (!right) {
        score.wrong++;
        wrong.push(
          `${type} "${input.line.text}" ${input.line.minor}: ${outcome.reason}, expected ${truth.map((item) => `${item.number} ${item.open}`).join(' ')}, got ${outcome.best?.parts.map((part) => part.receivableId).join(' ')}`,
        );
      }
    }
    world.settle(truth);
  }
  return { byType, wrong, reasons };
}

function table(byType: ReadonlyMap<LineType, Score>): string {
  const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`.padStart(9);
  return [...byType]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([type, { lines, applied, wrong, first, listed }]) =>
        `${type.padEnd(16)}${String(lines).padStart(6)} auto${percent(applied, lines)} wrong${String(wrong).padStart(4)} best right${percent(first, lines)} listed${percent(listed, lines)}`,
    )
    .join('\n');
}

describe.each([
  { seed: 11, hard: false },
  { seed: 12, hard: true },
  { seed: 13, hard: true },
])('a generated book, seed $seed, hard $hard', ({ seed, hard }) => {
  const played = play(seed, hard);

  it('applies nothing wrong', () => {
    console.log(`seed ${seed}${hard ? ', hard' : ''}\n${table(played.byType)}`);
    if (process.env['SHOW_REASONS'] !== undefined)
      console.log(
        [...played.reasons]
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, count]) => `${count} ${key}`)
          .join('\n'),
      );
    expect(played.wrong).toEqual([]);
  });

  it('applies no duplicate payment and no money that is not a customer payment', () => {
    expect(played.byType.get('duplicate')?.lines).toBeGreaterThan(10);
    expect(played.byType.get('duplicate')?.applied).toBe(0);
    expect(played.byType.get('noise')?.applied).toBe(0);
  });

  it('applies nearly every line that names its items and pays them', () => {
    const applied = (type: LineType): number => (played.byType.get(type)?.applied ?? 0) / (played.byType.get(type)?.lines ?? 1);
    expect(applied('clean')).toBeGreaterThan(hard ? 0.8 : 0.9);
    expect(applied('several')).toBeGreaterThan(hard ? 0.7 : 0.85);
  });
});
