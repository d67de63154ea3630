import { sql } from 'kysely';
import { addDays, latest, type Day } from '../../foundation/calendar/day.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';

/** The book as this unit of work may post to it; its row stays locked against closing until the unit of work ends. */
export type Book = { readonly closedThrough: Day | null };

/** Takes the book FOR SHARE: first lock of every posting unit of work, so that a period never closes under a posting. */
export async function openBook(ctx: Ctx): Promise<Book> {
  const row = await ctx.tx.first(sql<{ closed_through: Day | null }>`select closed_through from ledger_book where company_id = ${ctx.company.id} for share`);
  assert(row, 'every company has a book');
  return { closedThrough: row.closed_through };
}

/** Posting day: the event's day, never before `notBefore` (issue day of what it settles), never in a closed period: then the first open day. */
export function postingDay(book: Book, eventOn: Day, ...notBefore: readonly Day[]): Day {
  const earliest = latest(eventOn, ...notBefore);
  return book.closedThrough !== null && earliest <= book.closedThrough ? addDays(book.closedThrough, 1) : earliest;
}

/** For days that a person chose: refuses `period.closed` instead of moving the posting silently. */
export function requireOpenDay(book: Book, chosenOn: Day, what: string): void {
  if (book.closedThrough !== null && chosenOn <= book.closedThrough) {
    throw new Refusal(
      'period.closed',
      `${what} falls on ${chosenOn}, but the books are closed through ${book.closedThrough}. Use a day from ${addDays(book.closedThrough, 1)} on, or reopen the period.`,
      {
        day: chosenOn,
        closedThrough: book.closedThrough,
      },
    );
  }
}

/** Closes every day up to and including `through`, or reopens by naming an earlier day (null opens all). Waits for running postings. */
export async function closePeriod(ctx: Ctx, input: { through: Day | null; reason?: string }): Promise<void> {
  if (input.through !== null && input.through >= ctx.today) {
    throw new Refusal('period.not_over', `The period through ${input.through} is not over yet (today is ${ctx.today}). Close through an earlier day.`, {
      through: input.through,
    });
  }
  const before = await ctx.tx.first(
    sql<{ closed_through: Day | null }>`select closed_through from ledger_book where company_id = ${ctx.company.id} for update`,
  );
  const reopens = before?.closed_through != null && (input.through === null || input.through < before.closed_through);
  if (reopens && !input.reason?.trim()) {
    throw new Refusal(
      'period.reason_missing',
      `The books are closed through ${before?.closed_through}; ${input.through === null ? 'opening them all' : `closing only through ${input.through}`} would reopen them. Reopen with a reason.`,
      { closedThrough: before?.closed_through ?? null },
    );
  }
  await ctx.tx.run(sql`update ledger_book set closed_through = ${input.through} where company_id = ${ctx.company.id}`);
  await recordAudit(ctx, [
    {
      action: reopens ? 'period.reopened' : 'period.closed',
      subjectKind: 'ledger_book',
      subjectId: ctx.company.id,
      before: { closedThrough: before?.closed_through ?? null },
      after: { closedThrough: input.through },
      ...(input.reason ? { reason: input.reason } : {}),
    },
  ]);
}
