import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { ASKED_SEED, runSeeds, SEEDS } from './run-seeds.ts';
import { simulateYear, type Year } from './simulate-year.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

describe('simulated years', () => {
  const years: Year[] = [];

  test(`every party's account agrees with the independent model, for ${SEEDS.length} seeds`, { timeout: 600_000 }, async () => {
    const { years: lived, failed } = await runSeeds(SEEDS, (seed) => simulateYear(db, seed));
    years.push(...lived);
    expect(failed.join('\n')).toBe('');
    expect(years.length).toBe(SEEDS.length);
  });

  test.skipIf(ASKED_SEED !== undefined)('the years exercise everything that they are meant to', () => {
    const total = (what: string) => years.reduce((sum, year) => sum + (year.tally.get(what) ?? 0), 0);
    const seen = [
      'side by side',
      'credit notes',
      'notes beyond what was open',
      'old invoices',
      'discounts taken',
      'late discounts refused',
      'line several',
      'line group',
      'line twice',
      'line noise',
      'line misnamed',
      'line unnamed',
      'confirmed',
      'corrected',
      'undone',
      'set aside',
      'returns',
      'credits used',
      'uses taken back',
      'refunds',
      'refunds rejected',
      'months closed',
      'booked late into a closed month',
      'closed days unchanged',
    ];
    expect(seen.filter((what) => total(what) < 5)).toEqual([]);
    const clean = total('clean applied by machine');
    expect(clean / (clean + total('clean left waiting'))).toBeGreaterThan(0.8);
  });

  test.skipIf(ASKED_SEED !== undefined)('the same seed tells the same year', { timeout: 120_000 }, async () => {
    const again = await testDatabase();
    try {
      const [one, other] = [await simulateYear(db, 1_001, { months: 3 }), await simulateYear(again, 1_001, { months: 3 })];
      expect(one.digest).toBe(other.digest);
    } finally {
      await again.close();
    }
  });
});
