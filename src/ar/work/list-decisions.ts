import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { Automation } from './automation-name.ts';
import type { DecisionOutcome, Figures } from './decisions.ts';

export type ListedDecision = {
  id: string;
  run_id: string;
  automation: string;
  subject_kind: string;
  subject_id: string;
  customer_id: string | null;
  outcome: DecisionOutcome;
  reason: string;
  figures: Figures | null;
  decided_on: Day;
  decided_at: Date;
};

/** Of which run, subject or customer; the three can be joined. */
export type DecisionFilter = {
  readonly runId?: string;
  readonly subjectId?: string;
  readonly customerId?: string;
  readonly automation?: Automation;
  readonly outcome?: DecisionOutcome;
  /** The last row of the page before. */
  readonly after: { readonly decidedOn: Day; readonly id: string } | null;
  readonly limit: number;
};

/** Decisions, the newest day first, a page at a time. Of a run these are the ones that it changed: what stayed as it was has no row of its own. */
export async function listDecisions(ctx: Ctx, filter: DecisionFilter): Promise<ListedDecision[]> {
  const { after } = filter;
  const conditions = [
    sql`company_id = ${ctx.company.id}`,
    ...(filter.runId === undefined ? [] : [sql`run_id = ${filter.runId}`]),
    ...(filter.subjectId === undefined ? [] : [sql`subject_id = ${filter.subjectId}`]),
    ...(filter.customerId === undefined ? [] : [sql`customer_id = ${filter.customerId}`]),
    ...(filter.automation === undefined ? [] : [sql`automation = ${filter.automation}`]),
    ...(filter.outcome === undefined ? [] : [sql`outcome = ${filter.outcome}`]),
    ...(after === null ? [] : [sql`(decided_on, id) < (${after.decidedOn}::date, ${after.id}::uuid)`]),
  ];
  return ctx.tx.rows(sql<ListedDecision>`
    select id, run_id, automation, subject_kind, subject_id, customer_id, outcome, reason, figures, decided_on, decided_at from decision
    where ${sql.join(conditions, sql` and `)} order by decided_on desc, id desc limit ${filter.limit}`);
}

export type DecisionInForce = {
  readonly decisionId: string;
  readonly runId: string;
  readonly outcome: DecisionOutcome;
  readonly reason: string;
  readonly figures: Figures | null;
  /** The day of the decision; it was looked at again on each day up to `consideredOn`. */
  readonly sinceOn: Day;
  readonly consideredOn: Day;
};

/** What an automation last decided, by subject; a subject it has never looked at is not in it. */
export async function decisionInForce(ctx: Ctx, automation: Automation, subjectIds: readonly string[]): Promise<ReadonlyMap<string, DecisionInForce>> {
  type Stored = DecisionInForce & { readonly subjectId: string };
  const rows = await ctx.tx.rows(sql<Stored>`
    select s.subject_id as "subjectId", s.decision_id as "decisionId", d.run_id as "runId", s.outcome, s.reason, d.figures,
      s.since_on as "sinceOn", s.considered_on as "consideredOn"
    from decision_state s join decision d on d.company_id = s.company_id and d.id = s.decision_id
    where s.company_id = ${ctx.company.id} and s.automation = ${automation} and s.subject_id = any (${arrayLiteral('uuid', subjectIds)}::uuid[])`);
  return new Map(rows.map(({ subjectId, ...inForce }) => [subjectId, inForce]));
}
