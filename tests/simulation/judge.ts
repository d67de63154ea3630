import { sql } from 'kysely';
import { itemsOfInvoice, openOf, owedOn, postsOn, receive, settle, type ModelItem, type Settlement } from './model-book.ts';
import { count, partyOf, prove, type KnownLine, type World } from './world.ts';

type Paid = { line: string; customer: string; minor: bigint; credit: string; posted_on: string };
type Settled = { credit: string; credit_kind: string; item: string; minor: bigint; posted_on: string };

/** What the program did with a line: payments with their credits, and what these settled. */
export type Decision = { readonly line: KnownLine; readonly cause: string; readonly payments: readonly Paid[]; readonly settled: readonly Settled[] };

/** Reads what became of the lines: those that are applied now, in the order in which they were decided. */
export async function readDecisions(world: World, lines: readonly KnownLine[]): Promise<Decision[]> {
  return world.company.run(async (ctx) => {
    const company = ctx.company.id;
    const ids = lines.map((line) => line.id);
    const causes = await ctx.tx.rows(sql<{ line: string; cause: string }>`
      select l.id as line, p.id as cause from bank_line l join proposal p on p.company_id = l.company_id and p.bank_line_id = l.id and p.state = 'applied'
      where l.company_id = ${company} and l.state = 'applied' and l.id = any (${ids}::uuid[]) order by l.id`);
    const of = causes.map((row) => row.cause);
    const payments = await ctx.tx.rows(sql<Paid & { cause: string }>`
      select p.cause_id as cause, p.bank_line_id as line, p.customer_id as customer, p.minor, c.id as credit, c.posted_on from payment p
      join credit c on c.company_id = p.company_id and c.payment_id = p.id where p.company_id = ${company} and p.cause_id = any (${of}::uuid[]) order by p.id`);
    const settled = await ctx.tx.rows(sql<Settled & { cause: string }>`
      select a.cause_id as cause, a.credit_id as credit, c.kind as credit_kind, a.receivable_id as item, a.receivable_minor as minor, a.posted_on from allocation a
      join credit c on c.company_id = a.company_id and c.id = a.credit_id where a.company_id = ${company} and a.cause_id = any (${of}::uuid[]) order by a.id`);
    return causes.map(({ line, cause }) => ({
      line: world.lines.get(line) as KnownLine,
      cause,
      payments: payments.filter((row) => row.cause === cause),
      settled: settled.filter((row) => row.cause === cause),
    }));
  });
}

const itemOf = (world: World, id: string): ModelItem => world.book.items.get(id) as ModelItem;

/** Whether the machine may have done this, knowing what the sender meant; then the model believes it. */
export function judge(world: World, decision: Decision, owedBefore: ReadonlyMap<string, bigint>): void {
  const { line, settled } = decision;
  const what = `${line.kind} line of ${line.minor} ${line.currency} booked ${line.bookedOn} "${line.text}${line.rf}"`;
  prove(line.payer !== null && line.minor > 0n, world, `the machine applied ${what}, which is nobody's payment`);
  const { root } = line.payer;
  for (const { customer } of decision.payments)
    prove(partyOf(world, customer).root === root, world, `the machine gave ${what} of ${line.payer.name} to ${partyOf(world, customer).name}`);
  for (const { item } of settled) {
    const owner = partyOf(world, itemOf(world, item).customer);
    prove(owner.root === root, world, `the machine used ${what} of ${line.payer.name} for ${itemOf(world, item).number} of ${owner.name}`);
  }
  if (line.kind === 'twice') {
    const owed = line.meant.reduce((sum, part) => sum + (owedBefore.get(part.invoice) ?? 0n), 0n);
    prove(owed > 0n, world, `the machine applied ${what}, a second payment of what was settled`);
  }
  if (line.kind === 'unnamed') judgeUnnamed(world, decision, what);
  const asMeant =
    line.kind !== 'unnamed' && line.kind !== 'misnamed' && line.meant.every((part) => owedOn(world.book, part.invoice) >= part.cash + part.discount);
  takeOver(world, decision);
  if (asMeant) judgeNamed(world, decision, what);
}

/** Nothing but the amount said what it was for: another item that would do as well must have kept the machine away. */
function judgeUnnamed(world: World, { line, settled }: Decision, what: string): void {
  const [only] = settled;
  if (!only || settled.length > 1) return;
  const chosen = itemOf(world, only.item);
  const alike = [...world.book.items.values()].filter(
    (item) =>
      item.customer === chosen.customer && item.currency === line.currency && item.issuedOn <= world.today && openOf(world.book, item.id) === line.minor,
  );
  prove(alike.length <= 1, world, `the machine chose ${chosen.number} for ${what} among ${alike.length} that fit alike`);
}

/** Named and fitting: the money went to what was named, whole; a discount was given exactly where it was earned. */
function judgeNamed(world: World, { line, settled }: Decision, what: string): void {
  const meant = new Set(line.meant.map((part) => part.invoice));
  for (const { item } of settled)
    prove(meant.has(itemOf(world, item).invoice), world, `the machine used ${what} for ${itemOf(world, item).number}, which it does not name`);
  const cash = settled.reduce((sum, each) => (each.credit_kind === 'payment' ? sum + each.minor : sum), 0n);
  const discount = settled.reduce((sum, each) => (each.credit_kind === 'discount' ? sum + each.minor : sum), 0n);
  const wanted = line.meant.reduce((sum, part) => sum + part.cash, 0n);
  const earned = line.meant.reduce((sum, part) => sum + part.discount, 0n);
  // Less than owed may happen to be what an earned discount leaves.
  prove(
    cash === wanted && (discount === earned || line.kind === 'short'),
    world,
    `${what} was applied with ${cash} cash and ${discount} discount, meant ${wanted} and ${earned}`,
  );
  if (earned > 0n) count(world, 'discounts taken');
}

/** The decision becomes a fact of the model, which works out amounts and posting days for itself. */
export function takeOver(world: World, { line, cause, payments, settled }: Decision): void {
  const { book } = world;
  const total = payments.reduce((sum, payment) => sum + payment.minor, 0n);
  prove(total === line.minor, world, `payments of ${total} were made of a line of ${line.minor}`);
  const same = (what: string, expected: string, seen: string) =>
    prove(expected === seen, world, `${what} of the line booked ${line.bookedOn} was posted ${seen}, expected ${expected}`);
  for (const { credit, customer, minor, posted_on } of payments) {
    const postedOn = postsOn(book, line.bookedOn);
    same('the money', postedOn, posted_on);
    receive(book, { id: credit, side: 'cash', customer, currency: line.currency, postedOn, original: minor, worthOn: line.bookedOn, cause });
  }
  const parts = settled.toSorted((a, b) => Number(a.credit_kind !== 'payment') - Number(b.credit_kind !== 'payment'));
  for (const { credit, credit_kind, item, minor, posted_on } of parts) {
    const forgiven = credit_kind === 'discount' || credit_kind === 'tolerance' ? credit_kind : undefined;
    prove(forgiven !== undefined || credit_kind === 'payment', world, `a bank line settled something by a ${credit_kind}`);
    const made: Settlement = settle(book, { item, credit: forgiven ? null : credit, minor, ...(forgiven ? { forgiven } : {}), eventOn: line.bookedOn, cause });
    same(`the settlement of ${itemOf(world, item).number}`, made.postedOn, posted_on);
    if (forgiven === 'discount') requireEarned(world, line, item);
  }
  line.state = 'applied';
  line.cause = cause;
}

function requireEarned(world: World, line: KnownLine, id: string): void {
  const item = itemOf(world, id);
  const taken = world.book.settlements.reduce((sum, s) => (s.live && s.item === id && s.forgiven === 'discount' ? sum + s.minor : sum), 0n);
  prove(
    item.discount !== null && line.valueOn <= item.discount.untilOn,
    world,
    `a discount on ${item.number} was given for money of ${line.valueOn}, it ended ${item.discount?.untilOn ?? 'never'}`,
  );
  prove(taken <= item.discount.minor, world, `discounts of ${taken} were given on ${item.number}, ${item.discount.minor} was agreed`);
}

/** How a person who knows what was meant splits a line over what is still owed. */
export function partsAsMeant(world: World, line: KnownLine): { receivableId: string; minor: bigint; discountMinor: bigint; toleranceMinor: bigint }[] {
  let left = line.minor;
  return line.meant.flatMap(({ invoice, discount }) =>
    itemsOfInvoice(world.book, invoice).flatMap((item) => {
      const open = openOf(world.book, item.id);
      const discountMinor = discount > 0n && open === item.original && line.valueOn <= (item.discount?.untilOn ?? '') ? discount : 0n;
      const minor = open - discountMinor < left ? open - discountMinor : left;
      left -= minor;
      return minor > 0n ? [{ receivableId: item.id, minor, discountMinor, toleranceMinor: 0n }] : [];
    }),
  );
}
