import { sql, type RawBuilder } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { parseDecimal } from '../../foundation/money/money.ts';
import { normalised } from '../../foundation/text/fold-text.ts';
import type { Ctx } from '../access/context.ts';
import { nameTokens } from '../customers/payer-name.ts';

/** Shorter beginnings of digits and references name half the book; a number itself is found by any beginning. */
const MIN_TOKEN = 3;
const MAX_WORDS = 6;
const MAX_SERIES = 50;
/** More hits than this are not handed over one by one. */
const MAX_IDS = 1_000;

/** What the text of the one search box means, as a condition on a document `d`: the beginning of its number, of the number's digits or of its payment reference;
 *  the beginning of its customer's number, or of words of the customer's name; its exact amount. By equality and ranges alone, because under row-level security
 *  nothing else gets an index. Null for an empty text. */
export async function searchDocuments(ctx: Ctx, text: string): Promise<RawBuilder<unknown> | null> {
  const asked = text.trim();
  if (asked === '') return null;
  const variants = [...new Set([asked, asked.toUpperCase()])];
  const meanings: RawBuilder<unknown>[] = variants.map((begin) => sql`(d.number collate "C" >= ${begin} and d.number collate "C" <= ${`${begin}\u{10ffff}`})`);
  if (/^\d+$/.test(asked)) meanings.push(...(await ownNumbers(ctx, asked)));
  const token = normalised(asked);
  if (token.length >= MIN_TOKEN) meanings.push(...(await amongIds(ctx, { column: sql`d.id`, query: tokenQuery(ctx, token), broad: beginsLike(token) })));
  const customers = customerQuery(ctx, variants, asked);
  meanings.push(...(await amongIds(ctx, { column: sql`d.customer_id`, query: customers, broad: sql`d.customer_id in (select id from (${customers}) found)` })));
  meanings.push(...(await amountMeanings(ctx, asked)));
  return sql`(${sql.join(meanings, sql` or `)})`;
}

/** Digits alone mean numbers of our own series: as they begin after the prefix, and as the number that they count. */
async function ownNumbers(ctx: Ctx, digits: string): Promise<RawBuilder<unknown>[]> {
  const series = await ctx.tx.rows(sql<{ prefix: string; width: number }>`
    select distinct prefix, width from number_series where company_id = ${ctx.company.id} order by prefix, width limit ${MAX_SERIES}`);
  return series.flatMap(({ prefix, width }) => [
    sql`(d.number collate "C" >= ${prefix + digits} and d.number collate "C" <= ${`${prefix}${digits}\u{10ffff}`})`,
    sql`d.number collate "C" = ${prefix + digits.replace(/^0+/, '').padStart(width, '0')}`,
  ]);
}

function tokenQuery(ctx: Ctx, token: string) {
  const company = ctx.company.id;
  // Tokens are letters A to Z and digits: everything that begins with one lies before it with many z behind, in any collation.
  return sql<{ id: string }>`
    select r.document_id as id from receivable_token t join receivable r on r.company_id = ${company} and r.id = t.receivable_id
    where t.company_id = ${company} and t.token >= ${token} and t.token <= ${`${token}zzzzzzzz`} and r.document_id is not null`;
}

function customerQuery(ctx: Ctx, variants: readonly string[], text: string) {
  const company = ctx.company.id;
  const words = [...new Set(nameTokens(text))]
    .slice(0, MAX_WORDS)
    .map((word) => sql`select customer_id as id from customer_token where company_id = ${company} and token >= ${word} and token <= ${`${word}zzzzzzzz`}`);
  const numbered = variants.map(
    (begin) => sql`
      select id from customer where company_id = ${company} and number collate "C" >= ${begin} and number collate "C" <= ${`${begin}\u{10ffff}`}`,
  );
  const named = words.length === 0 ? [] : [sql`(${sql.join(words, sql` intersect `)})`];
  return sql<{ id: string }>`${sql.join([...numbered, ...named], sql` union `)}`;
}

/** What the tokens of a document begin with, read off the document itself: for beginnings that half the book shares. */
function beginsLike(token: string) {
  const plain = (column: string) => sql`upper(regexp_replace(${sql.raw(column)}, '[^A-Za-z0-9]+', '', 'g'))`;
  const digits = (column: string) => sql`ltrim(regexp_replace(${sql.raw(column)}, '[^0-9]+', '', 'g'), '0')`;
  const texts = ['d.number', 'd.payment_reference'].flatMap((column) => [plain(column), ...(/^\d+$/.test(token) ? [digits(column)] : [])]);
  return sql`(${sql.join(
    texts.map((text) => sql`starts_with(${text}, ${token})`),
    sql` or `,
  )})`;
}

type Hits = { readonly column: RawBuilder<unknown>; readonly query: RawBuilder<{ id: string }>; readonly broad: RawBuilder<unknown> };

/** Few ids as a list, which any index of the column can answer; of many, what asks the same of each row. */
async function amongIds(ctx: Ctx, { column, query, broad }: Hits): Promise<RawBuilder<unknown>[]> {
  const rows = await ctx.tx.rows(sql<{ id: string }>`select id from (${query}) found limit ${MAX_IDS + 1}`);
  if (rows.length === 0) return [];
  if (rows.length > MAX_IDS) return [broad];
  const ids = arrayLiteral('uuid', [...new Set(rows.map(({ id }) => id))]);
  return [sql`${column} = any (${ids}::uuid[])`];
}

/** An amount as people write it, `1234.56` or `1.234,56`, as plain decimals; two where one mark may part thousands or decimals (`1.234`). */
export function writtenAmounts(text: string): string[] {
  const compact = text.replaceAll(/[\s'’€$£]|^[A-Z]{3}|[A-Z]{3}$/g, '');
  if (!/^\d[\d.,]*$/.test(compact) || compact.length > 24) return [];
  const readings = [
    { grouped: /^\d{1,3}(,\d{3})+(\.\d{1,3})?$|^\d+(\.\d{1,3})?$/, thousands: ',', point: '.' },
    { grouped: /^\d{1,3}(\.\d{3})+(,\d{1,3})?$|^\d+(,\d{1,3})?$/, thousands: '.', point: ',' },
  ];
  const decimals = readings.flatMap(({ grouped, thousands, point }) => (grouped.test(compact) ? [compact.replaceAll(thousands, '').replace(point, '.')] : []));
  return [...new Set(decimals)];
}

/** The same text is another number of minor units in every currency: those that occur with one of these are asked first. */
async function amountMeanings(ctx: Ctx, text: string): Promise<RawBuilder<unknown>[]> {
  const decimals = writtenAmounts(text);
  const inEach = (code: Currency): bigint[] =>
    decimals.flatMap((decimal) => {
      const parsed = parseDecimal(decimal, code);
      return parsed.ok ? [parsed.minor] : [];
    });
  const minors = [...new Set((['JPY', 'EUR', 'KWD'] as Currency[]).flatMap(inEach))];
  if (minors.length === 0) return [];
  const used = await ctx.tx.rows(sql<{ currency: Currency }>`
    select distinct currency from document where company_id = ${ctx.company.id} and gross = any (${arrayLiteral('bigint', minors)}::bigint[])`);
  return used.flatMap(({ currency }) => inEach(currency).map((minor) => sql`(d.gross = ${minor} and d.currency = ${currency})`));
}
