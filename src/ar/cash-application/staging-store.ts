import { sql } from 'kysely';
import { copyLines } from '../../foundation/db/insert-rows.ts';
import { defineTable, type Row } from '../../foundation/db/table.ts';
import type { Ctx } from '../access/context.ts';
import { postSelected } from '../ledger/post-selected.ts';

/** Lines wait here, without row-level security, until the whole file is known to be good: COPY goes into staging only. */
const stagedLine = defineTable(
  'bank_line_staged',
  {
    seq: 'int',
    id: 'uuid',
    entry_id: 'uuid',
    statement: 'int',
    ordinal: 'int',
    entry: 'int',
    booked_on: 'date',
    value_on: 'date',
    posted_on: 'date',
    minor: 'bigint',
    base_minor: 'bigint',
    currency: 'text',
    counterparty_name: 'text',
    counterparty_account: 'text',
    text: 'text',
    refs: 'text[]',
    bank_reference: 'text',
    code: 'text',
    reversal: 'boolean',
    booked: 'boolean',
    money_key: 'text',
    payer_key: 'text',
  },
  { placement: 'local', writes: { insert: true, update: 'all', delete: true } },
);

export type StagedLine = Row<typeof stagedLine>;

export async function createStaging(ctx: Ctx): Promise<void> {
  await ctx.tx.run(sql`
    create temp table bank_line_staged (
      seq int, id uuid, entry_id uuid, statement int, ordinal int, entry int, booked_on date, value_on date, posted_on date, minor bigint, base_minor bigint, currency text,
      counterparty_name text, counterparty_account text, text text, refs text[], bank_reference text, code text, reversal boolean, booked boolean, money_key text, payer_key text,
      state text
    ) on commit drop`);
}

export async function stageLines(ctx: Ctx, lines: readonly StagedLine[]): Promise<void> {
  if (lines.length === 0) return;
  await ctx.tx.copyIn(`copy bank_line_staged (${Object.keys(stagedLine.columns).join(', ')}) from stdin`, [copyLines(stagedLine, lines)]);
}

export type SavedStatement = {
  readonly statement: number;
  readonly id: string;
  readonly accountId: string;
  readonly kind: string;
  readonly ledgerAccount: string;
};

/** Says of every staged line what it is: pending, zero, the repetition of money that another file reported, or open.
 *  The same money is the same account, day and amount of the bank's entry (for delimited files of the line and its text): as often as other files
 *  reported it, it is not posted again. Two statements repeat each other only where the bank's own reference of the line says so.
 *  Identical entries within one file are all kept. */
export async function judgeStaged(ctx: Ctx, statements: readonly SavedStatement[], isCsv: boolean): Promise<void> {
  const company = ctx.company.id;
  await ctx.tx.run(sql`create index on bank_line_staged (seq)`);
  await ctx.tx.run(sql`analyze bank_line_staged`);
  if (!isCsv) {
    await ctx.tx.run(sql`
      update bank_line_staged l set money_key = e.money_key
      from (select statement, entry, min(booked_on) || '|' || sum(minor) as money_key from bank_line_staged where booked group by statement, entry) e
      where e.statement = l.statement and e.entry = l.entry and l.booked`);
  }
  await ctx.tx.run(sql`
    with mine as (select * from jsonb_to_recordset(${JSON.stringify(statements)}::jsonb) as s (statement int, id uuid, "accountId" uuid, kind text)),
    entry as (
      select m."accountId" as account_id, m.kind, l.statement, l.entry, min(l.money_key) as money_key, min(l.seq) as seq
      from bank_line_staged l join mine m on m.statement = l.statement where l.booked
      group by 1, 2, 3, 4, case when ${isCsv} then l.seq else 0 end),
    ranked as (select e.*, row_number() over (partition by account_id, money_key, kind order by seq) as nth from entry e),
    known as (
      select e.account_id, e.money_key, e.kind, count(distinct (k.statement_id, k.entry)) as times
      from (select distinct account_id, money_key, kind from entry) e
      join bank_line k on k.company_id = ${company} and k.account_id = e.account_id and k.money_key = e.money_key and k.state not in ('pending', 'repeated')
      join bank_statement s on s.company_id = k.company_id and s.id = k.statement_id and (${isCsv} or s.kind <> e.kind or s.kind <> 'statement')
      group by 1, 2, 3),
    repeated as (
      select r.statement, r.entry, r.seq from ranked r join known k on k.account_id = r.account_id and k.money_key = r.money_key and k.kind = r.kind where r.nth <= k.times),
    referenced as (
      select l.seq, m."accountId" as account_id, l.money_key, l.bank_reference, l.minor,
        row_number() over (partition by m."accountId", l.money_key, l.bank_reference, l.minor order by l.seq) as nth
      from bank_line_staged l join mine m on m.statement = l.statement
      where l.booked and not ${isCsv} and m.kind = 'statement' and l.bank_reference <> '' and upper(l.bank_reference) not in ('NONREF', 'NOREF', 'NOTPROVIDED')),
    known_reference as (
      select r.seq from referenced r where r.nth <= (
        select count(*) from bank_line k where k.company_id = ${company} and k.account_id = r.account_id and k.money_key = r.money_key
          and k.bank_reference = r.bank_reference and k.minor = r.minor and k.state not in ('pending', 'repeated')))
    update bank_line_staged l set state = case
      when not l.booked then 'pending'
      when exists (select 1 from repeated r where r.statement = l.statement and r.entry = l.entry and (not ${isCsv} or r.seq = l.seq)) then 'repeated'
      when exists (select 1 from known_reference r where r.seq = l.seq) then 'repeated'
      when l.minor = 0 then 'set_aside'
      else 'open' end`);
}

const SLICE_ROWS = 50_000;

/** Moves judged lines into the books: the line, its entry (bank against clearing) and the entry's lines, some tens of thousands at a time. */
export async function saveStaged(ctx: Ctx, statements: readonly SavedStatement[], lastSeq: number): Promise<void> {
  const company = ctx.company.id;
  const mine = sql`(select * from jsonb_to_recordset(${JSON.stringify(statements)}::jsonb) as s (statement int, id uuid, "accountId" uuid, "ledgerAccount" text))`;
  for (let from = 1; from <= lastSeq; from += SLICE_ROWS) {
    const slice = sql`l.seq >= ${from} and l.seq < ${from + SLICE_ROWS}`;
    await ctx.tx.run(sql`
      insert into bank_line (company_id, id, statement_id, ordinal, entry, account_id, booked_on, value_on, posted_on, minor, base_minor, currency, counterparty_name,
        counterparty_account, text, refs, bank_reference, code, reversal, money_key, payer_key, state, reason, recorded_at)
      select ${company}::uuid, l.id, m.id, l.ordinal, l.entry, m."accountId", l.booked_on, l.value_on, l.posted_on, l.minor, l.base_minor, l.currency, l.counterparty_name,
        l.counterparty_account, l.text, l.refs, l.bank_reference, l.code, l.reversal, l.money_key, l.payer_key, l.state,
        case l.state when 'repeated' then 'reported_before' when 'pending' then 'not_booked' when 'set_aside' then 'zero_amount' else '' end, ${ctx.now}::timestamptz
      from bank_line_staged l join ${mine} m on m.statement = l.statement where ${slice}`);
    await postSelected(ctx, {
      entries: sql`select l.entry_id, l.posted_on, l.value_on, 'bank_line', l.id from bank_line_staged l where l.state = 'open' and ${slice}`,
      lines: sql`
        select l.entry_id, p.pos, case p.pos when 1 then m."ledgerAccount" else 'BCL' end, l.currency, p.sign * l.minor, p.sign * l.base_minor
        from bank_line_staged l join ${mine} m on m.statement = l.statement cross join (values (1, 1), (2, -1)) as p (pos, sign)
        where l.state = 'open' and ${slice}`,
    });
  }
}

export async function countStaged(ctx: Ctx): Promise<Map<string, number>> {
  const rows = await ctx.tx.rows(sql<{ state: string; lines: bigint }>`select state, count(*) as lines from bank_line_staged group by state`);
  return new Map(rows.map((row) => [row.state, Number(row.lines)]));
}
