import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { currencyCode, day } from '../../foundation/contract/page.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { closePeriod } from './book.ts';
import type { ledgerOperations } from './contract.ts';
import { setRates } from './exchange-rate.ts';
import { listRates } from './list-rates.ts';
import { closedThrough, journalOfCause, listAccounts, type JournalRow } from './read-ledger.ts';

function entriesOf(ctx: Ctx, rows: readonly JournalRow[]) {
  const byEntry = Map.groupBy(rows, (row) => row.entry_id);
  return [...byEntry.values()].flatMap((lines) => {
    const [head] = lines;
    if (!head) return [];
    return [
      {
        id: head.entry_id,
        postedOn: head.posted_on,
        valueOn: head.value_on,
        recordedAt: head.recorded_at.toISOString(),
        causeKind: head.cause_kind,
        causeId: head.cause_id,
        reverses: head.reverses,
        lines: lines.map((line) => ({
          account: line.account,
          amount: formatDecimal(line.minor, line.currency),
          currency: line.currency,
          baseAmount: formatDecimal(line.base_minor, ctx.company.baseCurrency),
          receivableId: line.receivable_id,
          creditId: line.credit_id,
        })),
      },
    ];
  });
}

export const ledgerHandlers: ApiHandlers<typeof ledgerOperations> = {
  getBook: async ({ ctx }) => ({ closedThrough: await closedThrough(ctx) }),
  closePeriod: async ({ ctx, body }) => {
    const now = await closedThrough(ctx);
    if (now !== null && body.through < now)
      throw new Refusal('period.would_reopen', `The books are closed through ${now}. To open days again, reopen the period and say why.`, {
        closedThrough: now,
      });
    await closePeriod(ctx, { through: body.through, ...(body.reason ? { reason: body.reason } : {}) });
    return { closedThrough: body.through };
  },
  reopenPeriod: async ({ ctx, body }) => {
    const now = await closedThrough(ctx);
    if (body.through !== null && (now === null || body.through > now))
      throw new Refusal('period.would_close', `The books are ${now === null ? 'open' : `closed through ${now}`}. To close more days, close the period.`, {
        closedThrough: now,
      });
    await closePeriod(ctx, body);
    return { closedThrough: body.through };
  },
  listRates: async ({ ctx, query }) => {
    const place = decodeCursor(query.cursor, z.tuple([day, currencyCode]));
    const after = place ? { on: place[0], currency: place[1] } : null;
    const rows = await listRates(ctx, { currency: query.currency ?? null, after, limit: query.limit + 1 });
    return cutPage(rows, {
      limit: query.limit,
      place: (last) => [last.on_day, last.currency],
      item: ({ currency, on_day: on, rate, source }) => ({ currency, on, rate, source }),
    });
  },
  setRates: async ({ ctx, body }) => {
    const base = ctx.company.baseCurrency;
    if (body.rates.some(({ currency }) => currency === base))
      throw new Refusal('rate.of_base', `${base} is the currency of the books: its rate is always 1.`, { currency: base });
    await setRates(ctx, body.rates);
    return { set: body.rates.length };
  },
  listAccounts: async ({ ctx }) => ({
    items: (await listAccounts(ctx)).map(({ code, name, external_code: externalCode }) => ({ code, name, externalCode })),
  }),
  getJournalOfCause: async ({ ctx, params }) => {
    const rows = await journalOfCause(ctx, params.cause);
    if (rows.length === 0) throw new Refusal('cause.not_found', 'No posting names this as its cause. Check the id.', { id: params.cause });
    return { entries: entriesOf(ctx, rows) };
  },
};
