import { testDatabase } from '../support/test-database.ts';
import { simulateDunningYear } from './simulate-dunning-year.ts';

/** Many years of reminders: `npm run soak:dunning -- 200` from seed 1, or `-- 50 1000` fifty from seed 1000. Goes on after a failing seed and names them all. */
const [many = 200, from = 1] = process.argv.slice(2).map(Number);
const db = await testDatabase();
const waiting = Array.from({ length: many }, (_, index) => from + index);
const failed: string[] = [];
const total = new Map<string, number>();
let done = 0;

async function run(): Promise<void> {
  for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
    try {
      const year = await simulateDunningYear(db, seed);
      for (const [what, times] of year.tally) total.set(what, (total.get(what) ?? 0) + times);
    } catch (error) {
      failed.push(error instanceof Error ? error.message : String(error));
      console.error(failed.at(-1));
    }
    if (++done % 10 === 0) console.log(`${done} of ${many} years, ${failed.length} failed`);
  }
}

const began = performance.now();
await Promise.all([run(), run(), run()]);
console.log(
  JSON.stringify(
    {
      seeds: many,
      from,
      failed: failed.length,
      seconds: Math.round((performance.now() - began) / 1000),
      seen: Object.fromEntries([...total].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
    null,
    2,
  ),
);
await db.close();
process.exitCode = failed.length === 0 ? 0 : 1;
