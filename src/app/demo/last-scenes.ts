import { addBusinessDays } from '../../foundation/calendar/business-days.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { recordPromise } from '../../ar/collections/record-promise.ts';
import { listActiveHolds } from '../../ar/receivables/holds.ts';
import { dispute } from './clerk.ts';
import { overdue } from './decide-payment.ts';
import { CLERK, count, type Party, type World } from './demo-world.ts';
import { inventPerson } from './invent-customers.ts';
import { answerLastMails } from './post-office.ts';

const PROMISES = 4;
const DISPUTES = 2;

/** What stands on the desks when somebody looks at the demo: promises that fall due this week, fresh disputes, and mails that nobody has read. Left to chance
 *  one of them would be missing now and then. */
export async function setLastScenes(world: World): Promise<void> {
  const { today } = world.clock;
  const held = new Set((await world.run((ctx) => listActiveHolds(ctx, today))).flatMap(({ customer_id, receivable_id }) => [customer_id, receivable_id]));
  const free = world.parties.filter(
    (party) =>
      party.failsOn === null && !held.has(party.id) && overdue(party, today).some((bill) => bill.parts.every(({ receivableId }) => !held.has(receivableId))),
  );
  for (const [index, party] of free.slice(0, PROMISES).entries()) await promiseThisWeek(world, party, 1 + (index % 4));
  for (const party of free.slice(PROMISES, PROMISES + DISPUTES)) {
    const [bill] = overdue(party, today);
    if (bill) await dispute(world, bill, world.spec.language === 'de' ? 'Lieferung unvollständig' : 'delivery incomplete');
  }
  await answerLastMails(world);
}

async function promiseThisWeek(world: World, party: Party, businessDays: number): Promise<void> {
  const { clock, company } = world;
  const receivableIds = overdue(party, clock.today).flatMap((bill) => bill.parts.map(({ receivableId }) => receivableId));
  try {
    await world.attempt(
      (ctx) =>
        recordPromise(ctx, {
          customerId: party.id,
          receivableIds,
          minor: null,
          promisedOn: addBusinessDays(clock.today, businessDays, company.country),
          promisedBy: inventPerson(world.spec, world.random),
          source: 'person',
          note: 'told on the telephone',
        }),
      CLERK,
    );
    count(world, 'promises');
  } catch (error) {
    // Its money has come, and nobody has looked at it yet.
    if (!(error instanceof Refusal)) throw error;
    count(world, `refused ${error.code}`);
  }
}
