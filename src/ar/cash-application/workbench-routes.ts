import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { day, id, instant } from '../../foundation/contract/page.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import { cashBands } from './cash-bands.ts';
import { findOpenReceivables } from './find-open-receivables.ts';
import { listCashLines, placeOf } from './list-cash-lines.ts';
import type { workbenchOperations } from './workbench-contract.ts';
import { cashBandsView, cashLineView, foundReceivableView } from './workbench-views.ts';

const minorUnits = z.string().regex(/^\d{1,18}$/);

export const workbenchHandlers: ApiHandlers<typeof workbenchOperations> = {
  getCashBands: async ({ ctx, query }) => cashBandsView(await cashBands(ctx, query.on ?? ctx.today)),
  listCashLines: async ({ ctx, query: { band, sort, limit, ...query } }) => {
    const key = sort === 'amount' ? minorUnits : band === 'applied' ? instant : day;
    const place = decodeCursor(query.cursor, z.tuple([key, id]));
    const filter = { band, sort, on: query.on ?? ctx.today };
    const rows = await listCashLines(ctx, { ...filter, after: place === undefined ? null : { key: place[0], id: place[1] }, limit: limit + 1 });
    return cutPage(rows, { limit, place: (last) => [placeOf(last, filter), last.id], item: cashLineView });
  },
  findOpenReceivables: async ({ ctx, query }) => {
    const currency = query.currency ?? null;
    // An amount alone is one of the base currency.
    const asked = query.amount === undefined ? null : (currency ?? ctx.company.baseCurrency);
    const rows = await findOpenReceivables(ctx, {
      text: query.q ?? null,
      customerId: query.customer ?? null,
      currency: asked ?? currency,
      minor: query.amount === undefined || asked === null ? null : requireAmount(query.amount, asked, 'The amount'),
    });
    return { items: rows.map((row) => foundReceivableView(row, ctx.today)) };
  },
};
