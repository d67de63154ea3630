import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { Movement } from './position.ts';
import { allocationTable } from './tables.ts';

type Open = { id: string; open: bigint; base_open: bigint; last_posted_on: Day };

/** Saves the projections of many rows with one statement. */
export async function saveOpenAmounts(ctx: Ctx, table: 'receivable' | 'credit', rows: readonly Open[]): Promise<void> {
  if (rows.length === 0) return;
  await ctx.tx.runText(
    `update ${table} t set open = v.open, base_open = v.base_open, last_posted_on = v.last_posted_on
     from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::date[]) as v (id, open, base_open, last_posted_on)
     where t.company_id = $1 and t.id = v.id`,
    [
      ctx.company.id,
      arrayLiteral(
        'uuid',
        rows.map((row) => row.id),
      ),
      arrayLiteral(
        'bigint',
        rows.map((row) => row.open),
      ),
      arrayLiteral(
        'bigint',
        rows.map((row) => row.base_open),
      ),
      arrayLiteral(
        'date',
        rows.map((row) => row.last_posted_on),
      ),
    ],
  );
}

/** All postings of these receivables by posting day, their creation included. */
export async function loadReceivableMovements(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Movement[]>> {
  const rows = await ctx.tx.rows(sql<{ id: string; posted_on: Day; minor: bigint }>`
    select id, posted_on, original as minor from receivable where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[])
    union all
    select receivable_id, posted_on, -receivable_minor from allocation where company_id = ${ctx.company.id} and receivable_id = any (${arrayLiteral('uuid', ids)}::uuid[])`);
  return groupMovements(rows);
}

export async function loadCreditMovements(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Movement[]>> {
  const rows = await ctx.tx.rows(sql<{ id: string; posted_on: Day; minor: bigint }>`
    select id, posted_on, original as minor from credit where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[])
    union all
    select credit_id, posted_on, -credit_minor from allocation where company_id = ${ctx.company.id} and credit_id = any (${arrayLiteral('uuid', ids)}::uuid[])`);
  return groupMovements(rows);
}

function groupMovements(rows: readonly { id: string; posted_on: Day; minor: bigint }[]): Map<string, Movement[]> {
  const movements = new Map<string, Movement[]>();
  for (const row of rows) {
    const list = movements.get(row.id) ?? [];
    list.push({ postedOn: row.posted_on, minor: row.minor });
    movements.set(row.id, list);
  }
  return movements;
}

export type StoredAllocation = {
  id: string;
  credit_id: string;
  receivable_id: string;
  credit_minor: bigint;
  receivable_minor: bigint;
  base_credit: bigint;
  base_receivable: bigint;
  rate: string | null;
  posted_on: Day;
  value_on: Day;
  tax_on: Day | null;
  reversed: boolean;
};

/** Allocations that the causes made, with whether each was already taken back. */
export async function loadAllocationsOfCauses(ctx: Ctx, causeIds: readonly string[]): Promise<StoredAllocation[]> {
  return ctx.tx.rows(sql<StoredAllocation>`
    select a.id, a.credit_id, a.receivable_id, a.credit_minor, a.receivable_minor, a.base_credit, a.base_receivable, a.rate, a.posted_on, a.value_on, a.tax_on,
      exists (select 1 from allocation r where r.company_id = a.company_id and r.reverses = a.id) as reversed
    from allocation a
    where a.company_id = ${ctx.company.id} and a.cause_id = any (${arrayLiteral('uuid', causeIds)}::uuid[]) and a.reverses is null
    order by a.id`);
}

export type NewAllocation = {
  id: string;
  creditId: string;
  receivableId: string;
  creditMinor: bigint;
  receivableMinor: bigint;
  baseCredit: bigint;
  baseReceivable: bigint;
  rate: string | null;
  postedOn: Day;
  valueOn: Day;
  taxOn: Day | null;
  causeKind: string;
  causeId: string;
  reverses: string | null;
};

export async function insertAllocations(ctx: Ctx, allocations: readonly NewAllocation[]): Promise<void> {
  await insertRows(
    ctx.tx,
    allocationTable,
    allocations.map((a) => ({
      company_id: ctx.company.id,
      id: a.id,
      credit_id: a.creditId,
      receivable_id: a.receivableId,
      credit_minor: a.creditMinor,
      receivable_minor: a.receivableMinor,
      base_credit: a.baseCredit,
      base_receivable: a.baseReceivable,
      rate: a.rate,
      posted_on: a.postedOn,
      value_on: a.valueOn,
      tax_on: a.taxOn,
      cause_kind: a.causeKind,
      cause_id: a.causeId,
      reverses: a.reverses,
      recorded_at: ctx.now,
    })),
  );
}
