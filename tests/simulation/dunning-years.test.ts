import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { ASKED_SEED, runSeeds, SEEDS } from './run-seeds.ts';
import { simulateDunningYear, type RemindedYear } from './simulate-dunning-year.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

describe('simulated years of reminders', () => {
  const years: RemindedYear[] = [];

  test(`nobody is reminded of what is paid, promised or disputed, and of nothing twice, for ${SEEDS.length} seeds`, { timeout: 600_000 }, async () => {
    const { years: lived, failed } = await runSeeds(SEEDS, (seed) => simulateDunningYear(db, seed));
    years.push(...lived);
    expect(failed.join('\n')).toBe('');
    expect(years.length).toBe(SEEDS.length);
  });

  test.skipIf(ASKED_SEED !== undefined)('the years exercise everything that they are meant to', () => {
    const total = (what: string) => years.reduce((sum, year) => sum + (year.tally.get(what) ?? 0), 0);
    const seen = [
      'mails judged',
      'crashes of runs',
      'crashes of deliveries',
      'double starts',
      'runs held',
      'bounces',
      'unknown settled as again',
      'promises',
      'promises called off',
      'disputes',
      'undone',
      'calls',
      'steps of a new cycle',
      'holds for money that is here',
      'ladders changed',
      'mode shadow',
      'mode auto',
    ];
    expect(seen.filter((what) => total(what) < 3)).toEqual([]);
  });
});
