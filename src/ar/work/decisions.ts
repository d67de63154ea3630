import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import type { Automation } from './automation-name.ts';
import { lockRun } from './run-life.ts';
import { decisionTable } from './tables.ts';

/** act: it was done, or stands in the batch that waits for release. skip: nothing is to be done. hold: something is to be done, and a reason forbids it now. */
export type DecisionOutcome = 'act' | 'skip' | 'hold';

export const DECISION_OUTCOMES: readonly DecisionOutcome[] = ['act', 'skip', 'hold'];

export type Figures = Readonly<Record<string, string | number>>;

/** What a run decided about a subject. `reason` is a code that people find in the documentation, `figures` are the facts it rests on. */
export type NewDecision = {
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly customerId: string | null;
  readonly outcome: DecisionOutcome;
  readonly reason: string;
  readonly figures?: Figures;
};

type DecisionRun = { readonly runId: string; readonly automation: Automation; readonly on: Day };

const CHUNK_DECISIONS = 5_000;

/** Keeps what a run decided: a decision is appended where its outcome or reason differ from the one in force, and every `act` of another run;
 *  what stays as it was only moves `considered_on`. The same decisions saved twice in one run are kept once, also by two processes at one moment:
 *  the run is locked until the unit of work ends. Of one call, a subject may have one decision. Refuses `run.not_found`, `run.ended`. */
export async function saveDecisions(ctx: Ctx, run: DecisionRun, decisions: readonly NewDecision[]): Promise<{ considered: number; changed: number }> {
  assert(new Set(decisions.map((decision) => decision.subjectId)).size === decisions.length, 'a run decides once about a subject');
  await lockRun(ctx, run.runId);
  // In one order everywhere, so that two runs never wait for each other in a circle.
  const ordered = decisions.toSorted((a, b) => (a.subjectId < b.subjectId ? -1 : 1));
  let changed = 0;
  for (let from = 0; from < ordered.length; from += CHUNK_DECISIONS) changed += await saveChunk(ctx, run, ordered.slice(from, from + CHUNK_DECISIONS));
  return { considered: decisions.length, changed };
}

/** The states first: which of the new decisions took the place of an old one is what comes back. */
async function saveChunk(ctx: Ctx, run: DecisionRun, decisions: readonly NewDecision[]): Promise<number> {
  const company = ctx.company.id;
  const made = decisions.map((decision) => ({ ...decision, id: ctx.newId() }));
  const column = (type: string, of: (decision: (typeof made)[number]) => string): string => arrayLiteral(type, made.map(of));
  const states = await ctx.tx.rows(sql<{ decision_id: string }>`
    insert into decision_state as s (company_id, automation, subject_id, decision_id, outcome, reason, since_on, considered_on)
    select ${company}, ${run.automation}::text, v.subject_id, v.decision_id, v.outcome, v.reason, ${run.on}::date, ${run.on}::date
    from unnest(${column('uuid', (d) => d.subjectId)}::uuid[], ${column('uuid', (d) => d.id)}::uuid[], ${column('text', (d) => d.outcome)}::text[],
      ${column('text', (d) => d.reason)}::text[]) as v (subject_id, decision_id, outcome, reason)
    on conflict (company_id, automation, subject_id) do update set
      (decision_id, outcome, reason, since_on, considered_on) = (
        select case when c.changed then excluded.decision_id else s.decision_id end, excluded.outcome, excluded.reason,
          case when c.changed then excluded.since_on else s.since_on end, greatest(s.considered_on, excluded.considered_on)
        from (select s.outcome <> excluded.outcome or s.reason <> excluded.reason or (excluded.outcome = 'act' and (
          select d.run_id from decision d where d.company_id = ${company} and d.id = s.decision_id) is distinct from ${run.runId}::uuid) as changed) c)
    returning s.decision_id`);
  const inForce = new Set(states.map((state) => state.decision_id));
  const fresh = made.filter((decision) => inForce.has(decision.id));
  await insertRows(
    ctx.tx,
    decisionTable,
    fresh.map((decision) => ({
      company_id: company,
      id: decision.id,
      run_id: run.runId,
      automation: run.automation,
      subject_kind: decision.subjectKind,
      subject_id: decision.subjectId,
      customer_id: decision.customerId,
      outcome: decision.outcome,
      reason: decision.reason,
      figures: decision.figures ?? null,
      decided_on: run.on,
      decided_at: ctx.now,
    })),
  );
  return fresh.length;
}
