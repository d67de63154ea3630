import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { simulateDunningYear, type RemindedYear } from './simulate-dunning-year.ts';

const asked = process.env['DUNLIN_SEED'];
const seeds = asked === undefined ? Array.from({ length: 20 }, (_, index) => index + 1) : [Number(asked)];
const AT_ONCE = 3;

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

describe('simulated years of reminders', () => {
  const years: RemindedYear[] = [];

  test(`nobody is reminded of what is paid, promised or disputed, and of nothing twice, for ${seeds.length} seeds`, { timeout: 600_000 }, async () => {
    const waiting = [...seeds];
    const failed: string[] = [];
    const run = async (): Promise<void> => {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        try {
          years.push(await simulateDunningYear(db, seed));
        } catch (error) {
          failed.push(error instanceof Error ? error.message : String(error));
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, run));
    expect(failed.join('\n')).toBe('');
    expect(years.length).toBe(seeds.length);
  });

  test.skipIf(asked !== undefined)('the years exercise everything that they are meant to', () => {
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
