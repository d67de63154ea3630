import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { findUserInCompany } from '../access/find-user.ts';
import { ROLES, type Role, type Scope } from '../access/roles.ts';
import { listNotifications } from '../work/notifications.ts';
import { ownRoles } from './list-worklist.ts';

export type Desk = {
  readonly today: Day;
  readonly tasks: { mine: number; team: number; all: number } | null;
  readonly bankLines: { confirm: number; unmatched: number; outgoing: number } | null;
  readonly outbox: number | null;
  readonly replies: number | null;
  readonly approvals: number | null;
  readonly notifications: number | null;
  readonly drafts: number | null;
};

type Counts = Readonly<
  Record<'mine' | 'team' | 'allTasks' | 'confirm' | 'unmatched' | 'outgoing' | 'outbox' | 'replies' | 'approvals' | 'drafts', number | null>
>;

/** How much waits, by what the scopes allow to see; null for the rest. Every figure is counted in an index of what waits, none walks through history. */
export async function desk(ctx: Ctx, scopes: ReadonlySet<Scope>): Promise<Desk> {
  const tasks = scopes.has('tasks:read');
  const counts = await ctx.tx.first(sql<Counts>`select ${sql.join(await columnsOf(ctx, scopes))}`);
  assert(counts, 'a statement without a table answers one row');
  const { mine, team, allTasks, confirm, unmatched, outgoing, ...rest } = counts;
  return {
    today: ctx.today,
    tasks: mine === null || team === null || allTasks === null ? null : { mine, team, all: allTasks },
    bankLines: confirm === null || unmatched === null || outgoing === null ? null : { confirm, unmatched, outgoing },
    ...rest,
    notifications: tasks ? (await listNotifications(ctx, { before: null, limit: 1 })).unread : null,
  };
}

async function rolesOf(ctx: Ctx): Promise<readonly Role[]> {
  if (ctx.actor.kind !== 'user') return ROLES;
  return (await findUserInCompany(ctx, ctx.actor.id))?.roles ?? [];
}

async function columnsOf(ctx: Ctx, scopes: ReadonlySet<Scope>): Promise<RawBuilder<unknown>[]> {
  const company = ctx.company.id;
  const count = (name: string, scope: Scope, from: RawBuilder<unknown>) =>
    scopes.has(scope) ? sql`(select count(*)::int from ${from}) as ${sql.ref(name)}` : sql`null::int as ${sql.ref(name)}`;
  const waiting = sql`task where company_id = ${company} and state in ('open', 'snoozed') and (state = 'open' or snoozed_until <= ${ctx.today})`;
  const roles = await rolesOf(ctx);
  const own = scopes.has('tasks:read') ? await ownRoles(ctx) : [];
  return [
    // The same tasks as the worklist's own view, so that figure and list agree.
    count('mine', 'tasks:read', sql`${waiting} and (assigned_to = ${actorText(ctx.actor)} or (assigned_to is null and for_role = any (${[...own]}::text[])))`),
    count('team', 'tasks:read', sql`${waiting} and for_role = any (${[...roles]}::text[])`),
    count('allTasks', 'tasks:read', waiting),
    count('confirm', 'cash:read', sql`bank_line where company_id = ${company} and state = 'proposed'`),
    count('unmatched', 'cash:read', sql`bank_line where company_id = ${company} and state = 'open' and minor > 0`),
    count('outgoing', 'cash:read', sql`bank_line where company_id = ${company} and state = 'open' and minor <= 0`),
    count('outbox', 'messages:read', sql`message where company_id = ${company} and state = 'waiting'`),
    count('replies', 'messages:read', sql`inbound_message where company_id = ${company} and state = 'unread'`),
    count('approvals', 'approvals:read', sql`approval where company_id = ${company} and state = 'waiting'`),
    count('drafts', 'invoices:read', sql`invoice_draft where company_id = ${company} and state = 'open'`),
  ];
}
