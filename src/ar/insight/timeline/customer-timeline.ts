import { sql, type RawBuilder } from 'kysely';
import { Refusal } from '../../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../../foundation/money/money.ts';
import { actorNames } from '../../access/actor-names.ts';
import type { Ctx } from '../../access/context.ts';
import { customerNotFound } from '../../customers/get-customer.ts';
import { findByIds } from '../../customers/find-customers.ts';
import { findDocument } from '../../invoices/find-documents.ts';
import { receivableNumbers } from '../../receivables/find-receivables.ts';
import { applications, documents, payments } from './document-branches.ts';
import { messages, replies } from './message-branches.ts';
import { promiseEntries } from './promise-entries.ts';
import type { TimelineBy, TimelineKind, TimelineRow, TimelineScope } from './timeline-entry.ts';
import { whoDidIt } from './who-did-it.ts';
import { changes, decisions, holds, tasks } from './work-branches.ts';

export type TimelineQuery = {
  readonly customerId: string;
  readonly documentId: string | null;
  readonly kinds: readonly TimelineKind[];
  readonly before: { readonly at: Date; readonly id: string } | null;
  readonly limit: number;
};

export type TimelineEntry = TimelineRow & { readonly actorName: string | null };

const THE_END = { at: new Date('9999-01-01T00:00:00Z'), id: '' };

/** What happened with a customer, or with one invoice or credit note of it, the newest first, a page at a time: a union in which every branch gives at most a
 *  page, most of them in the order of an index; settlements and holds cost a look at each receivable of the customer. Who did it, names and
 *  numbers are looked up for the page alone.
 *  Refuses `customer.not_found` and, for what is no document of the customer, `document.not_found`. */
export async function customerTimeline(ctx: Ctx, query: TimelineQuery): Promise<TimelineEntry[]> {
  const scope = await scopeOf(ctx, query);
  const branches = branchesOf(ctx, scope, query.kinds);
  const rows = branches.length === 0 ? [] : await ctx.tx.rows(union(ctx, scope, branches));
  const promised = query.kinds.includes('promise') ? await promiseEntries(ctx, scope) : [];
  const page = [...rows, ...promised].toSorted(newestFirst).slice(0, query.limit);
  const known = await numbered(ctx, await whoDidIt(ctx, page));
  const names = await actorNames(
    ctx,
    known.flatMap(({ actor }) => actor ?? []),
  );
  return known.map((row) => ({ ...row, by: row.by ?? byOf(row.actor), actorName: row.actor === null ? null : (names.get(row.actor) ?? null) }));
}

/** Receivables are known by their number. */
async function numbered(ctx: Ctx, rows: readonly TimelineRow[]): Promise<TimelineRow[]> {
  const numbers = await receivableNumbers(
    ctx,
    rows.flatMap((row) => (row.subjectKind === 'receivable' && row.subjectNumber === null ? [row.subjectId] : [])),
  );
  return rows.map((row) => ({ ...row, subjectNumber: row.subjectNumber ?? numbers.get(row.subjectId) ?? null }));
}

async function scopeOf(ctx: Ctx, query: TimelineQuery): Promise<TimelineScope> {
  const { customerId, documentId, limit } = query;
  if ((await findByIds(ctx, [customerId])).length === 0) throw customerNotFound(customerId);
  const document = documentId === null ? null : await findDocument(ctx, documentId);
  if (document !== null && document?.customer_id !== customerId)
    throw new Refusal('document.not_found', `There is no invoice or credit note ${documentId} of this customer. Reload the list.`, { id: documentId });
  return { customerId, document: document === null ? null : { id: document.id, kind: document.kind }, before: query.before ?? THE_END, limit };
}

function branchesOf(ctx: Ctx, scope: TimelineScope, kinds: readonly TimelineKind[]): RawBuilder<unknown>[] {
  const asked = new Set(kinds);
  return [
    ...(asked.has('message') ? messages(ctx, scope) : []),
    ...(asked.has('reply') ? [replies(ctx, scope)] : []),
    ...(asked.has('payment') ? payments(ctx, scope) : []),
    ...(asked.has('application') ? [applications(ctx, scope)] : []),
    ...(asked.has('invoice') || asked.has('credit_note') ? [documents(ctx, scope, kinds)] : []),
    ...(asked.has('hold') ? holds(ctx, scope) : []),
    ...(asked.has('task') ? tasks(ctx, scope) : []),
    ...(asked.has('decision') ? [decisions(ctx, scope)] : []),
    ...(asked.has('change') && scope.document === null ? [changes(ctx, scope)] : []),
  ];
}

/** `items`: the receivables that the timeline is about. */
function union(ctx: Ctx, scope: TimelineScope, branches: readonly RawBuilder<unknown>[]): RawBuilder<TimelineRow> {
  const of = scope.document === null ? sql`customer_id = ${scope.customerId}` : sql`document_id = ${scope.document.id}`;
  return sql<TimelineRow>`
    with items as materialized (select id, number, currency from receivable where company_id = ${ctx.company.id} and ${of} and kind <> 'technical')
    select * from (${sql.join(branches, sql` union all `)}) entries order by at desc, id desc limit ${scope.limit}`;
}

function newestFirst(a: TimelineRow, b: TimelineRow): number {
  return b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);
}

function byOf(actor: string | null): TimelineBy | null {
  if (actor === null) return null;
  return actor.startsWith('user:') || actor === 'operator' ? 'person' : 'machine';
}

const MINOR = 'Minor';

/** An entry as the API shows it: amounts as decimals, nothing that is not there. */
export function timelineView(entry: TimelineEntry) {
  const { currency, minor } = entry;
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    on: entry.on,
    kind: entry.kind,
    what: entry.what,
    by: entry.by,
    actor: entry.actor,
    actorName: entry.actorName,
    subject: { kind: entry.subjectKind, id: entry.subjectId, number: entry.subjectNumber },
    amount: minor === null || currency === null ? null : formatDecimal(minor, currency),
    currency: minor === null ? null : currency,
    reason: entry.reason === null ? null : { code: entry.reason, figures: shownFigures(entry, entry.reasonFigures ?? {}) },
    figures: shownFigures(entry, entry.kind === 'change' ? changedFigures(entry.figures) : entry.figures),
  };
}

function shownFigures({ currency }: TimelineRow, figures: TimelineRow['figures']): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]): [string, string | number][] => {
      if (value === null || value === '') return [];
      if (!name.endsWith(MINOR) || currency === null) return [[name, value]];
      const amount = BigInt(value);
      return amount === 0n ? [] : [[name.slice(0, -MINOR.length), formatDecimal(amount, currency)]];
    }),
  );
}

/** Fields that differ between before and after, as `<field>.before` and `<field>.after`. */
function changedFigures(figures: Readonly<Record<string, unknown>>): Record<string, string | number | null> {
  const before = (figures['before'] ?? {}) as Record<string, unknown>;
  const after = (figures['after'] ?? {}) as Record<string, unknown>;
  const shown = (value: unknown): string | null => {
    if (value === undefined || value === null) return null;
    return typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
  };
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  return Object.fromEntries<string | null>([
    ...fields.flatMap((field): [string, string | null][] => [
      [`${field}.before`, shown(before[field])],
      [`${field}.after`, shown(after[field])],
    ]),
    ['note', typeof figures['note'] === 'string' ? figures['note'] : null],
  ]);
}
