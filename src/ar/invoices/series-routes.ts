import { assert } from '../../foundation/errors/refusal.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { createSeries, updateSeries } from './change-series.ts';
import type { DocumentKind } from './find-documents.ts';
import { documentNumber } from './invoice.ts';
import type { seriesOperations } from './series-contract.ts';
import { readSeries, type ListedSeries } from './series-store.ts';

function view(series: ListedSeries) {
  const { kind, prefix, width, next, issued } = series;
  return { kind, series: series.series, prefix, width, next: Number(next), nextNumber: documentNumber(series, next), issued, lastNumber: series.last_number };
}

async function shown(ctx: Ctx, of: { kind: DocumentKind; series: string }) {
  const found = (await readSeries(ctx)).find(({ kind, series }) => kind === of.kind && series === of.series);
  assert(found, 'a series that was just saved is there');
  return view(found);
}

export const seriesHandlers: ApiHandlers<typeof seriesOperations> = {
  listNumberSeries: async ({ ctx }) => ({ items: (await readSeries(ctx)).map(view) }),
  createNumberSeries: async ({ ctx, body }) => {
    await createSeries(ctx, { ...body, next: BigInt(body.next ?? 1) });
    return shown(ctx, body);
  },
  updateNumberSeries: async ({ ctx, params, body }) => {
    const { reason, next, ...change } = body;
    await updateSeries(ctx, params, { ...change, ...(next === undefined ? {} : { next: BigInt(next) }) }, reason);
    return shown(ctx, params);
  },
};
