import type { TestDatabase } from '../support/test-database.ts';
import { delivers, proveNothingLost, reminds } from './dunning-day.ts';
import { isWorkday, shiftDay } from './dunning-model.ts';
import { bankSends, machineApplies, peopleExplain, sells } from './dunning-money.ts';
import { lifeGoesOn } from './dunning-people.ts';
import { openPost } from './dunning-post.ts';
import { count, openDunningYear, YEAR, type DunningYear } from './dunning-world.ts';

export type RemindedYear = { readonly seed: number; readonly tally: ReadonlyMap<string, number> };

/** One company's year of reminders against the model. Throws with the seed and the command that runs it again. */
export async function simulateDunningYear(db: TestDatabase, seed: number): Promise<RemindedYear> {
  try {
    const year = await openDunningYear(db, seed);
    openPost(year);
    for (let n = 0; n < 14; n++) await sells(year);
    let on = `${YEAR}-01-05`;
    while (on < `${YEAR}-12-31`) {
      if (isWorkday(on, 'DE')) await runDay(year, on);
      else await quietDay(year, on);
      // Day by day for a while, or days on which nobody is there.
      on = shiftDay(on, year.random.chance(0.3) ? 1 : year.random.int(3, 9));
    }
    year.setTime(on, '20:00');
    await proveNothingLost(year);
    return { seed, tally: year.tally };
  } catch (error) {
    throw new Error(
      `seed ${seed}: ${error instanceof Error ? error.message : String(error)}\nRun it again: DUNLIN_SEED=${seed} npx vitest run tests/simulation/dunning-years.test.ts`,
      { cause: error },
    );
  }
}

const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A morning with the bank's file, most days; then the run; then the mails, at whatever hour. */
async function runDay(year: DunningYear, on: string): Promise<void> {
  const { random } = year;
  year.setTime(on, clock(random.int(5 * 60, 7 * 60)));
  count(year, 'run days');
  for (let n = random.int(0, 3); n > 0; n--) await sells(year);
  if (random.chance(0.85)) await bankSends(year, random.int(0, 4));
  if (random.chance(0.6)) {
    await machineApplies(year);
    if (random.chance(0.6)) await peopleExplain(year);
  } else count(year, 'days with a file that is not applied');
  await reminds(year);
  await deliveries(year, random.int(0, 3));
  if (!random.chance(0.2)) return;
  // The file comes after all, or the run is begun once more for nothing.
  await bankSends(year, random.int(0, 2));
  if (random.chance(0.5)) await machineApplies(year);
  await reminds(year);
  await deliveries(year, 1);
}

async function quietDay(year: DunningYear, on: string): Promise<void> {
  year.setTime(on, clock(year.random.int(5 * 60, 12 * 60)));
  await lifeGoesOn(year);
  await deliveries(year, 1);
}

const LAST_MINUTE = 21 * 60 + 30;

async function deliveries(year: DunningYear, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const [hour = 0, minute = 0] = year.time.split(':').map(Number);
    const now = hour * 60 + minute;
    if (now >= LAST_MINUTE) return;
    year.setTime(year.today, clock(year.random.int(now, LAST_MINUTE)));
    if (year.random.chance(0.5)) await lifeGoesOn(year);
    await delivers(year);
  }
}
