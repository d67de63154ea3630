import { sql } from 'kysely';
import { readInvoiceRows } from '../../src/formats/csv/read-invoice-rows.ts';
import { importInvoiceHistory } from '../../src/ar/payments/import-invoice-history.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { bytesOf } from '../support/camt-text.ts';
import { owe, receive, settle } from './model-book.ts';
import { share, shift } from './model-terms.ts';
import { count, prove, type Party, type World } from './world.ts';

type OldInvoice = {
  readonly party: Party;
  readonly number: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly gross: bigint;
  readonly open: bigint;
  readonly settledOn: string | null;
};

function inventOld(world: World, index: number): OldInvoice {
  const { random } = world;
  const party = random.pick(world.parties);
  const issuedOn = shift(world.today, -random.int(5, 150));
  const note = random.chance(0.08);
  const gross = BigInt(random.int(5_000, 400_000)) * (note ? -1n : 1n);
  const fate = note ? 'open' : random.weighted({ paid: 50, open: 35, partly: 15 });
  const settledOn = fate === 'open' ? null : shift(issuedOn, random.int(0, Math.round((Date.parse(world.today) - Date.parse(issuedOn)) / 86_400_000) - 1));
  return {
    party,
    number: `OLD-${String(7_001 + index)}`,
    issuedOn,
    dueOn: shift(issuedOn, random.pick([0, 14, 30])),
    gross,
    settledOn,
    open: fate === 'open' ? gross : fate === 'paid' ? 0n : share(gross, BigInt(random.int(10, 90)), 100n),
  };
}

function decimal(minor: bigint): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The company moves in with what its old books say: open, partly paid and settled invoices, and notes. Tied to the old aging of the day before. */
export async function moveIn(world: World, invoices: number): Promise<void> {
  const old = Array.from({ length: invoices }, (_, index) => inventOld(world, index));
  const header = 'number,customerNumber,issuedOn,dueOn,amount,currency,settledOn,openAmount';
  const lines = old.map((one) =>
    [one.number, one.party.number, one.issuedOn, one.dueOn, decimal(one.gross), one.party.currency, one.settledOn ?? '', decimal(one.open)].join(','),
  );
  const euros = old.reduce((sum, one) => (one.party.currency === 'EUR' && one.gross > 0n ? sum + one.open : sum), 0n);
  const result = await world.company.run((ctx) =>
    importInvoiceHistory(ctx, readInvoiceRows(bytesOf([header, ...lines].join('\n'))), {
      fileName: 'old-books.csv',
      sha256: () => '',
      strict: true,
      opening: world.random.chance(0.5),
      cutOverOn: day(shift(world.today, -1)),
      expectedOpen: { minor: euros, currency: currency('EUR') },
    }),
  );
  prove(
    result.imported === old.length && result.customersCreated === 0 && result.problems.length === 0,
    world,
    `of ${old.length} old invoices ${result.imported} came in, ${result.problems[0]?.message ?? ''}`,
  );
  await bookOld(world, old);
  count(world, 'old invoices', old.length);
}

type Named = { number: string; item: string | null; document: string; note: string | null; payment: string | null };

async function bookOld(world: World, old: readonly OldInvoice[]): Promise<void> {
  const { book } = world;
  const names = await world.company.run((ctx) =>
    ctx.tx.rows(sql<Named>`
      select d.number, d.id as document, r.id as item, n.id as note, (select a.credit_id from allocation a where a.company_id = d.company_id and a.receivable_id = r.id limit 1) as payment
      from document d left join receivable r on r.company_id = d.company_id and r.document_id = d.id left join credit n on n.company_id = d.company_id and n.document_id = d.id
      where d.company_id = ${ctx.company.id} and d.number like 'OLD-%'`),
  );
  for (const one of old) {
    const named = names.find((row) => row.number === one.number) as Named;
    const common = { customer: one.party.id, currency: one.party.currency, postedOn: one.issuedOn, worthOn: one.issuedOn };
    if (one.gross < 0n) {
      receive(book, { ...common, id: named.note as string, side: 'note', original: -one.gross, cause: named.document });
      continue;
    }
    const { worthOn: _, ...item } = common;
    owe(book, {
      ...item,
      id: named.item as string,
      invoice: named.document,
      number: one.number,
      issuedOn: one.issuedOn,
      dueOn: one.dueOn,
      original: one.gross,
      tax: 0n,
      discount: null,
    });
    world.invoices.set(named.document, {
      id: named.document,
      number: one.number,
      reference: '',
      customer: one.party.id,
      currency: one.party.currency,
      issuedOn: one.issuedOn,
      gross: one.gross,
      tax: 0n,
      rate: null,
      credited: 0n,
    });
    const paid = one.gross - one.open;
    if (paid === 0n) continue;
    const on = one.settledOn as string;
    const cause = `paid before ${one.number}`;
    receive(book, { ...common, id: named.payment as string, side: 'cash', original: paid, postedOn: on, worthOn: on, cause });
    settle(book, { item: named.item as string, credit: named.payment as string, minor: paid, eventOn: on, cause });
  }
}
