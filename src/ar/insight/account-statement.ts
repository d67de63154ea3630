import { sql } from 'kysely';
import { daysBetween, type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

/** One movement of a customer's account; `minor` positive where the customer owes more, `balance` after it. */
export type StatementEntry = {
  readonly postedOn: Day;
  /** Day of the document or of the money. */
  readonly on: Day;
  /** `invoice`, `opening`, `credit_note`, `payment`, `discount`, `reversal`, `refund`, … */
  readonly kind: string;
  readonly number: string;
  readonly reference: string;
  readonly dueOn: Day | null;
  readonly minor: bigint;
  readonly balance: bigint;
};

export type OpenItem = {
  readonly number: string;
  readonly instalment: number;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly original: bigint;
  readonly open: bigint;
  /** Negative before the due day. */
  readonly daysPastDue: number;
};

export type OpenCredit = { readonly kind: string; readonly number: string; readonly valueOn: Day; readonly original: bigint; readonly open: bigint };

export type CurrencyStatement = {
  readonly currency: Currency;
  readonly opening: bigint;
  readonly entries: readonly StatementEntry[];
  readonly closing: bigint;
  readonly openItems: readonly OpenItem[];
  readonly openCredits: readonly OpenCredit[];
};

export type AccountStatement = {
  readonly customer: { readonly id: string; readonly number: string; readonly name: string };
  /** null: from the beginning. */
  readonly from: Day | null;
  readonly asOf: Day;
  readonly currencies: readonly CurrencyStatement[];
};

type Movement = { currency: Currency; posted_on: Day; on_day: Day; kind: string; number: string; reference: string; due_on: Day | null; minor: bigint };

/** Documents and money of a customer. Allocations move nothing between the two; what leaves a credit without a receivable (a refund, a reversal) does. */
async function movementsOf(ctx: Ctx, customerId: string, asOf: Day): Promise<Movement[]> {
  const company = ctx.company.id;
  return ctx.tx.rows(sql<Movement>`
    select currency, posted_on, on_day, kind, number, reference, due_on, minor from (
      select r.currency, r.posted_on, min(r.issued_on) as on_day, r.kind, r.number, max(r.reference) as reference, max(r.due_on) as due_on, sum(r.original)::bigint as minor, 0 as place,
        (array_agg(r.id order by r.id))[1] as id
      from receivable r
      where r.company_id = ${company} and r.customer_id = ${customerId} and r.kind <> 'technical' and r.posted_on <= ${asOf}
      group by r.currency, r.posted_on, r.kind, r.number, r.document_id
      union all
      select k.currency, k.posted_on, k.value_on, k.kind, coalesce(d.number, ''), coalesce(p.reference, ''), null, -k.original, 1, k.id
      from credit k
      left join document d on d.company_id = k.company_id and d.id = k.document_id
      left join payment p on p.company_id = k.company_id and p.id = k.payment_id
      where k.company_id = ${company} and k.customer_id = ${customerId} and k.posted_on <= ${asOf}
      union all
      select k.currency, a.posted_on, a.value_on, case when a.cause_kind in ('reversal', 'refund') then a.cause_kind else 'settled_before' end, coalesce(d.number, ''), r.number, null, a.credit_minor, 2, a.id
      from allocation a
      join receivable r on r.company_id = a.company_id and r.id = a.receivable_id and r.kind = 'technical'
      join credit k on k.company_id = a.company_id and k.id = a.credit_id
      left join document d on d.company_id = k.company_id and d.id = k.document_id
      where a.company_id = ${company} and k.customer_id = ${customerId} and a.posted_on <= ${asOf}) moved
    order by posted_on, place, id`);
}

async function openItemsOf(ctx: Ctx, customerId: string, asOf: Day): Promise<(OpenItem & { currency: Currency })[]> {
  const rows = await ctx.tx.rows(sql<{ currency: Currency; number: string; instalment: number; issued_on: Day; due_on: Day; original: bigint; open: bigint }>`
    select r.currency, r.number, r.instalment, r.issued_on, r.due_on, r.original, (r.original - coalesce(sum(a.receivable_minor), 0))::bigint as open
    from receivable r
    left join allocation a on a.company_id = r.company_id and a.receivable_id = r.id and a.posted_on <= ${asOf}
    where r.company_id = ${ctx.company.id} and r.customer_id = ${customerId} and r.kind <> 'technical' and r.posted_on <= ${asOf}
    group by r.company_id, r.id having r.original <> coalesce(sum(a.receivable_minor), 0) order by r.due_on, r.id`);
  return rows.map((row) => ({
    currency: row.currency,
    number: row.number,
    instalment: row.instalment,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    original: row.original,
    open: row.open,
    daysPastDue: daysBetween(row.due_on, asOf),
  }));
}

async function openCreditsOf(ctx: Ctx, customerId: string, asOf: Day): Promise<(OpenCredit & { currency: Currency })[]> {
  const rows = await ctx.tx.rows(sql<{ currency: Currency; kind: string; number: string; value_on: Day; original: bigint; open: bigint }>`
    select k.currency, k.kind, coalesce(max(d.number), '') as number, k.value_on, k.original, (k.original - coalesce(sum(a.credit_minor), 0))::bigint as open
    from credit k
    left join document d on d.company_id = k.company_id and d.id = k.document_id
    left join allocation a on a.company_id = k.company_id and a.credit_id = k.id and a.posted_on <= ${asOf}
    where k.company_id = ${ctx.company.id} and k.customer_id = ${customerId} and k.posted_on <= ${asOf}
    group by k.company_id, k.id having k.original <> coalesce(sum(a.credit_minor), 0) order by k.value_on, k.id`);
  return rows.map((row) => ({ currency: row.currency, kind: row.kind, number: row.number, valueOn: row.value_on, original: row.original, open: row.open }));
}

/** The account of one customer as of the end of a posting day: opening balance, every movement with the balance after it, and what is open item by item.
 *  The closing balance is open items less open credits. Read it in a unit of work that sees one state throughout. Refuses `customer.not_found`. */
export async function accountStatement(ctx: Ctx, options: { customerNumber: string; from: Day | null; asOf: Day }): Promise<AccountStatement> {
  const { from, asOf } = options;
  const customer = await ctx.tx.first(sql<{ id: string; number: string; name: string }>`
    select id, number, name from customer where company_id = ${ctx.company.id} and number = ${options.customerNumber}`);
  if (!customer)
    throw new Refusal(
      'customer.not_found',
      `There is no customer with the number "${options.customerNumber}" in this company. Check the number: dunlin export customers lists them.`,
      {},
    );
  const movements = await movementsOf(ctx, customer.id, asOf);
  const items = await openItemsOf(ctx, customer.id, asOf);
  const credits = await openCreditsOf(ctx, customer.id, asOf);
  const currencies = [...new Set(movements.map((row) => row.currency))].toSorted((a, b) => (a < b ? -1 : 1));
  return {
    customer,
    from,
    asOf,
    currencies: currencies.map((currency) => ({
      ...balanced(
        movements.filter((row) => row.currency === currency),
        from,
      ),
      currency,
      openItems: items.filter((item) => item.currency === currency),
      openCredits: credits.filter((credit) => credit.currency === currency),
    })),
  };
}

function balanced(movements: readonly Movement[], from: Day | null): { opening: bigint; entries: StatementEntry[]; closing: bigint } {
  let balance = 0n;
  let opening = 0n;
  const entries: StatementEntry[] = [];
  for (const row of movements) {
    balance += row.minor;
    if (from !== null && row.posted_on < from) {
      opening = balance;
      continue;
    }
    entries.push({
      postedOn: row.posted_on,
      on: row.on_day,
      kind: row.kind,
      number: row.number,
      reference: row.reference,
      dueOn: row.due_on,
      minor: row.minor,
      balance,
    });
  }
  return { opening, entries, closing: balance };
}
