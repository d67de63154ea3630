import { addBusinessDays } from '../../foundation/calendar/business-days.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { issueCreditNote } from '../../ar/invoices/issue-credit-note.ts';
import { requestRefund } from '../../ar/payments/request-refund.ts';
import { listOpenCredits } from '../../ar/receivables/list-open-items.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { recordPromise } from '../../ar/collections/record-promise.ts';
import { listActiveHolds } from '../../ar/receivables/holds.ts';
import { listApprovals } from '../../ar/work/list-approvals.ts';
import { dispute } from './clerk.ts';
import { overdue } from './decide-payment.ts';
import { CLERK, count, type Party, type World } from './demo-world.ts';
import { inventPerson } from './invent-customers.ts';
import { answerLastMails } from './post-office.ts';

const PAID_LOOKED_AT = 3;
const PROMISES = 4;
const DISPUTES = 2;

/** What stands on the desks when somebody looks at the demo: promises that fall due this week, fresh disputes, mails that nobody has read, and a refund that
 *  waits for a second person. Left to chance one of them would be missing now and then. */
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
  await goodsCameBack(world);
}

/** Where nothing waits for a second person: somebody sent goods back that were paid for, got a credit note, and asks for the money. */
async function goodsCameBack(world: World): Promise<void> {
  const { today } = world.clock;
  const waiting = await world.run((ctx) => listApprovals(ctx, { state: 'waiting', before: null, limit: 1 }));
  if (waiting.length > 0) return;
  const paid = world.parties.flatMap((party) => party.bills.filter((bill) => bill.owed === 0n && !bill.disputed && party.failsOn === null));
  // Some of what its customer has paid is not in the books yet: then the credit note settles the invoice, and nothing is left to pay back.
  for (const bill of paid.slice(0, PAID_LOOKED_AT)) {
    const asked = await world.run(async (ctx) => {
      const gross = bill.gross / 5n;
      const net = bill.tax.category === 'S' ? (gross * 100n) / (100n + BigInt(bill.tax.rate)) : gross;
      await issueCreditNote(ctx, {
        invoiceId: bill.id,
        issuedOn: today,
        reason: 'goods sent back',
        lines: [
          {
            text: `Credit for ${bill.number}`,
            quantity: '1',
            unitPrice: formatDecimal(net, bill.party.currency),
            taxCategory: bill.tax.category,
            taxRate: bill.tax.rate,
          },
        ],
      });
      const [credit] = await listOpenCredits(ctx, { customerId: bill.party.id, after: null, limit: 1 });
      if (credit === undefined) return false;
      await requestRefund(ctx, { creditId: credit.id, amount: formatDecimal(credit.open, credit.currency), reason: 'goods sent back after they were paid' });
      return true;
    }, CLERK);
    count(world, 'credit notes');
    if (asked) return;
  }
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
