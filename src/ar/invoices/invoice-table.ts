import type { Day } from '../../foundation/calendar/day.ts';

/** What a row of the table of invoices shows as one word. Of invoices: `overdue` when some of it is open past its due day, else `open` (nothing settled),
 *  `part_paid` or `paid` (nothing open, whatever settled it). Of credit notes: `open` (nothing used), `part_used`, `used`. */
export const DOCUMENT_STATES = ['open', 'part_paid', 'overdue', 'paid', 'part_used', 'used'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

export function documentState(of: { kind: 'invoice' | 'credit_note'; open: bigint; gross: bigint; lateSince: Day | null }): DocumentState {
  if (of.open === 0n) return of.kind === 'invoice' ? 'paid' : 'used';
  if (of.lateSince !== null) return 'overdue';
  if (of.open === of.gross) return 'open';
  return of.kind === 'invoice' ? 'part_paid' : 'part_used';
}

/** What can be asked for. `open`: anything open, of credit notes too; `part_paid`: something settled and something open, overdue or not; `disputed` and `held`:
 *  something is open, and a hold (of a dispute, or of any kind) is in force on it or on its customer. */
export const STATE_FILTERS = ['open', 'overdue', 'paid', 'part_paid', 'disputed', 'held'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

export const SORTS = ['issued', 'due', 'number', 'amount', 'customer', 'open'] as const;
export type Sort = (typeof SORTS)[number];
export type Direction = 'asc' | 'desc';

/** Newest and largest first; names, numbers and due days from the beginning. */
export const DEFAULT_DIRECTION: Readonly<Record<Sort, Direction>> = {
  issued: 'desc',
  due: 'asc',
  number: 'asc',
  amount: 'desc',
  customer: 'asc',
  open: 'desc',
};

/** Rows that a page may pass over: no two places that a client is given lie farther apart. */
export const MAX_SKIP = 5_000;
