import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

export type NumberedReceivable = { id: string; number: string; instalment: number; open: bigint };

/** Receivables by their number, in one currency or (null) in any, technical ones apart, the earliest due first. */
export async function findReceivablesByNumber(ctx: Ctx, numbers: readonly string[], currency: Currency | null): Promise<NumberedReceivable[]> {
  if (numbers.length === 0) return [];
  return ctx.tx.rows(sql<NumberedReceivable>`
    select id, number, instalment, open from receivable
    where company_id = ${ctx.company.id} and number = any (${arrayLiteral('text', numbers)}::text[]) and (${currency}::text is null or currency = ${currency}) and kind <> 'technical' order by due_on, id`);
}

/** What documents made, the earliest due first. */
export async function findReceivablesOfDocuments(ctx: Ctx, documentIds: readonly string[]): Promise<{ id: string; document_id: string }[]> {
  return ctx.tx.rows(sql<{ id: string; document_id: string }>`
    select id, document_id from receivable
    where company_id = ${ctx.company.id} and document_id = any (${arrayLiteral('uuid', documentIds)}::uuid[]) and kind <> 'technical' order by due_on, instalment, id`);
}

/** Numbers of receivables by id, for whoever tells a person about them. */
export async function receivableNumbers(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.tx.rows(
    sql<{
      id: string;
      number: string;
    }>`select id, number from receivable where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, row.number]));
}
