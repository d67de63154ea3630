import { daysBetween } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import { findContacts } from '../customers/find-contacts.ts';
import { getCustomer } from '../customers/get-customer.ts';
import type { TemplateData } from '../messages/template.ts';
import { listOpenCredits, listOpenReceivables, type ListedReceivable } from './list-open-items.ts';

/** A preview shows how a text reads; nobody reads more rows than these in it. */
const MOST_ITEMS = 100;

function itemOf(ctx: Ctx, item: ListedReceivable) {
  return {
    number: item.number,
    issued_on: item.issued_on,
    due_on: item.due_on,
    days_past_due: daysBetween(item.due_on, ctx.today),
    amount: formatDecimal(item.original, item.currency),
    open: formatDecimal(item.open, item.currency),
    currency: item.currency,
    reference: item.reference,
  };
}

function sumsOf(items: readonly { readonly currency: Currency; readonly open: bigint }[]): { currency: string; open: string }[] {
  const sums = new Map<Currency, bigint>();
  for (const { currency, open } of items) sums.set(currency, (sums.get(currency) ?? 0n) + open);
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, open]) => ({ currency, open: formatDecimal(open, currency) }));
}

/** What texts may say about a real customer: names, and what is open today. Reads only; the first hundred items. Refuses `customer.not_found`. */
export async function customerTextData(ctx: Ctx, customerId: string, code: string): Promise<TemplateData> {
  const { customer } = await getCustomer(ctx, customerId);
  const contact = (await findContacts(ctx, [customerId])).get(customerId)?.[0];
  const open = await listOpenReceivables(ctx, { customerId, after: null, limit: MOST_ITEMS });
  const credits = await listOpenCredits(ctx, { customerId, after: null, limit: MOST_ITEMS });
  const late = open.filter(({ due_on }) => due_on < ctx.today);
  const upcoming = open.filter(({ due_on }) => due_on >= ctx.today);
  const whole = code === 'statement';
  const newest = open.toSorted((a, b) => (a.issued_on < b.issued_on ? 1 : -1))[0];
  return {
    customer: { name: customer.name, number: customer.number },
    contact: { name: contact?.name ?? '' },
    today: ctx.today,
    as_of: ctx.today,
    items: (whole ? open : late).map((item) => itemOf(ctx, item)),
    upcoming: upcoming.map((item) => itemOf(ctx, item)),
    totals: sumsOf(whole || late.length === 0 ? open : late),
    credits: sumsOf(credits),
    ...(code === 'invoice' && newest !== undefined ? { invoice: itemOf(ctx, newest) } : {}),
  };
}
