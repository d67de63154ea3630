import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { CreditKind, ReceivableKind, SitsIn } from './receivable.ts';

/** A receivable as an allocation needs it, locked. */
export type LockedReceivable = {
  id: string;
  kind: ReceivableKind;
  customer_id: string;
  number: string;
  currency: Currency;
  due_on: Day;
  posted_on: Day;
  last_posted_on: Day;
  original: bigint;
  open: bigint;
  base_original: bigint;
  base_open: bigint;
  tax_original: bigint;
};

export type LockedCredit = {
  id: string;
  kind: CreditKind;
  sits_in: SitsIn;
  customer_id: string | null;
  currency: Currency;
  posted_on: Day;
  value_on: Day;
  last_posted_on: Day;
  original: bigint;
  open: bigint;
  base_original: bigint;
  base_open: bigint;
};

/** Rows by id in id order, FOR UPDATE: receivables are always locked before credits, so that two units of work never wait for each other. */
export async function lockReceivables(ctx: Ctx, ids: readonly string[]): Promise<Map<string, LockedReceivable>> {
  const rows = await ctx.tx.rows(sql<LockedReceivable>`
    select id, kind, customer_id, number, currency, due_on, posted_on, last_posted_on, original, open, base_original, base_open, tax_original
    from receivable where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[]) order by id for update`);
  return new Map(rows.map((row) => [row.id, row]));
}

export async function lockCredits(ctx: Ctx, ids: readonly string[]): Promise<Map<string, LockedCredit>> {
  const rows = await ctx.tx.rows(sql<LockedCredit>`
    select id, kind, sits_in, customer_id, currency, posted_on, value_on, last_posted_on, original, open, base_original, base_open
    from credit where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[]) order by id for update`);
  return new Map(rows.map((row) => [row.id, row]));
}
