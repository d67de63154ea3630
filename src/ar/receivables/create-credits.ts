import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { Cause } from '../ledger/journal.ts';
import { appendPositions } from './position-store.ts';
import { NO_DUE_DAY, type PositionSide } from './position.ts';
import type { CreditKind, SitsIn } from './receivable.ts';
import { creditTable } from './tables.ts';

export type NewCredit = {
  readonly id: string;
  readonly kind: CreditKind;
  readonly sitsIn: SitsIn;
  readonly customerId: string | null;
  readonly paymentId: string | null;
  readonly documentId: string | null;
  readonly currency: Currency;
  readonly postedOn: Day;
  readonly valueOn: Day;
  readonly original: bigint;
  readonly baseOriginal: bigint;
  readonly cause: Cause;
};

const SIDE: Readonly<Record<SitsIn, PositionSide>> = { AR: 'credit_ar', UNA: 'credit_una', DEP: 'credit_dep' };

export function sideOf(sitsIn: SitsIn): PositionSide {
  return SIDE[sitsIn];
}

/** Makes credits with their positions; the journal entry is the caller's. */
export async function createCredits(ctx: Ctx, credits: readonly NewCredit[]): Promise<void> {
  await insertRows(
    ctx.tx,
    creditTable,
    credits.map((c) => ({
      company_id: ctx.company.id,
      id: c.id,
      kind: c.kind,
      sits_in: c.sitsIn,
      customer_id: c.customerId,
      payment_id: c.paymentId,
      document_id: c.documentId,
      currency: c.currency,
      posted_on: c.postedOn,
      value_on: c.valueOn,
      last_posted_on: c.postedOn,
      original: c.original,
      open: c.original,
      base_original: c.baseOriginal,
      base_open: c.baseOriginal,
      cause_kind: c.cause.kind,
      cause_id: c.cause.id,
      recorded_at: ctx.now,
    })),
  );
  await appendPositions(
    ctx,
    credits.map((c) => ({
      currency: c.currency,
      side: sideOf(c.sitsIn),
      kind: c.kind,
      postedOn: c.postedOn,
      dueOn: NO_DUE_DAY,
      minor: c.original,
      baseMinor: c.baseOriginal,
      items: 1,
    })),
  );
}
