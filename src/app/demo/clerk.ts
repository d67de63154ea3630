import { addBusinessDays } from '../../foundation/calendar/business-days.ts';
import { addDays } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../../ar/access/context.ts';
import { guardReminders } from '../../ar/collections/judge-reminders.ts';
import { recordPromise } from '../../ar/collections/record-promise.ts';
import { releaseAsApproved } from '../../ar/collections/release-reminders.ts';
import { RELEASE_REMINDERS } from '../../ar/collections/run-dunning.ts';
import { addContact } from '../../ar/customers/change-contacts.ts';
import { issueCreditNote } from '../../ar/invoices/issue-credit-note.ts';
import { collectLetters, settleLetters } from '../../ar/messages/print-letters.ts';
import { listInbox, markInbound, type InboundMessage } from '../../ar/messages/read-inbox.ts';
import { REFUND, refundAsApproved, requestRefund } from '../../ar/payments/request-refund.ts';
import { placeHold, releaseHold } from '../../ar/receivables/holds.ts';
import { listOpenCredits } from '../../ar/receivables/list-open-items.ts';
import { grantApproval } from '../../ar/work/approvals.ts';
import { finishTask } from '../../ar/work/handle-tasks.ts';
import { listApprovals } from '../../ar/work/list-approvals.ts';
import { listTasks, type ListedTask } from '../../ar/work/list-tasks.ts';
import { waitingLines, workLines } from './clerk-lines.ts';
import { overdue } from './decide-payment.ts';
import { CLERK, count, inDays, LEAD, plan, takeErrands, type Bill, type Party, type World } from './demo-world.ts';
import { inventPerson } from './invent-customers.ts';

/** What people do on a day: the clerk works the bank lines, mails and tasks that wait and whose turn it is, the lead decides what needs a second person. */
export async function peopleWork(world: World): Promise<void> {
  const desk = await world.run(async (ctx) => ({
    lines: await waitingLines(ctx),
    mails: await listInbox(ctx, { state: 'unread', before: null, limit: 100 }),
    tasks: await listTasks(ctx, { state: 'open', after: null, limit: 200 }),
  }));
  for (const errand of takeErrands(world, 'credit')) await settleDispute(world, errand);
  await workLines(world, desk.lines);
  for (const mail of desk.mails) if (isTime(world, mail.receivedAt)) await answer(world, mail);
  for (const task of desk.tasks) if (isTime(world, task.opened_at)) await workTask(world, task);
  for (const errand of takeErrands(world, 'promise')) await promise(world, errand.party, 'person');
}

/** People are a day or two behind; in the last days of the demo some work is left. */
function isTime(world: World, since: Date): boolean {
  const { random, clock } = world;
  const days = Math.floor((Date.parse(`${clock.today}T12:00:00Z`) - since.getTime()) / 86_400_000);
  const late = addBusinessDays(clock.today, 3, world.company.country) > world.lastOn;
  return days >= 1 && random.chance(late ? 0.12 : 0.7);
}

async function answer(world: World, mail: InboundMessage): Promise<void> {
  const party = world.parties.find(({ id }) => id === mail.customerId);
  await world.run((ctx) => markInbound(ctx, mail.id, { state: 'done' }), CLERK);
  if (!party) return;
  if (party.habit === 'promises') await promise(world, party, 'reply');
  else if (party.habit === 'disputes') {
    const [bill] = overdue(party, world.clock.today);
    if (bill) await dispute(world, bill, mail.subject.slice(0, 200));
  }
}

/** The customer says when it will pay; two of three do. */
async function promise(world: World, party: Party, source: 'person' | 'reply'): Promise<void> {
  const { random, clock } = world;
  const bills = overdue(party, clock.today);
  if (bills.length === 0 || (party.failsOn !== null && party.failsOn <= clock.today)) return;
  const promisedOn = inDays(world, random.int(4, 12));
  const person = inventPerson(world.spec, random);
  const receivableIds = bills.flatMap((bill) => bill.parts.map(({ receivableId }) => receivableId));
  try {
    await world.attempt(
      (ctx) => recordPromise(ctx, { customerId: party.id, receivableIds, minor: null, promisedOn, promisedBy: person, source, note: 'will transfer' }),
      CLERK,
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    count(world, `refused ${error.code}`);
    return;
  }
  count(world, 'promises');
  const keeps = random.chance(0.66);
  plan(world, keeps ? addDays(promisedOn, -1) : addDays(promisedOn, random.int(12, 30)), { do: 'pay', party, bills, how: 'plain' });
}

/** The customer objects: the reminders of the invoice stop until it is decided. */
export async function dispute(world: World, bill: Bill, reason: string): Promise<void> {
  const { random } = world;
  bill.disputed = true;
  const holdIds: string[] = [];
  for (const { receivableId } of bill.parts) {
    holdIds.push(await world.run((ctx) => placeHold(ctx, { scope: { kind: 'receivable', id: receivableId }, kind: 'dispute', untilOn: null, reason }), CLERK));
  }
  count(world, 'disputes');
  plan(world, inDays(world, random.int(10, 28)), { do: 'credit', bill, percent: random.chance(0.75) ? 100 : 0, holdIds });
}

/** A dispute is decided: in most cases the customer is right, and gets a credit note over what it did not pay, or over a part of it. */
async function settleDispute(world: World, of: { bill: Bill; percent: number; holdIds: readonly string[] }): Promise<void> {
  const { bill, holdIds } = of;
  const { today } = world.clock;
  const right = of.percent > 0 && bill.owed > 0n;
  // Of a whole invoice the customer gets a part.
  const gross = bill.owed === bill.gross ? (bill.owed * BigInt(world.random.int(10, 40))) / 100n : bill.owed;
  const net = bill.tax.category === 'S' ? (gross * 100n) / (100n + BigInt(bill.tax.rate)) : gross;
  await world.run(async (ctx) => {
    for (const id of holdIds) await releaseHold(ctx, id, right ? 'credited' : 'explained to the customer');
    if (!right || net <= 0n) return;
    const unitPrice = formatDecimal(net, bill.party.currency);
    const { gross: credited } = await issueCreditNote(ctx, {
      invoiceId: bill.id,
      issuedOn: today,
      reason: 'damaged goods',
      lines: [{ text: `Credit for ${bill.number}`, quantity: '1', unitPrice, taxCategory: bill.tax.category, taxRate: bill.tax.rate }],
    });
    bill.owed -= credited < bill.owed ? credited : bill.owed;
  }, CLERK);
  if (right) count(world, 'credit notes');
  bill.disputed = false;
  if (bill.owed > 0n) plan(world, inDays(world, world.random.int(4, 12)), { do: 'pay', party: bill.party, bills: [bill], how: 'plain' });
}

async function workTask(world: World, task: ListedTask): Promise<void> {
  const party = world.parties.find(({ id }) => id === task.customer_id);
  if ((task.kind === 'message.address' || task.kind === 'no_address') && party) {
    const email = party.email.replace(/^[^@]*/, `payables${world.random.int(2, 99)}`);
    await world.run((ctx) => addContact(ctx, party.id, { role: 'payables', name: inventPerson(world.spec, world.random), email }), CLERK);
    party.reachable = true;
    world.byAddress.set(email, party);
  }
  await world.run((ctx) => finishTask(ctx, task.id, task.kind === 'call' ? 'reached' : 'done'), CLERK);
  count(world, `task ${task.kind}`);
  if ((task.kind === 'call' || task.kind === 'promise_broken') && party && world.random.chance(0.6)) {
    plan(world, inDays(world, 1), { do: 'promise', party });
  }
}

/** The lead looks at what waits for a second person: batches of reminders on two days a week, refunds at once. */
export async function leadDecides(world: World, releaseDay: boolean): Promise<void> {
  if (!releaseDay && world.refunds.size === 0) return;
  const waiting = await world.run((ctx) => listApprovals(ctx, { state: 'waiting', before: null, limit: 50 }));
  for (const { id, operation } of waiting) {
    if (operation === RELEASE_REMINDERS && releaseDay) {
      await world.run(async (ctx) => releaseAsApproved(ctx, (await grantApproval(ctx, id, 'looked through')).input), LEAD);
      count(world, 'batches released');
    }
    if (operation === REFUND && world.random.chance(0.6)) await payOut(world, id);
  }
}

async function payOut(world: World, approvalId: string): Promise<void> {
  const { random, clock, company } = world;
  try {
    const refund = await world.attempt(async (ctx) => {
      const { input } = await grantApproval(ctx, approvalId, 'checked');
      return { ...(await refundAsApproved(ctx, input)), wish: input as { creditId: string; amount: string } };
    }, LEAD);
    const party = world.refunds.get(refund.wish.creditId);
    if (!party) return;
    world.refunds.delete(refund.wish.creditId);
    const minor = -BigInt(refund.wish.amount.replace('.', ''));
    plan(world, inDays(world, random.int(1, 3)), {
      do: 'send',
      line: {
        kind: 'refund',
        party,
        currency: party.currency,
        minor,
        text: 'REFUND',
        name: party.name,
        account: party.account,
        meant: [],
        returns: null,
        refundId: refund.refundId,
        bookedOn: clock.today,
        clerkOn: addBusinessDays(clock.today, 4, company.country),
        mistaken: false,
      },
    });
    count(world, 'refunds');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    count(world, `refused ${error.code}`);
  }
}

/** Once a week: whoever has money with us for long asks for it, and letters go to the post. */
export async function weeklyWork(world: World): Promise<void> {
  const { random } = world;
  const asking = world.parties.filter((party) => (party.habit === 'pays_twice' || party.habit === 'overpays') && random.chance(0.25));
  for (const party of asking) await wishRefund(world, party);
  const letters = await world.run((ctx) => collectLetters(ctx, { guards: { dunning: guardReminders } }));
  if (letters.length === 0) return;
  const ids = letters.map(({ id }) => id);
  await world.run((ctx) => settleLetters(ctx, ids, 'printed'), CLERK);
  count(world, 'letters', letters.length);
}

async function wishRefund(world: World, party: Party): Promise<void> {
  const wish = await world.run(async (ctx: Ctx) => {
    const [credit] = await listOpenCredits(ctx, { customerId: party.id, after: null, limit: 1 });
    if (!credit || credit.kind !== 'payment' || credit.value_on > addDays(ctx.today, -10)) return null;
    await requestRefund(ctx, { creditId: credit.id, amount: formatDecimal(credit.open, credit.currency), reason: 'paid too much' });
    return credit.id;
  }, CLERK);
  if (wish !== null) world.refunds.set(wish, party);
}

/** A customer is insolvent: nothing is asked of it any more but by lawyers. */
export async function noticeInsolvency(world: World): Promise<void> {
  for (const party of world.parties) {
    if (party.failsOn === null || party.failsOn > addDays(world.clock.today, -5) || world.insolvent.has(party.id)) continue;
    world.insolvent.add(party.id);
    await world.run(
      (ctx) => placeHold(ctx, { scope: { kind: 'customer', id: party.id }, kind: 'legal', untilOn: null, reason: 'insolvency proceedings opened' }),
      CLERK,
    );
    count(world, 'insolvent');
  }
}
