import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { listColleagues } from '../access/list-colleagues.ts';
import { ROLES, type Role } from '../access/roles.ts';
import type { ListedTask } from '../work/list-tasks.ts';

export type WorklistView = 'mine' | 'team' | 'snoozed' | 'done';

export type WorklistItem = ListedTask & {
  customer_number: string | null;
  customer_name: string | null;
  listed_on: Day;
  /** What the order compares within a day; smaller comes first. */
  place: bigint;
};

export type WorklistPlace = { readonly listedOn: Day; readonly place: bigint; readonly id: string };

/** Roles whose tasks are the reader's: those held, and for an owner those that nobody holds, so that no task is nobody's. */
export async function ownRoles(ctx: Ctx): Promise<readonly Role[]> {
  const colleagues = await listColleagues(ctx);
  const reader = ctx.actor.kind === 'user' ? colleagues.find(({ id }) => id === ctx.actor.id) : undefined;
  if (!reader) return [];
  if (!reader.roles.includes('owner')) return reader.roles;
  const held = new Set(colleagues.flatMap(({ roles }) => roles));
  return ROLES.filter((role) => reader.roles.includes(role) || !held.has(role));
}

function isMine(ctx: Ctx, roles: readonly Role[]): RawBuilder<boolean> {
  return sql`(t.assigned_to = ${actorText(ctx.actor)} or (t.assigned_to is null and t.for_role = any (${[...roles]}::text[])))`;
}

/** A snoozed task is open again on its day without anybody doing anything. */
function isOpen(today: Day): RawBuilder<boolean> {
  return sql`(t.state = 'open' or (t.state = 'snoozed' and t.snoozed_until <= ${today}))`;
}

async function conditionOf(ctx: Ctx, view: WorklistView): Promise<RawBuilder<unknown>> {
  if (view === 'done') return sql`t.state in ('done', 'dropped')`;
  const waiting = sql`t.state in ('open', 'snoozed')`;
  const open = isOpen(ctx.today);
  if (view === 'snoozed') return sql`${waiting} and not ${open}`;
  return view === 'team' ? sql`${waiting} and ${open}` : sql`${waiting} and ${open} and ${isMine(ctx, await ownRoles(ctx))}`;
}

/** Tasks of a view in the order of work, a page at a time: by day, within a day what is worth most first; ended ones by when they ended, the last first. */
export async function listWorklist(ctx: Ctx, page: { view: WorklistView; after: WorklistPlace | null; limit: number }): Promise<WorklistItem[]> {
  const { view, after, limit } = page;
  const zone = ctx.company.timeZone;
  const dayOf = (instant: string) => sql`(${sql.raw(instant)} at time zone ${zone})::date`;
  const listedOn = view === 'done' ? dayOf('t.closed_at') : view === 'snoozed' ? sql`t.snoozed_until` : sql`coalesce(t.due_on, ${dayOf('t.opened_at')})`;
  const place = view === 'done' ? sql`-(extract(epoch from t.closed_at) * 1000)::bigint` : sql`-coalesce(t.worth_minor, 0)`;
  // One direction for the whole order: of ended tasks the instant alone counts, negated.
  const order = view === 'done' ? sql`${place}, t.id` : sql`${listedOn}, ${place}, t.id`;
  const behind =
    after === null
      ? sql`true`
      : view === 'done'
        ? sql`(${place}, t.id) > (${after.place}::bigint, ${after.id}::uuid)`
        : sql`(${listedOn}, ${place}, t.id) > (${after.listedOn}::date, ${after.place}::bigint, ${after.id}::uuid)`;
  return ctx.tx.rows(sql<WorklistItem>`
    select t.id, t.kind, t.key, t.subject_kind, t.subject_id, t.customer_id, t.title, t.reason, t.figures, t.worth_minor, t.currency, t.due_on, t.for_role, t.assigned_to,
      case when ${isOpen(ctx.today)} then 'open' else t.state end as state, t.snoozed_until, t.opened_at, t.closed_at, t.closed_by, t.outcome,
      c.number as customer_number, c.name as customer_name, ${listedOn} as listed_on, ${place} as place
    from task t left join customer c on c.company_id = t.company_id and c.id = t.customer_id
    where t.company_id = ${ctx.company.id} and ${await conditionOf(ctx, view)} and ${behind} order by ${order} limit ${limit}`);
}

export type WorklistSummary = {
  readonly counts: { readonly mine: number; readonly team: number; readonly snoozed: number; readonly doneToday: number };
  readonly worth: readonly { readonly currency: Currency; readonly minor: bigint }[];
};

export async function summariseWorklist(ctx: Ctx): Promise<WorklistSummary> {
  const open = isOpen(ctx.today);
  const mine = sql`${open} and ${isMine(ctx, await ownRoles(ctx))}`;
  const counts = await ctx.tx.first(sql<{ mine: number; team: number; snoozed: number }>`
    select (count(*) filter (where ${mine}))::int as mine, (count(*) filter (where ${open}))::int as team, (count(*) filter (where not ${open}))::int as snoozed
    from task t where t.company_id = ${ctx.company.id} and t.state in ('open', 'snoozed')`);
  const done = await ctx.tx.first(sql<{ count: number }>`
    select count(*)::int as count from task t
    where t.company_id = ${ctx.company.id} and t.state in ('done', 'dropped') and (t.closed_at at time zone ${ctx.company.timeZone})::date = ${ctx.today}::date`);
  const worth = await ctx.tx.rows(sql<{ currency: Currency; minor: bigint }>`
    select t.currency, sum(t.worth_minor)::bigint as minor from task t
    where t.company_id = ${ctx.company.id} and t.state in ('open', 'snoozed') and t.worth_minor is not null and ${mine} group by t.currency
    order by t.currency <> ${ctx.company.baseCurrency}, t.currency`);
  return { counts: { mine: counts?.mine ?? 0, team: counts?.team ?? 0, snoozed: counts?.snoozed ?? 0, doneToday: done?.count ?? 0 }, worth };
}
