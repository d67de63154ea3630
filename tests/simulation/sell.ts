import { sql } from 'kysely';
import { issueCreditNote } from '../../src/ar/invoices/issue-credit-note.ts';
import type { DraftLine, InvoiceDraft } from '../../src/ar/invoices/invoice.ts';
import { issueInvoices, type IssuedInvoice } from '../../src/ar/invoices/issue-invoices.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { Refusal } from '../../src/foundation/errors/refusal.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { itemsOfInvoice, openOf, owe, postsOn, receive, settle } from './model-book.ts';
import { fallsDue, later, share, shift } from './model-terms.ts';
import { count, prove, type ModelInvoice, type Party, type World } from './world.ts';

type Sale = { readonly party: Party; readonly draft: InvoiceDraft; readonly net: bigint; readonly tax: bigint; readonly rate: number | null };

function cents(minor: bigint): string {
  return `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
}

function taxed(rate: number): Pick<DraftLine, 'taxCategory' | 'taxRate'> {
  return rate === 0 ? { taxCategory: 'O', taxRate: '0' } : { taxCategory: 'S', taxRate: String(rate) };
}

function inventSale(world: World, party: Party): Sale {
  const { random } = world;
  const two = world.taxed && party.subscriptionNet === null && random.chance(0.15);
  const rates = !world.taxed ? [0] : two ? [19, 7] : [random.pick([20, 19, 7])];
  const nets = new Map<number, bigint>();
  const lines: DraftLine[] = [];
  for (const rate of rates) {
    for (let line = 0; line < (party.subscriptionNet === null ? random.int(1, 2) : 1); line++) {
      const quantity = party.subscriptionNet === null ? random.int(1, 12) : 1;
      const price = party.subscriptionNet ?? BigInt(random.int(300, 60_000));
      const off = party.subscriptionNet === null && random.chance(0.1) ? price / 10n : 0n;
      nets.set(rate, (nets.get(rate) ?? 0n) + BigInt(quantity) * price - off);
      lines.push({
        text: 'Goods as ordered',
        quantity: String(quantity),
        unitPrice: cents(price),
        ...(off > 0n ? { discountMinor: off } : {}),
        ...taxed(rate),
      });
    }
  }
  const backdated = random.chance(0.15) ? shift(world.today, -random.int(1, 6)) : world.today;
  const issuedOn = later(backdated, shift(world.book.closedThrough ?? '1999-12-31', 1));
  return {
    party,
    draft: { customerId: party.id, currency: currency(party.currency), issuedOn: day(issuedOn), lines },
    net: [...nets.values()].reduce((a, b) => a + b, 0n),
    tax: [...nets].reduce((sum, [rate, net]) => sum + share(net, BigInt(rate), 100n), 0n),
    rate: rates.length === 1 ? (rates[0] as number) : null,
  };
}

/** A batch of invoices, sometimes by several issuers at once: each begins while the one before still holds the counter, and waits for it. */
export async function sell(world: World, invoices: number): Promise<void> {
  const sales = Array.from({ length: invoices }, () => inventSale(world, world.random.pick(world.parties)));
  const issuers = invoices >= 3 && world.random.chance(0.35) ? 3 : 1;
  const batches = Array.from({ length: issuers }, (_, issuer) => sales.filter((__, index) => index % issuers === issuer));
  const issued = await issueSideBySide(world, batches);
  if (issuers > 1) count(world, 'side by side');
  await takeOver(world, batches.flat(), issued);
}

async function issueSideBySide(world: World, batches: readonly (readonly Sale[])[]): Promise<IssuedInvoice[]> {
  const [first, ...rest] = batches;
  if (!first) return [];
  let others: Promise<IssuedInvoice[]> | undefined;
  const mine = await world.company.run(async (ctx) => {
    const issued = await issueInvoices(
      ctx,
      first.map((sale) => sale.draft),
    );
    if (rest.length > 0) {
      others = issueSideBySide(world, rest);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return issued;
  });
  return others ? [...mine, ...(await others)] : mine;
}

type OwedRow = {
  id: string;
  document_id: string;
  due_on: string;
  posted_on: string;
  original: bigint;
  reference: string;
  until_on: string | null;
  discount: bigint | null;
};

/** Writes the sales into the model and holds every number, part and discount that the program made of them against it. */
async function takeOver(world: World, sales: readonly Sale[], issued: readonly IssuedInvoice[]): Promise<void> {
  const rows = await world.company.run((ctx) =>
    ctx.tx.rows(sql<OwedRow>`
      select r.id, r.document_id, r.due_on, r.posted_on, r.original, r.reference, d.until_on, d.minor as discount from receivable r
      left join receivable_discount d on d.company_id = r.company_id and d.receivable_id = r.id
      where r.company_id = ${ctx.company.id} and r.document_id = any (${issued.map((one) => one.id)}::uuid[]) order by r.instalment`),
  );
  for (const [index, sale] of sales.entries()) {
    const made = issued[index] as IssuedInvoice;
    const gross = sale.net + sale.tax;
    const number = `INV-${String(++world.issued).padStart(6, '0')}`;
    prove(made.gross === gross && made.number === number, world, `${made.number} over ${made.gross} should be ${number} over ${gross}`);
    const own = rows.filter((row) => row.document_id === made.id);
    bookSale(world, { sale, made, own });
    count(world, 'invoices');
  }
}

function bookSale(world: World, { sale, made, own }: { sale: Sale; made: IssuedInvoice; own: readonly OwedRow[] }): void {
  const { terms } = sale.party;
  const { issuedOn } = sale.draft;
  const gross = sale.net + sale.tax;
  const due = fallsDue(terms, { issuedOn, gross });
  const discount =
    terms.discount === null ? null : { untilOn: shift(issuedOn, terms.discount.days), minor: share(gross, BigInt(terms.discount.basisPoints), 10_000n) };
  const seen = own.map((row) => [row.due_on, row.original, row.until_on, row.discount].join(' '));
  const expected = due.map((part) => [part.dueOn, part.minor, discount?.untilOn, discount?.minor].join(' '));
  prove(seen.join() === expected.join(), world, `${made.number} on ${terms.code} of ${issuedOn} falls due ${seen.join()}, expected ${expected.join()}`);
  let taxLeft = sale.tax;
  for (const [index, part] of due.entries()) {
    const tax = index === due.length - 1 ? taxLeft : share(sale.tax, part.minor, gross);
    taxLeft -= tax;
    owe(world.book, {
      id: own[index]?.id as string,
      invoice: made.id,
      number: made.number,
      customer: sale.party.id,
      currency: sale.party.currency,
      issuedOn,
      dueOn: part.dueOn,
      postedOn: postsOn(world.book, issuedOn),
      original: part.minor,
      tax,
      discount,
    });
  }
  world.invoices.set(made.id, {
    id: made.id,
    number: made.number,
    reference: own[0]?.reference ?? '',
    customer: sale.party.id,
    currency: sale.party.currency,
    issuedOn,
    gross,
    tax: sale.tax,
    rate: sale.rate,
    credited: 0n,
  });
}

/** Part or all of an invoice is credited; one that asks for too much is refused and changes nothing. */
export async function credit(world: World): Promise<void> {
  const { random } = world;
  const able = [...world.invoices.values()].filter((invoice) => invoice.rate !== null && invoice.credited < invoice.gross && invoice.issuedOn <= world.today);
  if (able.length === 0) return;
  const invoice = random.pick(able);
  const rate = invoice.rate as number;
  const whole = invoice.credited === 0n && random.chance(0.3);
  const most = share(invoice.gross - invoice.credited, 100n, BigInt(100 + rate)) - 1n;
  const net = whole ? invoice.gross - invoice.tax : (most * BigInt(random.int(5, 60))) / 100n;
  if (net <= 0n) return;
  const request = (lines: readonly DraftLine[] | undefined) => ({
    invoiceId: invoice.id,
    issuedOn: day(world.today),
    reason: 'goods sent back',
    ...(lines ? { lines } : {}),
  });
  const line = (minor: bigint): DraftLine[] => [{ text: 'Goods sent back', quantity: '1', unitPrice: cents(minor), ...taxed(rate) }];
  if (random.chance(0.1)) {
    const refused = await refusalOf(world.company.run((ctx) => issueCreditNote(ctx, request(line(invoice.gross + 100n)))));
    prove(refused === 'credit_note.exceeds_invoice', world, `a credit note of more than ${invoice.number} gave ${refused}`);
  }
  const note = await world.company.run((ctx) => issueCreditNote(ctx, request(whole ? undefined : line(net))));
  const tax = whole ? invoice.tax : share(net, BigInt(rate), 100n);
  const number = note.number.replace(/\D/g, '');
  prove(
    note.gross === net + tax && BigInt(number) === BigInt(++world.notes),
    world,
    `note ${note.number} over ${note.gross} should be number ${world.notes} over ${net + tax}`,
  );
  bookNote(world, { invoice, note, tax });
  count(world, 'credit notes');
}

function bookNote(world: World, { invoice, note, tax }: { invoice: ModelInvoice; note: { id: string; creditId: string; gross: bigint }; tax: bigint }): void {
  const { book } = world;
  const items = itemsOfInvoice(book, invoice.id);
  const invoicePostedOn = later(...items.map((item) => item.postedOn));
  invoice.credited += note.gross;
  world.noteTax += tax;
  receive(book, {
    id: note.creditId,
    side: 'note',
    customer: invoice.customer,
    currency: invoice.currency,
    postedOn: postsOn(book, world.today, invoicePostedOn),
    original: note.gross,
    worthOn: invoice.issuedOn,
    cause: note.id,
  });
  let left = note.gross;
  for (const item of items.toSorted((a, b) => (a.dueOn < b.dueOn ? 1 : -1))) {
    const open = openOf(book, item.id);
    const minor = open < left ? open : left;
    left -= minor;
    if (minor > 0n) settle(book, { item: item.id, credit: note.creditId, minor, eventOn: world.today, cause: note.id });
  }
  if (left > 0n) count(world, 'notes beyond what was open');
}

/** The code of the refusal; 'done' when there was none. Other errors pass. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
