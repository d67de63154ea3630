import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';

export type DocumentKind = 'invoice' | 'credit_note';

export type StoredDocument = {
  id: string;
  kind: DocumentKind;
  number: string;
  customer_id: string;
  currency: Currency;
  issued_on: Day;
  due_on: Day;
  posted_on: Day;
  net: bigint;
  tax: bigint;
  gross: bigint;
  base_rate: string | null;
  base_gross: bigint;
};

const COLUMNS = sql.raw('id, kind, number, customer_id, currency, issued_on, due_on, posted_on, net, tax, gross, base_rate, base_gross');

/** The digits of a number from its end: under it a document is found by the last digits of its number. */
export function numberEnd(number: string): string {
  return [...number.replace(/\D/g, '')].toReversed().join('');
}

export async function findDocumentsByNumber(ctx: Ctx, numbers: readonly string[]): Promise<StoredDocument[]> {
  return ctx.tx.rows(sql<StoredDocument>`
    select ${COLUMNS} from document where company_id = ${ctx.company.id} and kind in ('invoice', 'credit_note') and number = any (${arrayLiteral('text', numbers)}::text[])`);
}

export async function findDocument(ctx: Ctx, id: string): Promise<StoredDocument | undefined> {
  return ctx.tx.first(sql<StoredDocument>`select ${COLUMNS} from document where company_id = ${ctx.company.id} and id = ${id}`);
}

/** Our own documents of a day, in the order of their making. */
export async function issuedOn(ctx: Ctx, on: Day): Promise<{ id: string; number: string }[]> {
  return ctx.tx.rows(sql<{ id: string; number: string }>`
    select id, number from document where company_id = ${ctx.company.id} and issued_on = ${on} and owner = 'dunlin' and kind in ('invoice', 'credit_note') order by id`);
}
