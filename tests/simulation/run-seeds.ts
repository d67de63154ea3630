const AT_ONCE = 3;

/** Seeds of a run of the tests: the one that was asked for (`DUNLIN_SEED`), else the first twenty. */
export const ASKED_SEED = process.env['DUNLIN_SEED'];
export const SEEDS: readonly number[] = ASKED_SEED === undefined ? Array.from({ length: 20 }, (_, index) => index + 1) : [Number(ASKED_SEED)];

/** Lives the years of many seeds, a few at once. A failing one does not keep the others from being tried: all are named. */
export async function runSeeds<Year>(
  seeds: readonly number[],
  simulate: (seed: number) => Promise<Year>,
): Promise<{ readonly years: Year[]; readonly failed: string[] }> {
  const waiting = [...seeds];
  const years: Year[] = [];
  const failed: string[] = [];
  const run = async (): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      try {
        years.push(await simulate(seed));
      } catch (error) {
        failed.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  return { years, failed };
}
