import { sql } from 'kysely';
import { applyCash } from '../../src/app/apply-cash.ts';
import { correctLine, setLineAside, undoApplication } from '../../src/ar/cash-application/decide-line.ts';
import type { ExplanationPart } from '../../src/ar/cash-application/explain/explanation.ts';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { issueInvoices } from '../../src/ar/invoices/issue-invoices.ts';
import { applyPayment } from '../../src/ar/payments/apply-payment.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { bytesOf, camtText } from '../support/camt-text.ts';
import { buyerOf, livePromise, openOf, type Money, type MoneyKind, type Owed } from './dunning-model.ts';
import { believeCash, count, ibanOf, prove, type DunningYear } from './dunning-world.ts';

const TERMS = ['NET7', 'NET14', 'NET30', '50%@10+50%@30'] as const;

function cents(minor: bigint): string {
  return `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
}

export async function sells(year: DunningYear): Promise<void> {
  const { random, model } = year;
  const buyer = random.pick(model.buyers);
  const minor = BigInt(random.int(400, 400_000));
  const draft = {
    customerId: buyer.id,
    currency: currency('EUR'),
    issuedOn: day(year.today),
    terms: random.pick(TERMS),
    lines: [{ text: 'Goods', quantity: '1', unitPrice: cents(minor), taxCategory: 'Z' as const, taxRate: '0' }],
  };
  const rows = await year.company.run(async (ctx) => {
    const [issued] = await issueInvoices(ctx, [draft]);
    return ctx.tx.rows(sql<{ id: string; number: string; reference: string; due_on: string; original: bigint }>`
      select id, number, reference, due_on, original from receivable where company_id = ${ctx.company.id} and id = any (${[...(issued?.receivableIds ?? [])]}::uuid[]) order by due_on`);
  });
  prove(rows.reduce((sum, row) => sum + row.original, 0n) === minor, year, 'an invoice is owed in another amount');
  for (const row of rows)
    model.owed.set(row.id, { id: row.id, number: row.number, reference: row.reference, customer: buyer.id, dueOn: row.due_on, original: row.original });
  count(year, 'invoices');
}

const KINDS: Readonly<Record<MoneyKind, number>> = {
  named: 36,
  reference: 8,
  several: 10,
  part: 9,
  over: 3,
  payer_only: 9,
  name_only: 4,
  stranger_exact: 6,
  stranger_less_fee: 3,
  head_of_group: 5,
  on_account: 1,
  noise: 4,
};

type Sent = Omit<Money, 'id' | 'state'> & { readonly text: string; readonly rf: string; readonly name: string; readonly iban: string };

/** What is paid: the promised on its day, and of the rest mostly what is due. */
function inventMoney(year: DunningYear): Sent | null {
  const { random, model } = year;
  const claimed = new Set([...model.money.values()].flatMap((money) => (money.state === 'waiting' ? money.meant : [])));
  const owing = [...model.owed.values()].filter(
    ({ id, dueOn }) => openOf(model, id) > 0n && !claimed.has(id) && (dueOn <= year.today || random.chance(0.2)) && !waitsForItsDay(year, id),
  );
  if (owing.length === 0) return null;
  const item = random.pick(owing);
  return sentFor(year, random.weighted(KINDS), item, owing);
}

function waitsForItsDay(year: DunningYear, item: string): boolean {
  const promise = livePromise(year.model, item, year.today);
  return promise !== undefined && (!promise.keeps || promise.on > year.today);
}

function sentFor(year: DunningYear, kind: MoneyKind, item: Owed, owing: readonly Owed[]): Sent {
  const { random, model } = year;
  const buyer = buyerOf(model, item.customer);
  const open = openOf(model, item.id);
  const own = { kind, minor: open, payer: buyer.id, meant: [item.id], text: '', rf: '', name: buyer.name, iban: buyer.iban };
  const called = random.chance(0.3) ? item.number.replace('-', ' ') : item.number;
  const stranger = { name: `Private ${random.int(1, 9_999)}`, iban: ibanOf(random.int(100_000_000, 999_999_999)) };
  switch (kind) {
    case 'named':
      return { ...own, text: `Invoice ${called}` };
    case 'reference':
      return item.reference === '' ? { ...own, text: called } : { ...own, rf: item.reference };
    case 'several': {
      const list = [item, ...random.shuffled(owing.filter((other) => other.customer === item.customer && other.id !== item.id)).slice(0, 2)];
      return {
        ...own,
        minor: list.reduce((sum, { id }) => sum + openOf(model, id), 0n),
        meant: list.map(({ id }) => id),
        text: [...new Set(list.map(({ number }) => number))].join(' + '),
      };
    }
    case 'part':
      return { ...own, minor: atLeastOne((open * BigInt(random.int(20, 90))) / 100n), text: `part of ${called}` };
    case 'over':
      return { ...own, minor: open + atLeastOne((open * BigInt(random.int(5, 120))) / 100n), text: called };
    case 'payer_only':
      return own;
    case 'name_only':
      return { ...own, iban: stranger.iban, minor: atLeastOne((open * BigInt(random.int(30, 100))) / 100n) };
    case 'stranger_exact':
      return { ...own, ...stranger };
    case 'stranger_less_fee':
      return { ...own, ...stranger, minor: atLeastOne(open - (open * BigInt(random.int(1, 4))) / 100n) };
    case 'head_of_group': {
      const head = buyer.parent === null ? buyer : buyerOf(model, buyer.parent);
      return { ...own, payer: head.id, name: head.name, iban: head.iban, text: random.chance(0.5) ? called : '' };
    }
    case 'on_account':
      return { ...own, minor: BigInt(random.int(1_000, 90_000)), text: 'payment on account' };
    case 'noise':
      return { ...own, ...stranger, payer: null, meant: [], minor: BigInt(random.int(100, 99_999)), text: 'refund of rent' };
    default:
      throw new Error(`a kind that nobody knows: ${String(kind satisfies never)}`);
  }
}

function atLeastOne(minor: bigint): bigint {
  return minor > 0n ? minor : 1n;
}

/** The bank's file of the day, applied by nobody yet. */
export async function bankSends(year: DunningYear, lines: number): Promise<void> {
  const { random, model } = year;
  const sent: (Sent & { readonly index: number })[] = [];
  for (let index = 0; index < lines; index++) {
    const one = inventMoney(year);
    const known = new Set(sent.flatMap(({ meant }) => meant));
    if (one !== null && !one.meant.some((id) => known.has(id))) sent.push({ ...one, index });
  }
  const reference = `D${++year.files}`;
  const text = camtText({
    reference,
    on: year.today,
    opening: BigInt(random.int(0, 1_000_000)),
    lines: sent.map(({ minor, text: said, name, iban, rf }) => ({ minor, bookedOn: year.today, text: said, name, iban, ...(rf === '' ? {} : { rf }) })),
  });
  const result = await year.company.run((ctx) => importStatement(ctx, { fileName: `${reference}.xml`, source: bytesOf(text) }));
  prove(result.lines === sent.length, year, `${reference} of ${sent.length} lines gave ${result.lines}: ${result.problems[0]?.message ?? ''}`);
  const ids = await year.company.run((ctx) =>
    ctx.tx.rows(sql<{ id: string }>`
      select l.id from bank_line l join bank_statement s on s.company_id = l.company_id and s.id = l.statement_id
      where l.company_id = ${ctx.company.id} and s.reference = ${reference} order by l.ordinal`),
  );
  for (const [index, { kind, minor, payer, meant }] of sent.entries()) {
    const id = ids[index]?.id ?? '';
    model.money.set(id, { id, kind, minor, payer, meant, state: 'waiting' });
    count(year, `money ${kind}`);
  }
}

export async function machineApplies(year: DunningYear): Promise<void> {
  await applyCash(year.company.run, { mode: 'auto', fold: year.random.chance(0.1) });
  await believeCash(year);
}

/** People explain what the machine left: as it was meant, as far as it is still owed. */
export async function peopleExplain(year: DunningYear): Promise<void> {
  const { model, random } = year;
  for (const money of [...model.money.values()].filter(({ state }) => state === 'waiting')) {
    if (!random.chance(0.5)) continue;
    if (money.payer === null) {
      await putAside(year, money);
      continue;
    }
    let left = money.minor;
    const parts: ExplanationPart[] = [];
    for (const receivableId of money.meant) {
      const open = openOf(model, receivableId);
      const minor = open < left ? open : left;
      left -= minor;
      if (minor > 0n) parts.push({ receivableId, minor, discountMinor: 0n, toleranceMinor: 0n });
    }
    await year.company.run((ctx) => correctLine(ctx, { lineId: money.id, customerId: money.payer ?? '', parts }));
    await believeCash(year);
    count(year, 'explained by people');
  }
}

async function putAside(year: DunningYear, money: Money): Promise<void> {
  await year.company.run((ctx) => setLineAside(ctx, { lineId: money.id, reason: 'not ours' }));
  money.state = 'aside';
  count(year, 'set aside');
}

/** Second thoughts about money: what it settled is open again, and the line waits, or turns out to be nobody's. */
export async function peopleUndo(year: DunningYear): Promise<void> {
  const applied = [...year.model.money.values()].filter(({ state }) => state === 'applied');
  if (applied.length === 0) return;
  const money = year.random.pick(applied.slice(-25));
  await year.company.run((ctx) => undoApplication(ctx, { lineId: money.id, reason: 'mistaken' }));
  money.state = 'waiting';
  await believeCash(year);
  count(year, 'undone');
  if (year.random.chance(0.6)) await putAside(year, money);
}

/** What a customer has left with us is used for the oldest that they owe. */
export async function peopleUseCredits(year: DunningYear): Promise<void> {
  const { model } = year;
  const found = await year.company.run((ctx) =>
    ctx.tx.rows(sql<{ payment: string; customer: string; open: bigint }>`
      select p.id as payment, p.customer_id as customer, c.open from credit c join payment p on p.company_id = c.company_id and p.id = c.payment_id
      where c.company_id = ${ctx.company.id} and c.open > 0 order by c.posted_on, p.minor, p.id`),
  );
  for (const { payment, customer, open } of found) {
    const [item] = [...model.owed.values()]
      .filter((owed) => owed.customer === customer && openOf(model, owed.id) > 0n)
      .toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
    if (!item) continue;
    const owed = openOf(model, item.id);
    await year.company.run((ctx) =>
      applyPayment(ctx, payment, [{ receivableId: item.id, minor: owed < open ? owed : open, discountMinor: 0n, toleranceMinor: 0n }]),
    );
    await believeCash(year);
    count(year, 'credits used');
  }
}
