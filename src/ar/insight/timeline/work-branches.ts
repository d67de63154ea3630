import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '../../access/context.ts';
import type { TimelineScope } from './timeline-entry.ts';
import { boundDay, branch, instantOf, RANKS, text } from './timeline-sql.ts';

/** Reasons not to remind, as they were placed and released; those of one moment are one entry. */
export function holds(ctx: Ctx, scope: TimelineScope): RawBuilder<unknown>[] {
  const company = ctx.company.id;
  const ofCustomer =
    scope.document === null ? sql`union all select h.*, null from hold h where h.company_id = ${company} and h.customer_id = ${scope.customerId}` : sql``;
  const all = sql`(select h.*, i.number from items i join hold h on h.company_id = ${company} and h.receivable_id = i.id ${ofCustomer}) h`;
  const columns = sql`kind, reason, min(id::text) as id, min(scope) as scope, min(coalesce(receivable_id, customer_id)::text) as subject_id, count(*) as holds,
    array_agg(number order by number) as numbers`;
  const one = (when: 'placed' | 'released') => ({
    at: sql`h.at`,
    id: sql`${`hold.${when}:`}::text || h.id`,
    kind: text('hold'),
    what: text(`hold.${when}`),
    subject: [sql`case when h.holds = 1 then h.scope else 'hold' end`, sql`case when h.holds = 1 then h.subject_id else h.id end`, sql`h.numbers[1]`] as const,
    reason: sql`h.kind`,
    figures: sql`jsonb_build_object('holds', h.holds, 'numbers', array_to_string(h.numbers[1:5], ', '), 'untilOn', h.until_on, 'note', nullif(h.reason, ''))`,
  });
  return [
    branch(ctx, scope, {
      rank: RANKS.hold,
      columns: { ...one('placed'), actor: sql`h.placed_by` },
      from: sql`from (select since as at, placed_by, until_on, ${columns} from ${all} group by since, placed_by, until_on, kind, reason) h`,
    }),
    branch(ctx, scope, {
      rank: RANKS.hold,
      columns: { ...one('released'), who: [text('hold'), sql`h.id`, text('hold.released')] },
      from: sql`from (select released_at as at, null::date as until_on, ${columns} from ${all} where released_at is not null group by released_at, kind, reason) h`,
    }),
  ];
}

/** What needed a person, when it was opened and when it was done or dropped. */
export function tasks(ctx: Ctx, scope: TimelineScope): RawBuilder<unknown>[] {
  const of = scope.document === null ? sql`true` : sql`(t.subject_id = ${scope.document.id} or t.subject_id in (select id from items))`;
  const from = sql`from task t where t.company_id = ${ctx.company.id} and t.customer_id = ${scope.customerId} and ${of}`;
  const common = {
    kind: text('task'),
    subject: [text('task'), sql`t.id`] as const,
    money: [sql`t.worth_minor`, sql`t.currency`] as const,
    reason: sql`t.reason`,
    reasonFigures: sql`t.figures`,
  };
  const told = (outcome: RawBuilder<unknown>) => sql`jsonb_build_object('title', t.title, 'taskKind', t.kind, 'forRole', t.for_role, 'outcome', ${outcome})`;
  return [
    branch(ctx, scope, {
      rank: RANKS.task,
      columns: {
        ...common,
        at: sql`t.opened_at`,
        id: sql`'task.opened:' || t.id`,
        what: text('task.opened'),
        by: text('machine'),
        figures: told(sql`null::text`),
      },
      from,
    }),
    branch(ctx, scope, {
      rank: RANKS.task,
      columns: {
        ...common,
        at: sql`t.closed_at`,
        id: sql`'task.' || t.state || ':' || t.id`,
        what: sql`'task.' || t.state`,
        actor: sql`t.closed_by`,
        figures: told(sql`t.outcome`),
      },
      from: sql`${from} and t.closed_at is not null`,
    }),
  ];
}

/** What automations decided where it changed, one entry a run, outcome and reason, however many receivables it was about. */
export function decisions(ctx: Ctx, scope: TimelineScope): RawBuilder<unknown> {
  const of =
    scope.document === null
      ? sql`d.customer_id = ${scope.customerId}`
      : sql`d.subject_id in (select id from items union all select ${scope.document.id}::uuid) and d.customer_id = ${scope.customerId}`;
  return branch(ctx, scope, {
    rank: RANKS.decision,
    byDay: true,
    columns: {
      at: sql`g.at`,
      id: sql`'decision:' || g.id`,
      on: sql`g.decided_on`,
      kind: text('decision'),
      what: sql`'decision.' || g.outcome`,
      by: text('machine'),
      actor: sql`'automation:' || g.automation`,
      subject: [sql`case when g.subjects = 1 then g.subject_kind else 'run' end`, sql`case when g.subjects = 1 then g.subject_id else g.run_id::text end`],
      reason: sql`g.reason`,
      reasonFigures: sql`g.figures`,
      figures: sql`jsonb_build_object('automation', g.automation, 'subjects', g.subjects)`,
    },
    from: sql`from (
        select d.decided_on, d.run_id, d.automation, d.outcome, d.reason, max(${instantOf(ctx, sql`d.decided_on`, sql`d.decided_at`)}) as at, min(d.id::text) as id, count(*) as subjects,
          min(d.subject_kind) as subject_kind, min(d.subject_id::text) as subject_id, (array_agg(d.figures order by d.id))[1] as figures
        from decision d where d.company_id = ${ctx.company.id} and ${of} and d.decided_on <= ${boundDay(ctx, scope)}
        group by d.decided_on, d.run_id, d.automation, d.outcome, d.reason) g`,
  });
}

/** What was changed about the customer itself, from the audit trail. */
export function changes(ctx: Ctx, scope: TimelineScope): RawBuilder<unknown> {
  return branch(ctx, scope, {
    rank: RANKS.change,
    columns: {
      at: sql`e.at`,
      id: sql`'change:' || e.id`,
      kind: text('change'),
      what: sql`e.action`,
      actor: sql`e.actor`,
      subject: [text('customer'), sql`e.subject_id`],
      figures: sql`jsonb_build_object('before', e.before, 'after', e.after, 'note', e.reason)`,
    },
    from: sql`from audit_event e
      where e.company_id = ${ctx.company.id} and e.subject_kind = 'customer' and e.subject_id = ${scope.customerId} and e.action <> 'hold.placed'`,
  });
}
