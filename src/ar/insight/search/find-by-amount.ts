import { sql } from 'kysely';
import { arrayLiteral } from '../../../foundation/db/insert-rows.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import { parseDecimal } from '../../../foundation/money/money.ts';
import type { Ctx } from '../../access/context.ts';
import type { FoundDocument } from './find-documents-like.ts';

/** Behind what was found by the beginning or the end of a number. */
export const RANK_AMOUNT = 4;

/** Decimals that currencies have. */
const DECIMALS = [0, 2, 3];

/** Of one amount that many invoices have (a subscription), the newest are looked at. */
const MAX_SAME_AMOUNT = 1_000;

/** The readings in minor units of every kind of currency. */
export function minorsOf(readings: readonly string[]): bigint[] {
  const minors = readings.flatMap((reading) => {
    const [whole = '', fraction = ''] = reading.split('.');
    return DECIMALS.filter((decimals) => fraction.length <= decimals).map((decimals) => BigInt(whole + fraction.padEnd(decimals, '0')));
  });
  return [...new Set(minors)].filter((minor) => minor > 0n && minor < 10n ** 18n);
}

/** Whether an amount is one of the readings in its own currency. */
export function isOneOf(readings: readonly string[], minor: bigint, currency: Currency): boolean {
  return readings.some((reading) => {
    const parsed = parseDecimal(reading, currency);
    return parsed.ok && parsed.minor === minor;
  });
}

type Candidate = { id: string; currency: Currency; minor: bigint };

/** Open invoices of exactly this amount, or of which exactly this rest is open; the newest first. */
export async function findDocumentsByAmount(ctx: Ctx, readings: readonly string[], limit: number): Promise<FoundDocument[]> {
  const company = ctx.company.id;
  const minors = arrayLiteral('bigint', minorsOf(readings));
  const candidates = await ctx.tx.rows(sql<Candidate>`
    select d.id, d.currency, a.minor from unnest(${minors}::bigint[]) as a (minor)
    cross join lateral (
      select id, currency from document where company_id = ${company} and gross = a.minor and kind = 'invoice' order by id desc limit ${MAX_SAME_AMOUNT}) d
    where exists (select 1 from receivable r where r.company_id = ${company} and r.document_id = d.id and r.open <> 0)
    union
    select r.document_id, r.currency, r.open from receivable r
    where r.company_id = ${company} and r.open = any (${minors}::bigint[]) and r.open <> 0 and r.open <> r.original and r.document_id is not null
    order by id desc limit ${MAX_SAME_AMOUNT}`);
  return candidates
    .filter(({ minor, currency }) => isOneOf(readings, minor, currency))
    .slice(0, limit)
    .map(({ id }) => ({ id, rank: RANK_AMOUNT }));
}
