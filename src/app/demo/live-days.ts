import { addBusinessDays } from '../../foundation/calendar/business-days.ts';
import { addDays, addMonths, endOfMonth, startOfMonth, weekdayOf, type Day } from '../../foundation/calendar/day.ts';
import { currency } from '../../foundation/money/currency.ts';
import { savePolicy } from '../../ar/collections/change-policy.ts';
import { automationOf } from '../../ar/collections/plan-setting.ts';
import { closePeriod } from '../../ar/ledger/book.ts';
import { setRates } from '../../ar/ledger/exchange-rate.ts';
import { foldPositions } from '../../ar/receivables/fold-positions.ts';
import { setAutomationMode } from '../../ar/work/automation.ts';
import { applyCash } from '../apply-cash.ts';
import { collect } from '../collect.ts';
import { runDunning } from '../run-dunning.ts';
import { bankSends, moveMoney } from './bank-day.ts';
import { dispute, leadDecides, noticeInsolvency, peopleWork, weeklyWork } from './clerk.ts';
import { setLastScenes } from './last-scenes.ts';
import { sell } from './sell.ts';
import { count, isLived, type SentLine, type World } from './demo-world.ts';
import { deliverPost, readPost } from './post-office.ts';

/** What the company lives through on a day, by the very commands that a running one uses. Days that are not lived through are passed over. */
export async function liveOneDay(world: World, on: Day): Promise<void> {
  const { clock, spec } = world;
  if (!isLived(world, on)) return;
  clock.today = on;
  clock.minute = spec.minute;
  await world.inOneUnit(() => dayOf(world, on));
}

async function dayOf(world: World, on: Day): Promise<void> {
  const { clock, spec, company } = world;
  await changeSettings(world);
  if (isFirstOfMonth(world, on)) await monthBegins(world);
  await sell(world);
  await readPost(world);
  const lines = moveMoney(world);
  await bankSends(world, lines);
  clock.minute += 5;
  if (lines.length > 0) await applyCash(world.run, { fold: false });
  clock.minute += 10;
  await peopleWork(world);
  await objections(world, lines);
  const weekly = on < world.dailyFrom;
  const friday = weekly || weekdayOf(on) === 5;
  if (friday) {
    await weeklyWork(world);
    await world.run(foldPositions);
  }
  await noticeInsolvency(world);
  clock.minute += 10;
  const weekday = weekdayOf(on);
  // What runs every minute in a running program is done here twice a week; the runs of the day are carried out on every one.
  if (weekday === 2 || friday) await collect(world);
  else for (const code of world.policies.toSorted()) await runDunning(world.run, code);
  clock.minute += 10;
  const batches = spec.policies.some(({ mode }) => mode === 'approve');
  await leadDecides(world, batches && (weekly || weekday === 2 || weekday === 4) && on !== world.lastOn);
  clock.minute += 5;
  if (on === world.lastOn) await setLastScenes(world);
  // The last days' reminders stay in the outbox, so that there is something to see.
  if (on <= addBusinessDays(world.lastOn, -3, company.country)) await deliverPost(world, friday ? ['other', 'dunning'] : ['dunning']);
}

/** Whoever paid less than owed says why: that becomes a dispute about the rest. */
async function objections(world: World, lines: readonly SentLine[]): Promise<void> {
  for (const line of lines) {
    if (line.kind === 'short') for (const { bill } of line.meant) await dispute(world, bill, line.text.slice(0, 200));
  }
}

async function changeSettings(world: World): Promise<void> {
  for (const { policy, mode, lastMonths } of world.spec.policies) {
    const from = lastMonths === null ? world.firstOn : addMonths(world.lastOn, -lastMonths);
    if (from > world.clock.today || world.begun.has(policy.code)) continue;
    world.begun.add(policy.code);
    world.policies.push(policy.code);
    await world.run((ctx) => savePolicy(ctx, policy));
    await world.run((ctx) => setAutomationMode(ctx, automationOf(policy), mode));
    count(world, 'policies');
  }
  const { cashLately } = world.spec;
  if (cashLately === undefined || world.begun.has('cash') || world.clock.today < addMonths(world.lastOn, -cashLately.lastMonths)) return;
  world.begun.add('cash');
  await world.run((ctx) => setAutomationMode(ctx, 'cash_application', cashLately.mode));
}

function isFirstOfMonth(world: World, on: Day): boolean {
  for (let before = startOfMonth(on); before < on; before = addDays(before, 1)) if (isLived(world, before)) return false;
  return true;
}

/** The rate of the month, and the books of the month before last are closed: nothing is booked into them any more. */
async function monthBegins(world: World): Promise<void> {
  const { spec, random, clock } = world;
  const { foreign } = spec;
  if (foreign !== null) {
    const rate = `0.${random.int(...foreign.rates)}`;
    await world.run((ctx) => setRates(ctx, [{ currency: currency(foreign.currency), on: startOfMonth(clock.today), rate }]));
  }
  const through = endOfMonth(addMonths(clock.today, -2));
  if (through < world.firstOn) return;
  await world.run((ctx) => closePeriod(ctx, { through }));
  count(world, 'months closed');
}
