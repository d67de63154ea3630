import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

/** The last closed day; null while every day is open. */
export async function closedThrough(ctx: Ctx): Promise<Day | null> {
  const row = await ctx.tx.first(sql<{ closed_through: Day | null }>`select closed_through from ledger_book where company_id = ${ctx.company.id}`);
  return row?.closed_through ?? null;
}

export type ListedAccount = { code: string; name: string; external_code: string | null };

export async function listAccounts(ctx: Ctx): Promise<ListedAccount[]> {
  return ctx.tx.rows(sql<ListedAccount>`select code, name, external_code from account where company_id = ${ctx.company.id} order by code`);
}

export type JournalRow = {
  entry_id: string;
  posted_on: Day;
  value_on: Day;
  recorded_at: Date;
  cause_kind: string;
  cause_id: string;
  reverses: string | null;
  pos: number;
  account: string;
  currency: Currency;
  minor: bigint;
  base_minor: bigint;
  receivable_id: string | null;
  credit_id: string | null;
};

const MAX_ENTRIES = 1_000;

/** What a cause posted, and what took it back, in the order of recording; at most a thousand entries. */
export async function journalOfCause(ctx: Ctx, causeId: string): Promise<JournalRow[]> {
  const company = ctx.company.id;
  return ctx.tx.rows(sql<JournalRow>`
    with own as (select id from journal_entry where company_id = ${company} and cause_id = ${causeId}),
    entry as (
      select * from journal_entry e where e.company_id = ${company} and (e.id in (select id from own) or e.reverses in (select id from own)) order by e.id limit ${MAX_ENTRIES})
    select e.id as entry_id, e.posted_on, e.value_on, e.recorded_at, e.cause_kind, e.cause_id, e.reverses, l.pos, l.account, l.currency, l.minor, l.base_minor, l.receivable_id, l.credit_id
    from entry e join journal_line l on l.company_id = ${company} and l.entry_id = e.id order by e.id, l.pos`);
}
