import { sql, type RawBuilder } from 'kysely';
import { normalised } from '../../../foundation/text/fold-text.ts';
import type { Ctx } from '../../access/context.ts';
import { numberEnd } from '../../invoices/find-documents.ts';

export type FoundDocument = { readonly id: string; readonly rank: number };

/** How a document was found, the best first. */
const RANK = { exact: 0, beginning: 1, reference: 2, end: 3, inner: 5 } as const;

/** Shorter pieces name too much. */
const MIN_PIECE_CHARACTERS = 3;
/** So many of one ending are looked at, to show the newest of them. */
const MAX_ENDINGS = 500;
/** How many of the newest documents are looked through for a piece from the middle of a number. */
const NEWEST_DOCUMENTS = 10_000;

/** Invoices and credit notes whose number, or whose payment reference, has the text in it. By indexes: the beginning of the number as it is written, of its
 *  letters and digits, of its digits alone and of the payment reference (tokens), and its last digits (document.number_end). A piece from the middle has no
 *  index under row-level security, and one token for every part would be five rows for each invoice: it is looked for among the newest ten thousand documents,
 *  where people look for it, and only when the indexes did not fill the list. */
export async function findDocumentsLike(ctx: Ctx, text: string, limit: number): Promise<FoundDocument[]> {
  const token = normalised(text);
  if (token === '') return [];
  const company = ctx.company.id;
  const branches: RawBuilder<unknown>[] = [...new Set([text, text.toUpperCase()])].flatMap((number) => [
    sql`(select id, ${RANK.exact} as rank from document where company_id = ${company} and number collate "C" = ${number})`,
    sql`(select id, ${RANK.beginning} as rank from document
      where company_id = ${company} and number collate "C" >= ${number} and number collate "C" <= ${number} || chr(1114111) order by number collate "C" desc limit ${limit})`,
  ]);
  const ofTokens = (rank: number, tokens: RawBuilder<unknown>) => sql`(
    select r.document_id as id, ${rank} as rank from (select t.receivable_id from receivable_token t where t.company_id = ${company} and ${tokens}) t
    join receivable r on r.company_id = ${company} and r.id = t.receivable_id where r.document_id is not null)`;
  branches.push(ofTokens(RANK.exact, sql`t.token = ${token} limit ${limit}`));
  // Tokens are upper-case letters and digits: everything that begins with one lies before it with many z behind, in any collation.
  branches.push(ofTokens(RANK.reference, sql`t.token >= ${token} and t.token <= ${`${token}zzzzzzzz`} order by t.token desc limit ${limit}`));
  const piece = /^\d+$/.test(token) && token.length >= MIN_PIECE_CHARACTERS ? numberEnd(token) : null;
  if (piece !== null)
    branches.push(sql`(
      select id, ${RANK.end} as rank from (
        select id from document where company_id = ${company} and number_end collate "C" >= ${piece} and number_end collate "C" <= ${piece} || chr(1114111) limit ${MAX_ENDINGS}) d
      order by id desc limit ${limit})`);
  const rows = await ctx.tx.rows(sql<FoundDocument>`
    select id, min(rank)::int as rank from (${sql.join(branches, sql` union all `)}) d group by id order by 2, id desc`);
  const found = aShareOfEach(rows, limit);
  if (found.length >= limit || token.length < MIN_PIECE_CHARACTERS) return found;
  const known = new Set(found.map(({ id }) => id));
  return [...found, ...(await fromTheMiddle(ctx, text, limit)).filter(({ id }) => !known.has(id))].slice(0, limit);
}

/** The exact ones, then in turn what was found in each way: whether "4812" begins a number or ends it, nobody knows. In the order of their ranks. */
function aShareOfEach(rows: readonly FoundDocument[], limit: number): FoundDocument[] {
  const exact = rows.filter(({ rank }) => rank === RANK.exact);
  const ways = [...Map.groupBy(rows.slice(exact.length), ({ rank }) => rank).values()];
  const turns = Array.from({ length: limit }, (_, turn) => ways.flatMap((way) => way[turn] ?? []));
  return [...exact, ...turns.flat()].slice(0, limit).toSorted((a, b) => a.rank - b.rank);
}

async function fromTheMiddle(ctx: Ctx, text: string, limit: number): Promise<FoundDocument[]> {
  return ctx.tx.rows(sql<FoundDocument>`
    select id, ${RANK.inner}::int as rank from (select id, number from document where company_id = ${ctx.company.id} order by id desc limit ${NEWEST_DOCUMENTS}) d
    where strpos(upper(number), ${text.toUpperCase()}::text) > 0 order by id desc limit ${limit}`);
}
