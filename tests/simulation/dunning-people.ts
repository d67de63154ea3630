import { cancelPromise, recordPromise } from '../../src/ar/collections/record-promise.ts';
import { savePolicy } from '../../src/ar/collections/change-policy.ts';
import { placeHold, releaseHold } from '../../src/ar/receivables/holds.ts';
import { setAutomationMode } from '../../src/ar/work/automation.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { LADDERS } from './dunning-ladders.ts';
import { bankSends, machineApplies, peopleExplain, peopleUndo, peopleUseCredits, sells } from './dunning-money.ts';
import { livePromise, openOf, shiftDay, type Owed } from './dunning-model.ts';
import { count, type DunningYear } from './dunning-world.ts';
import { bounces, clearUnknown, repairAddresses } from './dunning-post.ts';

function overdue(year: DunningYear): Owed[] {
  return [...year.model.owed.values()].filter(({ id, dueOn }) => openOf(year.model, id) > 0n && dueOn < year.today);
}

async function promises(year: DunningYear): Promise<void> {
  const { random, model } = year;
  const able = overdue(year).filter(({ id }) => livePromise(model, id, year.today) === undefined);
  if (able.length === 0) return;
  const item = random.pick(able);
  const items = [item.id, ...able.filter(({ customer, id }) => customer === item.customer && id !== item.id && random.chance(0.4)).map(({ id }) => id)];
  const on = shiftDay(year.today, random.int(0, 12));
  // A promise of longer ago whose bank days are not over may still be open in the books; a person's new one takes its place.
  const id = await year.company.run((ctx) =>
    recordPromise(ctx, {
      customerId: item.customer,
      receivableIds: items,
      minor: null,
      promisedOn: day(on),
      promisedBy: 'Pat',
      source: 'person',
      note: '',
    }),
  );
  model.promises.push({ id, items, on, keeps: random.chance(0.5), cancelled: false });
  count(year, 'promises');
}

async function callsOff(year: DunningYear): Promise<void> {
  const live = year.model.promises.filter((one) => !one.cancelled && one.on >= year.today && one.items.every((id) => openOf(year.model, id) > 0n));
  if (live.length === 0) return;
  const promise = year.random.pick(live);
  // Early money has kept it already: then there is nothing to call off.
  const done = await year.company
    .run((ctx) => cancelPromise(ctx, promise.id, 'they will not'))
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'promise.ended') return false;
        throw error;
      },
    );
  if (!done) return;
  promise.cancelled = true;
  count(year, 'promises called off');
}

async function disputes(year: DunningYear): Promise<void> {
  const able = overdue(year).filter(({ id }) => !year.model.disputes.some((one) => one.item === id && !one.released));
  if (able.length === 0) return;
  const item = year.random.pick(able);
  const hold = await year.company.run((ctx) =>
    placeHold(ctx, { scope: { kind: 'receivable', id: item.id }, kind: 'dispute', untilOn: null, reason: 'damaged goods' }),
  );
  year.model.disputes.push({ hold, item: item.id, released: false });
  count(year, 'disputes');
}

async function settlesDispute(year: DunningYear): Promise<void> {
  const live = year.model.disputes.filter(({ released }) => !released);
  if (live.length === 0) return;
  const one = year.random.pick(live);
  await year.company.run((ctx) => releaseHold(ctx, one.hold, 'settled'));
  one.released = true;
  count(year, 'disputes settled');
}

async function changesLadder(year: DunningYear): Promise<void> {
  if (year.ladder + 1 >= LADDERS.length) return;
  year.ladder++;
  await year.company.run((ctx) => savePolicy(ctx, LADDERS[year.ladder]));
  count(year, 'ladders changed');
}

async function changesMode(year: DunningYear): Promise<void> {
  const mode = year.mode === 'auto' ? 'shadow' : 'auto';
  await year.company.run((ctx) => setAutomationMode(ctx, 'dunning:year', mode));
  year.mode = mode;
  count(year, `mode ${mode}`);
}

const EVENTS: readonly (readonly [number, (year: DunningYear) => Promise<void>])[] = [
  [0.16, promises],
  [0.05, callsOff],
  [0.06, disputes],
  [0.06, settlesDispute],
  [0.1, peopleUndo],
  [0.12, (year) => bankSends(year, year.random.int(1, 3))],
  [0.12, machineApplies],
  [0.2, peopleExplain],
  [0.2, bounces],
  [0.15, clearUnknown],
  [0.05, repairAddresses],
  [0.2, peopleUseCredits],
  [0.3, sells],
];

/** What happens at any time of a day, also between a plan and its mails. */
export async function lifeGoesOn(year: DunningYear): Promise<void> {
  for (const [likely, event] of EVENTS) if (year.random.chance(likely)) await event(year);
  if (year.random.chance(0.008)) await changesLadder(year);
  if (year.random.chance(year.mode === 'auto' ? 0.01 : 0.12)) await changesMode(year);
}
