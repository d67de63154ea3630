import { addDays } from '../../foundation/calendar/day.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { dueParts, earlyPaymentDiscount, terms as readTerms } from '../../ar/customers/terms.ts';
import type { DraftLine, InvoiceDraft } from '../../ar/invoices/invoice.ts';
import { issueInvoices, type IssuedInvoice } from '../../ar/invoices/issue-invoices.ts';
import { decidePayment } from './decide-payment.ts';
import { count, type Bill, type Party, type World } from './demo-world.ts';

function ordersToday(world: World): Party[] {
  const { today } = world.clock;
  const month = Number(today.slice(5, 7));
  return world.parties.filter((party) => {
    if (party.nextOrderOn > today || (party.failsOn !== null && party.failsOn <= today)) return false;
    party.nextOrderOn = addDays(today, Math.max(3, party.everyDays + world.random.int(-4, 4)));
    return party.months === null || party.months.includes(month);
  });
}

function linesFor(world: World, party: Party): DraftLine[] {
  const { random, spec } = world;
  const tax = spec.tax[0] ?? { category: 'O', rate: '0' };
  // A sale abroad carries no tax of the country.
  const taxed = party.currency === spec.currency ? { taxCategory: tax.category, taxRate: tax.rate } : ({ taxCategory: 'O', taxRate: '0' } as const);
  if (party.subscription !== null) {
    const [text] = spec.goods[0] ?? ['Goods'];
    return [{ text, quantity: '1', unitPrice: formatDecimal(party.subscription, party.currency), ...taxed }];
  }
  return Array.from({ length: random.int(1, 3) }, () => {
    const [text, low, high] = random.pick(spec.goods);
    const price = BigInt(random.int(low * 100, high * 100));
    return { text, quantity: String(random.int(1, 12)), unitPrice: formatDecimal(price, party.currency), ...taxed };
  });
}

/** Issues the invoices of what was ordered by today; their customers decide when they will pay. */
export async function sell(world: World): Promise<void> {
  const sales = ordersToday(world).map((party): { party: Party; draft: InvoiceDraft } => ({
    party,
    draft: { customerId: party.id, currency: party.currency, issuedOn: world.clock.today, lines: linesFor(world, party) },
  }));
  if (sales.length === 0) return;
  const issued = await world.run((ctx) =>
    issueInvoices(
      ctx,
      sales.map(({ draft }) => draft),
    ),
  );
  for (const [index, invoice] of issued.entries()) {
    const sale = sales[index];
    if (!sale) continue;
    const bill = billOf(sale.party, sale.draft, invoice);
    sale.party.bills.push(bill);
    decidePayment(world, bill);
  }
  count(world, 'invoices', issued.length);
}

function billOf(party: Party, draft: InvoiceDraft, invoice: IssuedInvoice): Bill {
  const agreed = readTerms(party.terms);
  const at = { issuedOn: draft.issuedOn, gross: invoice.gross };
  const [line] = draft.lines;
  return {
    id: invoice.id,
    number: invoice.number,
    party,
    issuedOn: draft.issuedOn,
    gross: invoice.gross,
    tax: { category: line?.taxCategory === 'S' ? 'S' : 'O', rate: line?.taxRate ?? '0' },
    parts: dueParts(agreed, at).map((part, index) => ({ ...part, receivableId: invoice.receivableIds[index] ?? '' })),
    discount: earlyPaymentDiscount(agreed, at),
    owed: invoice.gross,
    disputed: false,
    planned: false,
  };
}
