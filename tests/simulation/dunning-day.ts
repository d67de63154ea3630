import { sql } from 'kysely';
import { runDunning, type DunningRun } from '../../src/app/run-dunning.ts';
import { settleReminders } from '../../src/ar/collections/settle-reminders.ts';
import { HORIZON_DAYS } from './dunning-ladders.ts';
import { openOf, shiftDay } from './dunning-model.ts';
import { count, prove, type DunningYear, type Run } from './dunning-world.ts';
import { takeStep } from './judge-mail.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

const CRASHED = 'the process is gone';

/** A process that dies at a unit of work: before it is kept, or just after. What it wanted to do then, it does no more, unless it only stumbles. */
function mortal(year: DunningYear, at: number, how: 'before' | 'after', stumbles: boolean): Run {
  let units = 0;
  let dead = false;
  return async (work) => {
    if (dead && !stumbles) throw new Error(CRASHED);
    const dies = units++ === at;
    const done = await year.company.run(async (ctx) => {
      const result = await work(ctx);
      if (dies && how === 'before') {
        dead = true;
        throw new Error(CRASHED);
      }
      return result;
    });
    if (dies) {
      dead = true;
      throw new Error(CRASHED);
    }
    return done;
  };
}

function maybeMortal(year: DunningYear, random: SeededRandom, likely: number): Run {
  if (!random.chance(likely)) return year.company.run;
  return mortal(year, random.int(0, 4), random.pick(['before', 'after'] as const), random.chance(0.5));
}

/** Somebody begins again until the run of the day is over: at once where it failed, else when its process has been silent for long enough. */
export async function reminds(year: DunningYear): Promise<DunningRun['state']> {
  noteClosings(year);
  // How two processes race differs from time to time; what they do may not disturb the choices of the year.
  const random = seededRandom(year.random.int(0, 1_000_000_000));
  const after = laterBy(year.time, 200);
  for (let tries = 0; tries < 12; tries++) {
    const starts = random.chance(0.15) ? 2 : 1;
    const chunkCustomers = random.pick([1, 3, 5, 500]);
    const runs = Array.from({ length: starts }, () => maybeMortal(year, random, tries < 4 ? 0.25 : 0));
    const ends = await Promise.allSettled(runs.map((run) => runDunning(run, 'year', { chunkCustomers })));
    if (starts === 2) count(year, 'double starts');
    for (const end of ends) {
      if (end.status === 'fulfilled') continue;
      const said = end.reason instanceof Error ? end.reason.message : String(end.reason);
      // Whoever lost the race against one that finished hears that the run has ended.
      prove(said === CRASHED || /has ended|is finished/.test(said), year, `a run failed by itself: ${said}`);
      if (said === CRASHED) count(year, 'crashes of runs');
    }
    const over = ends.flatMap((end) => (end.status === 'fulfilled' && (end.value.state === 'done' || end.value.state === 'held') ? [end.value.state] : []));
    if (over[0] !== undefined) {
      year.setTime(year.today, after);
      await believeCalls(year);
      // Finished earlier on this day: what has come up since waits for the next one.
      if (finished.get(year) !== year.today) await proveExplained(year, over[0]);
      if (over[0] === 'done') finished.set(year, year.today);
      return over[0];
    }
    year.setTime(year.today, laterBy(year.time, random.chance(0.5) ? 0 : 16, 23 * 60 + 50));
  }
  throw new Error(`${year.today}: a run of the day comes to no end`);
}

/** Nothing is handed over later than 21:20; whoever tries a lost run again may do so until midnight. */
function laterBy(time: string, minutes: number, latest = 21 * 60 + 20): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const sum = Math.min(hour * 60 + minute + minutes, Math.max(latest, hour * 60 + minute));
  return `${String(Math.floor(sum / 60)).padStart(2, '0')}:${String(sum % 60).padStart(2, '0')}`;
}

/** A call that a person shall make is a word like a mail. */
async function believeCalls(year: DunningYear): Promise<void> {
  const rows = await year.company.run((ctx) =>
    ctx.tx.rows(sql<{ id: string; receivable: string; cycle: number; step: string }>`
      select r.id, i.receivable_id as receivable, i.cycle, i.step from reminder r join reminder_item i on i.company_id = r.company_id and i.reminder_id = r.id
      where r.company_id = ${ctx.company.id} and r.lane = 'live' and r.channel = 'call' and r.for_on = ${year.today} and i.step is not null order by r.customer_id, i.receivable_id`),
  );
  for (const { id, receivable, cycle, step } of rows) {
    if (year.model.taken.get(`${receivable}|${cycle}|${step}`) === id) continue;
    takeStep(year, { receivable, cycle, step, message: id, uncertain: false }, `the call ${id}`);
    count(year, 'calls');
  }
}

const finished = new WeakMap<DunningYear, string>();
const closed = new WeakMap<DunningYear, Set<string>>();

/** How often a run of a day has found a receivable settled that was open before. */
function noteClosings(year: DunningYear): void {
  const known = closed.get(year) ?? new Set<string>();
  closed.set(year, known);
  const { model } = year;
  for (const { id } of model.owed.values()) {
    if (openOf(model, id) > 0n) known.delete(id);
    else if (!known.has(id)) {
      known.add(id);
      model.closings.set(id, (model.closings.get(id) ?? 0) + 1);
    }
  }
}

/** Every receivable that is near enough was looked at today, with a reason; where the run was held, the company was told. */
async function proveExplained(year: DunningYear, state: 'done' | 'held'): Promise<void> {
  const rows = await year.company.run((ctx) =>
    ctx.tx.rows(sql<{ id: string; outcome: string; reason: string; on: string }>`
      select subject_id as id, outcome, reason, considered_on as on from decision_state where company_id = ${ctx.company.id} and automation = 'dunning:year'`),
  );
  const decided = new Map(rows.map((row) => [row.id, row]));
  count(year, `runs ${state}`);
  if (state === 'held') {
    const said = decided.get(year.company.company.id);
    prove(said !== undefined && said.on === year.today && said.outcome === 'hold', year, 'a run was held and the company was not told why');
    return;
  }
  for (const owed of year.model.owed.values()) {
    if (openOf(year.model, owed.id) <= 0n || owed.dueOn > shiftDay(year.today, HORIZON_DAYS)) continue;
    const row = decided.get(owed.id);
    prove(row !== undefined && row.on === year.today, year, `nobody said today why ${owed.number} was or was not reminded (last ${row?.on ?? 'never'})`);
    count(year, `decided ${row.reason}`);
    if (row.reason === 'money_in_bank_file') countNeedless(year, owed.id);
  }
}

/** A hold for money is needless where the sender of no waiting money meant it. */
function countNeedless(year: DunningYear, id: string): void {
  const meant = [...year.model.money.values()].some((money) => money.state === 'waiting' && money.meant.includes(id));
  count(year, meant ? 'holds for money that is here' : 'holds for money of something else');
}

/** The outbox, by one process or two, which may die in the middle. */
export async function delivers(year: DunningYear): Promise<void> {
  const workers = year.random.chance(0.2) ? 2 : 1;
  const random = seededRandom(year.random.int(0, 1_000_000_000));
  // Of two workers nobody dies: which mails the dead one took would hang on the race.
  const runs = Array.from({ length: workers }, () => maybeMortal(year, random, workers === 1 ? 0.08 : 0));
  const ends = await Promise.allSettled(runs.map((run) => year.outbox().deliver({ company: year.company.company, run })));
  prove(year.faults.length === 0, year, year.faults.join('\n'));
  for (const end of ends) {
    if (end.status === 'fulfilled') continue;
    const said = end.reason instanceof Error ? end.reason.message : String(end.reason);
    prove(said === CRASHED, year, `the delivery failed by itself: ${said}`);
    count(year, 'crashes of deliveries');
  }
  if (year.random.chance(0.6)) await year.company.run(settleReminders);
}

/** At the end of the year: what waits can be found, and what was accepted is known as sent. */
export async function proveNothingLost(year: DunningYear): Promise<void> {
  await year.company.run(settleReminders);
  const rows = await year.company.run((ctx) =>
    ctx.tx.rows(sql<{ id: string; state: string; channel: string; message: string | null; message_state: string | null }>`
      select r.id, r.state, r.channel, m.id as message, m.state as message_state from reminder r left join message m on m.company_id = r.company_id and m.id = r.message_id
      where r.company_id = ${ctx.company.id} and r.lane = 'live'`),
  );
  for (const row of rows) {
    if (row.channel === 'call') continue;
    prove(row.state !== 'planned', year, `the reminder ${row.id} was planned and queued by nobody`);
    if (row.state === 'queued')
      prove(
        ['waiting', 'unknown', 'sending'].includes(row.message_state ?? ''),
        year,
        `the reminder ${row.id} waits for a message that is ${row.message_state}`,
      );
    if (row.state === 'sent') prove(row.message_state === 'sent', year, `the reminder ${row.id} is sent, its message ${row.message_state}`);
    count(year, `reminders ${row.state}`);
  }
  const sent = new Set(rows.filter(({ state, channel }) => state === 'sent' && channel === 'email').map(({ message }) => message));
  const handed = year.model.handed.filter((one) => !one.bounced && (one.outcome === 'accepted' || (one.settled && one.arrived)));
  const lost = handed.filter((one) => !sent.has(one.message));
  const uncertain = new Set(rows.filter(({ message_state }) => message_state === 'unknown' || message_state === 'sending').map(({ message }) => message));
  for (const one of lost) prove(uncertain.has(one.message), year, `the mail ${one.message} was accepted on ${one.on} and its reminder is not sent`);
  prove(sent.size === handed.length - lost.length, year, `${sent.size} reminders are sent, ${handed.length - lost.length} mails were accepted`);
}
