import { sql, type RawBuilder } from 'kysely';
import { dayInZone } from '../../../foundation/calendar/day.ts';
import type { Ctx } from '../../access/context.ts';
import type { TimelineScope } from './timeline-entry.ts';

/** What a branch selects; expressions of its own query. Left out: null. */
export type BranchColumns = {
  readonly at: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  /** Default: the day of `at` in the company's time zone. */
  readonly on?: RawBuilder<unknown>;
  readonly kind: RawBuilder<unknown>;
  readonly what: RawBuilder<unknown>;
  readonly by?: RawBuilder<unknown>;
  readonly actor?: RawBuilder<unknown>;
  readonly subject: readonly [kind: RawBuilder<unknown>, id: RawBuilder<unknown>, number?: RawBuilder<unknown>];
  readonly money?: readonly [minor: RawBuilder<unknown>, currency: RawBuilder<unknown>];
  readonly reason?: RawBuilder<unknown>;
  readonly reasonFigures?: RawBuilder<unknown>;
  readonly figures?: RawBuilder<unknown>;
  /** Where to look up who did it: kind and id, and of an event of the audit trail its action. */
  readonly who?: readonly [kind: RawBuilder<unknown>, id: RawBuilder<unknown>, action?: RawBuilder<unknown>];
};

/** Begins the id of an entry: of what happened at one instant, causes stand below (before) what followed from them. */
export const RANKS = { document: 1, change: 1, payment: 2, settlement: 3, decision: 3, message: 4, promise: 5, hold: 6, task: 6 } as const;
type Rank = (typeof RANKS)[keyof typeof RANKS];

export const text = (value: string): RawBuilder<unknown> => sql`${value}::text`;

/** When something of a day happened: at the instant at which it was recorded, if that was on this day there; else (entered later, imported) at the day's
 *  beginning. The day of it is then always the day given, and an index by that day gives the entries in order. */
export function instantOf(ctx: Ctx, on: RawBuilder<unknown>, recordedAt: RawBuilder<unknown>): RawBuilder<unknown> {
  const zone = ctx.company.timeZone;
  return sql`case when (${recordedAt} at time zone ${zone}::text)::date = ${on} then ${recordedAt} else ${on}::timestamp at time zone ${zone}::text end`;
}

/** The day of the place before which the page ends: a bound for indexes by day. */
export function boundDay(ctx: Ctx, scope: TimelineScope): RawBuilder<unknown> {
  return sql`${dayInZone(scope.before.at, ctx.company.timeZone)}::date`;
}

/** A branch of the union: at most a page of entries before the place, the newest first. `byDay`: the day leads the order, since the branch's index is by day. */
export function branch(
  ctx: Ctx,
  scope: TimelineScope,
  parts: { readonly columns: BranchColumns; readonly from: RawBuilder<unknown>; readonly byDay?: boolean; readonly rank: Rank },
): RawBuilder<unknown> {
  const { columns, from, byDay, rank } = parts;
  const nothing = sql`null::text`;
  const [subjectKind, subjectId, subjectNumber = nothing] = columns.subject;
  const [minor, currency] = columns.money ?? [sql`null::bigint`, nothing];
  const [whoKind, whoId, whoAction = nothing] = columns.who ?? [nothing, nothing];
  const on = columns.on ?? sql`(${columns.at} at time zone ${ctx.company.timeZone}::text)::date`;
  const { at, id } = scope.before;
  return sql`(
    select * from (
      select ${columns.at} as at, (${`${rank}.`}::text || ${columns.id}) collate "C" as id, ${on} as "on", ${columns.kind} as kind, ${columns.what} as what, ${columns.by ?? nothing} as by,
        ${columns.actor ?? nothing} as actor, ${subjectKind} as "subjectKind", ${subjectId}::text as "subjectId", ${subjectNumber} as "subjectNumber",
        ${currency} as currency, ${minor} as minor, ${columns.reason ?? nothing} as reason, ${columns.reasonFigures ?? sql`null::jsonb`} as "reasonFigures",
        ${columns.figures ?? sql`'{}'::jsonb`} as figures, ${whoKind} as "whoKind", ${whoId}::text as "whoId", ${whoAction} as "whoAction"
      ${from}) e
    where at <= ${at}::timestamptz and (at < ${at}::timestamptz or id < ${id})
    order by ${byDay === true ? sql`"on" desc, ` : sql``}at desc, id desc limit ${scope.limit})`;
}
