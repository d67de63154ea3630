import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { appendPositions } from './position-store.ts';
import type { PositionEffect } from './position.ts';
import type { NewReceivable } from './receivable.ts';
import { receivableDiscountTable, receivableTable, receivableTokenTable } from './tables.ts';

/** Makes receivables with their tokens, discounts and positions. The journal entry is the caller's: it knows what was sold. */
export async function createReceivables(
  ctx: Ctx,
  receivables: readonly NewReceivable[],
  options: { tokensOf: (receivable: NewReceivable) => readonly string[]; positionKind?: string },
): Promise<void> {
  const company = ctx.company.id;
  await insertRows(
    ctx.tx,
    receivableTable,
    receivables.map((r) => ({
      company_id: company,
      id: r.id,
      kind: r.kind,
      document_id: r.documentId,
      instalment: r.instalment,
      customer_id: r.customerId,
      number: r.number,
      reference: r.reference,
      currency: r.currency,
      issued_on: r.issuedOn,
      due_on: r.dueOn,
      posted_on: r.postedOn,
      last_posted_on: r.postedOn,
      original: r.original,
      open: r.original,
      base_original: r.baseOriginal,
      base_open: r.baseOriginal,
      tax_original: r.taxOriginal,
      expected_on: null,
      recorded_at: ctx.now,
    })),
  );
  await insertRows(
    ctx.tx,
    receivableTokenTable,
    receivables.flatMap((r) => [...new Set(options.tokensOf(r))].map((token) => ({ company_id: company, token, receivable_id: r.id }))),
  );
  await insertRows(
    ctx.tx,
    receivableDiscountTable,
    receivables.flatMap((r) =>
      r.discount === null
        ? []
        : [
            {
              company_id: company,
              receivable_id: r.id,
              until_on: r.discount.untilOn,
              minor: r.discount.minor,
              tax_minor: r.discount.taxMinor,
              tax_mode: r.discount.taxMode,
            },
          ],
    ),
  );
  const effects = receivables
    .filter((r) => r.kind !== 'technical')
    .map((r): PositionEffect => ({
      currency: r.currency,
      side: 'receivable',
      kind: options.positionKind ?? r.kind,
      postedOn: r.postedOn,
      dueOn: r.dueOn,
      minor: r.original,
      baseMinor: r.baseOriginal,
      items: 1,
    }));
  await appendPositions(ctx, effects);
}
