import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { runSeeds } from './run-seeds.ts';

/** Many seeds, for a long proof: the first two words of the command line are how many and from which (200 from 1). Goes on after a failing seed, names them all
 *  and prints what the years have seen as JSON; the exit code tells whether all hold. */
export async function soakSeeds(simulate: (db: TestDatabase, seed: number) => Promise<{ readonly tally: ReadonlyMap<string, number> }>): Promise<void> {
  const [many = 200, from = 1] = process.argv.slice(2).map(Number);
  const db = await testDatabase();
  const total = new Map<string, number>();
  const began = performance.now();
  let done = 0;
  const { failed } = await runSeeds(
    Array.from({ length: many }, (_, index) => from + index),
    async (seed) => {
      const { tally } = await simulate(db, seed);
      for (const [what, times] of tally) total.set(what, (total.get(what) ?? 0) + times);
      if (++done % 10 === 0) console.log(`${done} of ${many} years hold`);
    },
  );
  for (const sentence of failed) console.error(sentence);
  const seen = Object.fromEntries([...total].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  console.log(JSON.stringify({ seeds: many, from, failed: failed.length, seconds: Math.round((performance.now() - began) / 1000), seen }, null, 2));
  await db.close();
  process.exitCode = failed.length === 0 ? 0 : 1;
}
