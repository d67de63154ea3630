import { sql } from 'kysely';
import { verifyCompany } from '../../src/ar/insight/verify/verify-company.ts';
import { agingAsOf, type AgingTotal } from '../../src/ar/receivables/aging.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { agedOn, openOf, unusedOf, type ModelAging } from './model-book.ts';
import { share, shift } from './model-terms.ts';
import { count, prove, type World } from './world.ts';

export async function proveInvariants(world: World): Promise<void> {
  const broken = (await world.company.run(verifyCompany)).filter((result) => !result.ok);
  prove(broken.length === 0, world, broken.map((result) => `${result.name}: ${result.detail}`).join('; '));
  count(world, 'proofs');
}

/** Every open amount of an item and a credit, and so every customer's total, is the model's. */
export async function proveOpenAmounts(world: World): Promise<void> {
  const { book } = world;
  const rows = await world.company.run((ctx) =>
    ctx.tx.rows(sql<{ kind: string; id: string; open: bigint; customer_id: string }>`
      select 'item' as kind, id, open, customer_id from receivable where company_id = ${ctx.company.id} and kind <> 'technical'
      union all select sits_in, id, open, customer_id from credit where company_id = ${ctx.company.id} and kind not in ('discount', 'tolerance')`),
  );
  for (const { kind, id, open, customer_id } of rows) {
    const known = kind === 'item' ? book.items.get(id) : book.credits.get(id);
    prove(known !== undefined && known.customer === customer_id, world, `the program has a ${kind} of ${open} that nobody made`);
    const expected = kind === 'item' ? openOf(book, id) : unusedOf(book, id);
    prove(expected === open, world, `${kind} ${'number' in known ? known.number : id} has ${open} open, the model says ${expected}`);
  }
  prove(
    rows.length === book.items.size + book.credits.size,
    world,
    `the program has ${rows.length} items and credits, the model ${book.items.size + book.credits.size}`,
  );
}

type Naive = {
  currency: string;
  open: bigint;
  count: bigint;
  b0: bigint;
  b1: bigint;
  b2: bigint;
  b3: bigint;
  b4: bigint;
  una: bigint;
  notes: bigint;
  ar: bigint;
  ledger_una: bigint;
};

function agingText(total: { open: bigint; count: number; buckets: readonly bigint[]; una: bigint; notes: bigint }): string {
  return `open ${total.open} in ${total.count} (${total.buckets.join(' ')}), cash ${total.una}, notes ${total.notes}`;
}

/** One past day told four ways: by positions, from the rows, by the journal, and by the model. */
export async function proveDay(world: World, on: string): Promise<void> {
  const [positions, rows] = await world.company.run(async (ctx) => [await agingAsOf(ctx, day(on)), await ctx.tx.rows(naiveDay(ctx.company.id, on))] as const);
  const model = agedOn(world.book, on);
  for (const currency of new Set([...positions.map((total) => total.currency), ...rows.map((row) => row.currency), ...model.keys()])) {
    const naive = rows.find((row) => row.currency === currency);
    const byRows = naive
      ? agingText({
          open: naive.open,
          count: Number(naive.count),
          buckets: [naive.b0, naive.b1, naive.b2, naive.b3, naive.b4],
          una: naive.una,
          notes: naive.notes,
        })
      : agingText(NOTHING);
    const byPositions = agingText(positionsOf(positions.find((total) => total.currency === currency)));
    const byModel = agingText(modelOf(model.get(currency)));
    prove(byPositions === byRows, world, `${currency} at ${on}: positions say ${byPositions}, the rows ${byRows}`);
    prove(byPositions === byModel, world, `${currency} at ${on}: positions say ${byPositions}, the model ${byModel}`);
    if (naive)
      prove(
        naive.ar === naive.open - naive.notes && naive.ledger_una === naive.una,
        world,
        `${currency} at ${on}: the journal says AR ${naive.ar} and UNA ${naive.ledger_una}, the rows ${byRows}`,
      );
  }
  count(world, 'days told four ways');
}

const NOTHING = { open: 0n, count: 0, buckets: [0n, 0n, 0n, 0n, 0n], una: 0n, notes: 0n };

function positionsOf(total: AgingTotal | undefined) {
  return total
    ? { open: total.open, count: total.openCount, buckets: Object.values(total.buckets), una: total.unappliedCash, notes: total.creditsInAr }
    : NOTHING;
}

function modelOf(total: ModelAging | undefined) {
  return total ? { ...total, una: total.cash } : NOTHING;
}

function naiveDay(company: string, on: string) {
  return sql<Naive>`
    with item as (
      select r.currency, r.due_on, r.original - coalesce((select sum(a.receivable_minor) from allocation a
        where a.company_id = r.company_id and a.receivable_id = r.id and a.posted_on <= ${on}), 0) as open
      from receivable r where r.company_id = ${company} and r.kind <> 'technical' and r.posted_on <= ${on}),
    aged as (select currency, open, greatest(0, ${on}::date - due_on) as late from item where open <> 0),
    spare as (
      select c.currency, c.sits_in, c.original - coalesce((select sum(a.credit_minor) from allocation a
        where a.company_id = c.company_id and a.credit_id = c.id and a.posted_on <= ${on}), 0) as open
      from credit c where c.company_id = ${company} and c.posted_on <= ${on}),
    ledger as (
      select l.currency, l.account, sum(l.minor) as minor from journal_line l join journal_entry e on e.company_id = l.company_id and e.id = l.entry_id
      where l.company_id = ${company} and l.account in ('AR', 'UNA') and e.posted_on <= ${on} group by 1, 2)
    select k.currency,
      (select coalesce(sum(open), 0)::bigint from aged a where a.currency = k.currency) as open, (select count(*) from aged a where a.currency = k.currency) as count,
      (select coalesce(sum(open), 0)::bigint from aged a where a.currency = k.currency and late = 0) as b0,
      (select coalesce(sum(open), 0)::bigint from aged a where a.currency = k.currency and late between 1 and 30) as b1,
      (select coalesce(sum(open), 0)::bigint from aged a where a.currency = k.currency and late between 31 and 60) as b2,
      (select coalesce(sum(open), 0)::bigint from aged a where a.currency = k.currency and late between 61 and 90) as b3,
      (select coalesce(sum(open), 0)::bigint from aged a where a.currency = k.currency and late > 90) as b4,
      (select coalesce(sum(open), 0)::bigint from spare s where s.currency = k.currency and sits_in = 'UNA') as una,
      (select coalesce(sum(open), 0)::bigint from spare s where s.currency = k.currency and sits_in = 'AR') as notes,
      (select coalesce(sum(minor), 0)::bigint from ledger l where l.currency = k.currency and account = 'AR') as ar,
      (select coalesce(-sum(minor), 0)::bigint from ledger l where l.currency = k.currency and account = 'UNA') as ledger_una
    from (select distinct currency from receivable where company_id = ${company} union select distinct currency from credit where company_id = ${company}) k`;
}

/** Everything that a report of a day shows: aging, credits and every account of the journal, in both currencies. */
export async function pictureOf(world: World, on: string): Promise<string> {
  return world.company.run(async (ctx) => {
    const aging = await agingAsOf(ctx, day(on));
    const accounts = await ctx.tx.rows(sql<{ account: string; currency: string; minor: bigint; base: bigint }>`
      select l.account, l.currency, sum(l.minor)::bigint as minor, sum(l.base_minor)::bigint as base from journal_line l
      join journal_entry e on e.company_id = l.company_id and e.id = l.entry_id
      where l.company_id = ${ctx.company.id} and e.posted_on <= ${on} group by 1, 2 order by 1, 2`);
    return JSON.stringify({ aging, accounts }, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  });
}

/** What was closed stays as it was seen when it was closed: all of the closed days, or `many` of them. */
export async function proveClosedDays(world: World, many = Infinity): Promise<void> {
  for (const [on, seen] of world.random.shuffled([...world.closedPictures]).slice(0, many)) {
    const now = await pictureOf(world, on);
    prove(now === seen, world, `${on} was closed and reported as ${seen}, now as ${now}`);
    count(world, 'closed days unchanged');
  }
}

/** Numbers as printed, 1 to the last, each once; counted by the model. */
export async function proveSeries(world: World): Promise<void> {
  const rows = await world.company.run((ctx) =>
    ctx.tx.rows(
      sql<{ kind: string; number: string }>`select kind, number from document where company_id = ${ctx.company.id} and seq is not null order by kind, number`,
    ),
  );
  for (const [kind, expected] of [
    ['invoice', world.issued],
    ['credit_note', world.notes],
  ] as const) {
    const numbers = rows.filter((row) => row.kind === kind).map((row) => Number(row.number.replace(/\D/g, '')));
    prove(
      numbers.length === expected && numbers.every((number, index) => number === index + 1),
      world,
      `${kind} numbers are ${numbers.length} up to ${numbers.at(-1)}, expected 1 to ${expected}`,
    );
  }
}

/** Tax owed and deferred, and exchange differences, by the model's own arithmetic; each rounding may be off by one minor unit. */
export async function proveTaxAndExchange(world: World): Promise<void> {
  const { book } = world;
  const rows = await world.company.run((ctx) =>
    ctx.tx.rows(sql<{ account: string; minor: bigint; base: bigint }>`
      select account, sum(minor)::bigint as minor, sum(base_minor)::bigint as base from journal_line where company_id = ${ctx.company.id} and account in ('TAX', 'DTAX', 'FX') group by 1`),
  );
  const balance = (account: string) => rows.find((row) => row.account === account) ?? { minor: 0n, base: 0n };
  const size = (minor: bigint) => (minor < 0n ? -minor : minor);
  const items = [...book.items.values()];
  const discounts = book.settlements.filter((s) => s.live && s.forgiven === 'discount').map((s) => ({ s, item: book.items.get(s.item) }));
  const forgiven = discounts.reduce((sum, { s, item }) => sum + (item ? share(item.tax, s.minor, item.original) : 0n), 0n);
  const sold = items.reduce((sum, item) => sum + item.tax, 0n);
  const owed = sold - world.noteTax - forgiven;
  const seen = -balance('TAX').minor - balance('DTAX').minor;
  prove(size(seen - owed) <= BigInt(discounts.length), world, `tax owed and deferred is ${seen}, the model says ${owed}`);
  if (world.taxPoint === 'receipt') {
    const deferred = items.reduce((sum, item) => sum + share(item.tax, openOf(book, item.id), item.original), 0n);
    prove(
      size(-balance('DTAX').minor - deferred) <= BigInt(items.length + book.settlements.length),
      world,
      `deferred tax is ${-balance('DTAX').minor}, of what is open it should be ${deferred}`,
    );
  } else prove(balance('DTAX').minor === 0n, world, 'there is deferred tax without cash-basis tax');
  proveExchange(world, -balance('FX').base);
}

function rateOn(world: World, on: string): bigint {
  const rate = world.rates.filter((each) => each.on <= on).at(-1)?.rate ?? '0.0';
  return BigInt(rate.slice(2));
}

/** Gained or lost is what the money was worth on its day less what the debt was worth on its own. */
function proveExchange(world: World, seen: bigint): void {
  const { book } = world;
  let expected = 0n;
  let settlements = 0;
  for (const s of book.settlements) {
    const item = book.items.get(s.item);
    const credit = s.credit === null ? undefined : book.credits.get(s.credit);
    if (!s.live || !credit || item?.currency !== 'USD') continue;
    settlements++;
    expected += s.minor * (rateOn(world, credit.worthOn) - rateOn(world, item.issuedOn));
  }
  const off = seen * 10_000n - expected;
  prove((off < 0n ? -off : off) <= 10_000n * BigInt(2 * settlements + 1), world, `exchange differences are ${seen}, the model says ${expected / 10_000n}`);
}

/** Days worth a look: any of the year, month ends, and the days around today. */
export function someDays(world: World, many: number): string[] {
  const start = `${world.today.slice(0, 4)}-01-01`;
  const span = Math.round((Date.parse(world.today) - Date.parse(start)) / 86_400_000);
  return Array.from({ length: many }, (_, index) => (index === 0 ? world.today : shift(start, world.random.int(-20, span + 10))));
}
