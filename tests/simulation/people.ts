import { sql } from 'kysely';
import { confirmProposal, correctLine, setLineAside, undoApplication } from '../../src/ar/cash-application/decide-line.ts';
import { openBook } from '../../src/ar/ledger/book.ts';
import { applyPayments } from '../../src/ar/payments/apply-payments.ts';
import { refundCredit } from '../../src/ar/payments/refund-credit.ts';
import { rejectRefund } from '../../src/ar/payments/reject-refund.ts';
import { reverseCauses } from '../../src/ar/payments/reverse-causes.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { partsAsMeant, readDecisions, takeOver } from './judge.ts';
import { giveBack, openOf, postsOn, receive, settle, takeBack, touchesRefund, unusedOf, type ModelCredit } from './model-book.ts';
import { refusalOf } from './sell.ts';
import { count, partyOf, prove, type KnownLine, type World } from './world.ts';

/** What people do about the lines that wait: most are explained, some stay for another week. */
export async function peopleDecide(world: World): Promise<void> {
  for (const line of [...world.lines.values()].filter((one) => one.state === 'waiting')) {
    if (!world.random.chance(0.7)) continue;
    if (line.returns !== null) await bookReturn(world, line);
    else if (line.payer === null) await putAside(world, line);
    else if (line.kind === 'refund') continue;
    else if (!(await confirmIfRight(world, line))) await correct(world, line);
  }
}

/** The bank took money back: everything it had settled is open again from that day on. */
async function bookReturn(world: World, line: KnownLine): Promise<void> {
  const original = world.lines.get(line.returns ?? '');
  if (!original || original.state !== 'applied' || touchesRefund(world.book, original.cause)) return;
  await world.company.run((ctx) => reverseCauses(ctx, { causeIds: [original.cause], eventOn: day(line.bookedOn), paymentState: 'returned', label: 'return' }));
  takeBack(world.book, original.cause, line.bookedOn);
  original.state = 'returned';
  line.state = 'out';
  count(world, 'returns');
  const again = await refusalOf(world.company.run((ctx) => undoApplication(ctx, { lineId: original.id, reason: 'once more' })));
  prove(again === 'cause.already_reversed', world, `undoing a returned payment gave ${again}`);
}

async function putAside(world: World, line: KnownLine): Promise<void> {
  await world.company.run((ctx) => setLineAside(ctx, { lineId: line.id, reason: 'not ours' }));
  line.state = 'aside';
  count(world, 'set aside');
}

type Waiting = { id: string; explanation: { parts: { receivableId: string; minor: string; discountMinor: string }[]; rest: string } };

/** Confirms the first proposal when it says what the sender meant. One that no longer fits is refused. */
async function confirmIfRight(world: World, line: KnownLine): Promise<boolean> {
  const [proposal] = await world.company.run((ctx) =>
    ctx.tx.rows(sql<Waiting>`
      select id, explanation from proposal where company_id = ${ctx.company.id} and bank_line_id = ${line.id} and state = 'proposed' and rank = 1 order by id desc limit 1`),
  );
  if (!proposal) return false;
  const { parts, rest } = proposal.explanation;
  const ours = parts.map((part) => `${part.receivableId} ${part.minor} ${part.discountMinor}`).toSorted();
  const meant = partsAsMeant(world, line)
    .map((part) => `${part.receivableId} ${part.minor} ${part.discountMinor}`)
    .toSorted();
  const fits = parts.every((part) => BigInt(part.minor) + BigInt(part.discountMinor) <= openOf(world.book, part.receivableId));
  if (!fits) {
    const code = await refusalOf(world.company.run((ctx) => confirmProposal(ctx, proposal.id)));
    prove(code === 'allocation.exceeds_open_amount', world, `confirming what is no longer open gave ${code}`);
    count(world, 'outdated proposals refused');
    return false;
  }
  if (ours.join() !== meant.join() || (rest !== '0' && meant.length === 0)) return false;
  await world.company.run((ctx) => confirmProposal(ctx, proposal.id));
  await adopt(world, line, 'confirmed');
  return true;
}

/** Explains a line by hand: what was meant as far as it is still owed, the rest stays with the payer. Small shortfalls are given up. */
async function correct(world: World, line: KnownLine): Promise<void> {
  const parts = partsAsMeant(world, line);
  const small = parts.map((part) => {
    const missing = openOf(world.book, part.receivableId) - part.minor - part.discountMinor;
    return { ...part, toleranceMinor: missing <= 60n && world.random.chance(0.7) ? missing : 0n };
  });
  await world.company.run((ctx) => correctLine(ctx, { lineId: line.id, customerId: line.payer?.id ?? '', parts: small }));
  await adopt(world, line, 'corrected');
  for (const part of small) {
    const made = world.book.settlements.filter((s) => s.live && s.cause === line.cause && s.item === part.receivableId);
    const sum = (forgiven: string | null) => made.reduce((total, s) => (s.forgiven === forgiven ? total + s.minor : total), 0n);
    prove(
      sum(null) === part.minor && sum('discount') === part.discountMinor && sum('tolerance') === part.toleranceMinor,
      world,
      `a line explained by hand became something else`,
    );
  }
}

/** Somebody wants to allow a discount that ended before the money came: the books refuse, and the line waits as before. */
export async function tryLateDiscounts(world: World): Promise<void> {
  for (const line of world.lines.values()) {
    if (line.state !== 'waiting' || line.kind !== 'discount_late' || !world.random.chance(0.4)) continue;
    const parts = partsAsMeant(world, line).map((part) => ({ ...part, discountMinor: openOf(world.book, part.receivableId) - part.minor }));
    if (parts.every((part) => part.discountMinor === 0n)) continue;
    const code = await refusalOf(world.company.run((ctx) => correctLine(ctx, { lineId: line.id, customerId: line.payer?.id ?? '', parts })));
    prove(code === 'discount.not_earned', world, `a discount taken late gave ${code}`);
    count(world, 'late discounts refused');
  }
}

async function adopt(world: World, line: KnownLine, how: string): Promise<void> {
  const [decision] = await readDecisions(world, [line]);
  prove(decision !== undefined, world, `a ${line.kind} line that a person ${how} is not applied`);
  takeOver(world, decision);
  count(world, how);
}

/** Second thoughts: an application or a set-aside is taken back; what was refunded or returned since can't be. */
export async function peopleUndo(world: World): Promise<void> {
  const { random, book } = world;
  const able = [...world.lines.values()].filter((line) => line.state === 'applied' || line.state === 'aside');
  if (able.length === 0) return;
  const line = random.pick(able);
  const refunded = line.state === 'applied' && touchesRefund(book, line.cause);
  const code = await refusalOf(world.company.run((ctx) => undoApplication(ctx, { lineId: line.id, reason: 'mistaken' })));
  prove(
    code === (refunded ? 'cause.not_reversible' : 'done'),
    world,
    `undoing a ${line.state} ${line.kind} line${refunded ? ' that was refunded' : ''} gave ${code}`,
  );
  if (refunded) return;
  if (line.state === 'applied') takeBack(book, line.cause, null);
  line.state = 'waiting';
  line.cause = '';
  count(world, 'undone');
}

function unused(world: World): ModelCredit[] {
  return [...world.book.credits.values()].filter((credit) => unusedOf(world.book, credit.id) > 0n);
}

/** What a customer has left is used for something it, or its group, owes. */
export async function useCredits(world: World): Promise<void> {
  const { random, book } = world;
  const credits = unused(world);
  if (credits.length === 0) return;
  const credit = random.pick(credits);
  const root = partyOf(world, credit.customer).root;
  const inGroup = random.chance(0.25);
  const owed = [...book.items.values()].filter(
    (item) =>
      item.currency === credit.currency &&
      (inGroup ? partyOf(world, item.customer).root === root : item.customer === credit.customer) &&
      openOf(book, item.id) > 0n,
  );
  if (owed.length === 0) return;
  const item = random.pick(owed);
  const open = openOf(book, item.id);
  const left = unusedOf(book, credit.id);
  const most = open < left ? open : left;
  const minor = random.chance(0.6) ? most : (most * BigInt(random.int(20, 90))) / 100n;
  if (minor === 0n) return;
  const cause = world.company.newId();
  await world.company.run(async (ctx) =>
    applyPayments(ctx, await openBook(ctx), [
      {
        creditId: credit.id,
        receivableId: item.id,
        minor,
        discountMinor: 0n,
        toleranceMinor: 0n,
        valueOn: day(world.today),
        bookedOn: day(world.today),
        cause: { kind: 'application', id: cause },
      },
    ]),
  );
  settle(book, { item: item.id, credit: credit.id, minor, eventOn: world.today, cause });
  world.applications.push(cause);
  count(world, 'credits used');
}

/** One of those uses is taken back, unless it went with its payment already. */
export async function takeBackUse(world: World): Promise<void> {
  const { book, random } = world;
  if (world.applications.length === 0) return;
  const cause = random.pick(world.applications);
  const live = book.settlements.some((s) => s.live && s.cause === cause);
  const code = await refusalOf(world.company.run((ctx) => reverseCauses(ctx, { causeIds: [cause], eventOn: null, paymentState: 'reversed', label: 'undo' })));
  prove(code === (live ? 'done' : 'cause.already_reversed'), world, `taking back the use of a credit ${live ? '' : 'a second time '}gave ${code}`);
  if (live) takeBack(book, cause, null);
  count(world, 'uses taken back');
}

/** Money goes back to a customer who has too much with us; now and then the bank can't deliver it. */
export async function refund(world: World): Promise<void> {
  const { random, book } = world;
  const credits = unused(world);
  if (credits.length === 0) return;
  const credit = random.pick(credits);
  const left = unusedOf(book, credit.id);
  const minor = random.chance(0.7) ? left : (left + 1n) / 2n;
  const { id } = await world.company.run((ctx) =>
    refundCredit(ctx, { creditId: credit.id, minor, from: 'BCL', postedOn: day(world.today), reason: 'paid too much' }),
  );
  giveBack(book, { credit: credit.id, minor, on: world.today });
  world.refunds.push({ id, credit: credit.id, minor, on: postsOn(book, world.today, credit.postedOn), rejected: false });
  count(world, 'refunds');
}

export async function rejectRefunds(world: World): Promise<void> {
  const sent = world.refunds.filter((one) => !one.rejected && one.on < world.today);
  if (sent.length === 0 || !world.random.chance(0.3)) return;
  const one = world.random.pick(sent);
  const old = world.book.credits.get(one.credit) as ModelCredit;
  const { creditId } = await world.company.run((ctx) => rejectRefund(ctx, { refundId: one.id, eventOn: day(world.today), reason: 'account closed' }));
  one.rejected = true;
  receive(world.book, {
    id: creditId,
    side: old.side,
    customer: old.customer,
    currency: old.currency,
    postedOn: postsOn(world.book, world.today, one.on),
    original: one.minor,
    worthOn: old.worthOn,
    cause: `rejected ${one.id}`,
  });
  count(world, 'refunds rejected');
}
