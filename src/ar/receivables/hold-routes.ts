import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { id } from '../../foundation/contract/page.ts';
import { actorNames } from '../access/actor-names.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import { isHandPlaced } from './hold.ts';
import type { holdOperations } from './hold-contract.ts';
import { listHolds } from './list-holds.ts';
import { holdCustomers, holdDocuments, releaseByHand } from './place-by-hand.ts';

export const holdHandlers: ApiHandlers<typeof holdOperations> = {
  listHolds: async ({ ctx, query }) => {
    const place = decodeCursor(query.cursor, z.tuple([id]));
    const rows = await listHolds(ctx, {
      documentId: query.invoice ?? null,
      customerId: query.customer ?? null,
      kind: query.kind ?? null,
      after: place?.[0] ?? null,
      limit: query.limit + 1,
    });
    const names = await actorNames(
      ctx,
      rows.map((row) => row.placed_by),
    );
    return cutPage(rows, {
      limit: query.limit,
      place: (last) => [last.id],
      item: (row) => ({
        id: row.id,
        kind: row.kind,
        scope: row.scope,
        invoiceId: row.document_id,
        receivableId: row.receivable_id,
        number: row.number,
        instalment: row.instalment,
        customerId: row.customer_id,
        customerNumber: row.customer_number,
        customerName: row.customer_name,
        since: row.since.toISOString(),
        untilOn: row.until_on,
        reason: row.reason,
        placedBy: row.placed_by,
        placedByName: names.get(row.placed_by) ?? null,
        can: { release: isHandPlaced(row.kind) ? (true as const) : 'hold.not_by_hand' },
      }),
    });
  },
  placeHolds: async ({ ctx, body }) => {
    const placement = { kind: body.kind, reason: body.reason, untilOn: body.untilOn ?? null, dryRun: body.dryRun };
    const results = body.invoiceIds ? await holdDocuments(ctx, body.invoiceIds, placement) : await holdCustomers(ctx, body.customerIds ?? [], placement);
    const skipped = results.filter(({ result }) => result === 'skipped').length;
    return { dryRun: body.dryRun, held: results.length - skipped, skipped, results: results.map((one) => ({ ...one, holdIds: [...one.holdIds] })) };
  },
  releaseHold: async ({ ctx, params, body }) => {
    await releaseByHand(ctx, params.hold, body.reason);
    return { id: params.hold, released: true };
  },
};
