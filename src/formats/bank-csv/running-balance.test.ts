import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, day } from '../../foundation/calendar/day.ts';
import { runningBalance } from './running-balance.ts';

type Row = { readonly minor: bigint; readonly balance: bigint | null; readonly on: ReturnType<typeof day> };

function statement(opening: bigint, amounts: readonly bigint[], daysApart: number): Row[] {
  let balance = opening;
  return amounts.map((minor, index) => ({ minor, balance: (balance += minor), on: addDays(day('2026-01-01'), index * daysApart) }));
}

function proofOf(rows: readonly Row[]): ReturnType<ReturnType<typeof runningBalance>['prove']> {
  const balances = runningBalance();
  for (const row of rows) balances.add(row.minor, row.balance, row.on);
  return balances.prove();
}

const amounts = fc.array(fc.bigInt({ min: -1000n, max: 1000n }), { minLength: 1, maxLength: 12 });

describe('running balances', () => {
  test('opening and closing are the same whichever way the rows run and whichever balances are left out', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -5000n, max: 5000n }), amounts, fc.boolean(), fc.array(fc.boolean()), (opening, given, newestFirst, gaps) => {
        const rows = statement(opening, given, 1).map((row, index) => (gaps[index] ? { ...row, balance: null } : row));
        const proof = proofOf(newestFirst ? rows.toReversed() : rows);
        const closing = given.reduce((sum, minor) => sum + minor, opening);
        expect(proof).toEqual(rows.every((row) => row.balance === null) ? undefined : { opening, closing, consistent: true });
      }),
    );
  });

  test('on one single day the balances themselves say which way the rows run', () => {
    const rows = statement(100n, [5n, -7n, 20n], 0);
    expect(proofOf(rows)).toEqual({ opening: 100n, closing: 118n, consistent: true });
    expect(proofOf(rows.toReversed())).toEqual({ opening: 100n, closing: 118n, consistent: true });
  });

  test('a missing row shows', () => {
    const rows = statement(100n, [5n, -7n, 20n, 3n], 1);
    expect(proofOf([...rows.slice(0, 1), ...rows.slice(2)])?.consistent).toBe(false);
    expect(proofOf([...rows.slice(0, 1), ...rows.slice(2)].toReversed())?.consistent).toBe(false);
  });
});
