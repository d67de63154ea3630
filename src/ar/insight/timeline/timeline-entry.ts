import type { Day } from '../../../foundation/calendar/day.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Scope } from '../../access/roles.ts';

export const TIMELINE_KINDS = [
  'message',
  'reply',
  'promise',
  'payment',
  'application',
  'invoice',
  'credit_note',
  'hold',
  'task',
  'decision',
  'change',
] as const;

export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** What a caller must be allowed to see entries of a kind; of others there is nothing in their timeline. */
export const SCOPE_OF_KIND: Readonly<Record<TimelineKind, Scope>> = {
  message: 'messages:read',
  reply: 'messages:read',
  promise: 'collections:read',
  payment: 'payments:read',
  application: 'receivables:read',
  invoice: 'invoices:read',
  credit_note: 'invoices:read',
  hold: 'receivables:read',
  task: 'tasks:read',
  decision: 'automation:read',
  change: 'customers:read',
};

export type TimelineBy = 'person' | 'machine' | 'customer';

type Figures = Readonly<Record<string, string | number | null>>;

/** One row of a branch, as it comes from the database. `figures` named `…Minor` are amounts in the entry's currency. */
export type TimelineRow = {
  readonly at: Date;
  /** Tells it from every other entry: what happened, and the id of what it happened to. */
  readonly id: string;
  readonly on: Day;
  readonly kind: TimelineKind;
  readonly what: string;
  readonly by: TimelineBy | null;
  readonly actor: string | null;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly subjectNumber: string | null;
  readonly currency: Currency | null;
  readonly minor: bigint | null;
  readonly reason: string | null;
  readonly reasonFigures: Figures | null;
  readonly figures: Figures;
  /** Where to look up who did it: a proposal, or an event of the audit trail about a subject. */
  readonly whoKind: string | null;
  readonly whoId: string | null;
  readonly whoAction: string | null;
};

/** Whose timeline, and where its page begins: entries before this place, the newest first. */
export type TimelineScope = {
  readonly customerId: string;
  /** Only what is about this invoice or credit note. */
  readonly document: { readonly id: string; readonly kind: 'invoice' | 'credit_note' } | null;
  readonly before: { readonly at: Date; readonly id: string };
  readonly limit: number;
};
