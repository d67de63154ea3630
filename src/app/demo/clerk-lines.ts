import { addBusinessDays } from '../../foundation/calendar/business-days.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../../ar/access/context.ts';
import { confirmProposal, correctLine, setLineAside, undoApplication } from '../../ar/cash-application/decide-line.ts';
import { explainAsRefund, explainAsReturn } from '../../ar/cash-application/decide-outgoing.ts';
import { listBankLines, type ListedLine } from '../../ar/cash-application/list-bank-lines.ts';
import { listPayments } from '../../ar/payments/list-payments.ts';
import { listOpenReceivables } from '../../ar/receivables/list-open-items.ts';
import { membersOf } from './bank-day.ts';
import { CLERK, count, inDays, plan, takeErrands, type SentLine, type World } from './demo-world.ts';

/** A person looks at the lines that wait and whose turn it is: confirms, corrects, sets aside, and now and then takes something back. */
export async function workLines(world: World, waiting: readonly ListedLine[]): Promise<void> {
  const { today } = world.clock;
  for (const { lineId } of takeErrands(world, 'undo')) {
    if (await tried(world, (ctx) => undoApplication(ctx, { lineId, reason: 'booked on the wrong customer' }))) count(world, 'undone');
  }
  for (const line of waiting) {
    const sent = world.lines.get(`${line.statement_reference}/${line.ordinal}`);
    if (sent && sent.clerkOn <= today) await workLine(world, line, sent);
  }
}

/** The lines that wait for a person. */
export function waitingLines(ctx: Ctx): Promise<ListedLine[]> {
  return listBankLines(ctx, { states: ['open', 'proposed'], after: null, limit: 500 });
}

/** Does it as the clerk; what the books refuse waits for another day. */
async function tried(world: World, work: (ctx: Ctx) => Promise<unknown>): Promise<boolean> {
  try {
    await world.attempt(work, CLERK);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    count(world, `refused ${error.code}`);
    return false;
  }
}

async function workLine(world: World, line: ListedLine, sent: SentLine): Promise<void> {
  const done = await (sent.kind === 'noise'
    ? tried(world, (ctx) => setLineAside(ctx, { lineId: line.id, reason: 'not from a customer' }))
    : sent.kind === 'returned'
      ? tried(world, (ctx) => explainReturn(ctx, line, sent))
      : sent.kind === 'refund'
        ? tried(world, (ctx) => explainAsRefund(ctx, { lineId: line.id, refundId: sent.refundId ?? '', reason: 'as issued' }))
        : apply(world, line, sent));
  // Whoever fails today comes back in three days.
  if (done) count(world, `people: ${sent.kind}`);
  else sent.clerkOn = addBusinessDays(world.clock.today, 3, world.company.country);
}

async function explainReturn(ctx: Ctx, line: ListedLine, sent: SentLine): Promise<void> {
  const customerId = sent.party?.id ?? null;
  const paid = await listPayments(ctx, { customerId, state: 'received', unapplied: false, awaitsBank: false, from: null, to: null, after: null, limit: 50 });
  const found = paid.find(({ minor, booked_on }) => minor === sent.returns?.minor && booked_on === sent.returns.bookedOn);
  if (!found) throw new Refusal('payment.not_found', 'The payment that came back is not recorded yet; explain its own line first.', {});
  await explainAsReturn(ctx, { lineId: line.id, paymentId: found.id, reason: 'debit returned by the bank' });
}

async function apply(world: World, line: ListedLine, sent: SentLine): Promise<boolean> {
  const proposal = line.proposal_id;
  if (sent.mistaken) {
    sent.mistaken = false;
    const other = world.random.pick(world.parties);
    const wrong = await tried(world, (ctx) => correctLine(ctx, { lineId: line.id, customerId: other.id, parts: [] }));
    if (wrong) plan(world, inDays(world, 1), { do: 'undo', lineId: line.id });
    count(world, 'mistakes');
    sent.clerkOn = addBusinessDays(world.clock.today, 2, world.company.country);
    return true;
  }
  const certain = line.state === 'proposed' && proposal !== null && (line.probability ?? 0) >= 0.5 && sent.kind !== 'twice';
  if (certain && (await tried(world, (ctx) => confirmProposal(ctx, proposal)))) {
    count(world, 'confirmed');
    return true;
  }
  count(world, 'corrected');
  return tried(world, async (ctx) => correctLine(ctx, { lineId: line.id, customerId: sent.party?.id ?? '', parts: await partsOf(ctx, world, sent) }));
}

/** What the payer meant, as far as it is open; the rest stays unapplied. */
async function partsOf(ctx: Ctx, world: World, sent: SentLine) {
  if (!sent.party) return [];
  const open = new Map<string, bigint>();
  for (const { id } of membersOf(world, sent.party)) {
    for (const item of await listOpenReceivables(ctx, { customerId: id, after: null, limit: 200 })) open.set(item.id, item.open);
  }
  let left = sent.minor;
  return sent.meant.flatMap(({ bill, cash, discount }) => {
    let share = cash;
    return bill.parts.flatMap(({ receivableId }, index) => {
      const due = open.get(receivableId) ?? 0n;
      const forgiven = index === 0 && bill.parts.length === 1 && due === cash + discount ? discount : 0n;
      const most = due - forgiven < share ? due - forgiven : share;
      const minor = most < left ? most : left;
      if (minor <= 0n) return [];
      share -= minor;
      left -= minor;
      return [{ receivableId, minor, discountMinor: forgiven, toleranceMinor: 0n }];
    });
  });
}
