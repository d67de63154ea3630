import { sql } from 'kysely';
import { addBusinessDays, isBusinessDay } from '../../foundation/calendar/business-days.ts';
import { addDays, daysBetween, type Day } from '../../foundation/calendar/day.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { bankFreshness, type AccountFreshness } from '../cash-application/bank-freshness.ts';
import { booksCleanTable } from './tables.ts';

/** Whether what was paid is known well enough to remind anybody. */
export type Freshness =
  | { readonly fresh: true }
  | { readonly fresh: false; readonly reason: 'bank_file_too_old' | 'no_bank_file'; readonly figures: Readonly<Record<string, string | number>> };

/** An account without a file for so long while others have some is no longer used. */
const DORMANT_DAYS = 45;

/** The oldest day that is fresh enough: so many banking days before today. */
export function oldestFreshDay(today: Day, country: string, bankingDays: number): Day {
  const from = isBusinessDay(today, country) ? today : addBusinessDays(addDays(today, 1), -1, country);
  return bankingDays === 0 ? from : addBusinessDays(from, -bankingDays, country);
}

/** Pure: every account in use must be known until then; a bookkeeper's word counts for companies whose cash is applied elsewhere. */
export function judgeFreshness(
  books: { readonly accounts: readonly AccountFreshness[]; readonly cleanThrough: Day | null },
  limit: { readonly today: Day; readonly country: string; readonly bankingDays: number },
): Freshness {
  const oldest = oldestFreshDay(limit.today, limit.country, limit.bankingDays);
  if (books.cleanThrough !== null && books.cleanThrough >= oldest) return { fresh: true };
  const [newest] = books.accounts
    .map(({ throughOn }) => throughOn)
    .toSorted()
    .toReversed();
  if (newest === undefined) return { fresh: false, reason: 'no_bank_file', figures: { neededThrough: oldest } };
  const used = books.accounts.filter(({ throughOn }) => daysBetween(throughOn, newest) <= DORMANT_DAYS);
  const [stale] = used.filter(({ throughOn }) => throughOn < oldest).toSorted((a, b) => (a.throughOn < b.throughOn ? -1 : 1));
  if (stale === undefined) return { fresh: true };
  return {
    fresh: false,
    reason: 'bank_file_too_old',
    figures: { account: `…${stale.identification.slice(-4)}`, knownThrough: stale.throughOn, neededThrough: oldest },
  };
}

export async function booksFreshness(ctx: Ctx, bankingDays: number): Promise<Freshness> {
  const clean = await ctx.tx.first(sql<{ through: Day | null }>`select max(clean_through) as through from books_clean where company_id = ${ctx.company.id}`);
  return judgeFreshness(
    { accounts: await bankFreshness(ctx), cleanThrough: clean?.through ?? null },
    { today: ctx.today, country: ctx.company.country, bankingDays },
  );
}

/** A bookkeeper's word that everything received through a day is in the books. Refuses `books.clean_in_future`. */
export async function declareBooksClean(ctx: Ctx, through: Day): Promise<void> {
  if (through > ctx.today)
    throw new Refusal('books.clean_in_future', `The books can't be complete through ${through}: today is ${ctx.today}. Give a day that has passed.`, {
      through,
    });
  await insertRows(ctx.tx, booksCleanTable, [
    { company_id: ctx.company.id, id: ctx.newId(), clean_through: through, said_by: actorText(ctx.actor), said_at: ctx.now },
  ]);
  await recordAudit(ctx, [{ action: 'books.declared_clean', subjectKind: 'company', subjectId: ctx.company.id, after: { through } }]);
}
