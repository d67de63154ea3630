import { sql } from 'kysely';
import { daysBetween, latest, type Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Problem } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { requirePolicy } from './change-policy.ts';
import { holdsOf, placesOf, stepsOf, type Lane } from './dunning-store.ts';
import { holdsBySubject, pauseOf } from './gather-facts.ts';
import { pausedDays, type LadderPlace } from './ladder.ts';
import type { DunningStep } from './policy.ts';
import { savePlaces } from './reminder-store.ts';

/** The step that an invoice had reached elsewhere; `where` tells a person its place (`line 3`). */
export type EntryRow = { readonly where: string; readonly number: string; readonly step: string };

export type EnteredLadder = { readonly read: number; readonly entered: number; readonly problems: readonly Problem[] };

const CHUNK_ROWS = 2_000;

type Entering = { id: string; customer_id: string; number: string; due_on: Day; open: bigint };

/** Puts receivables on the step of a ladder that they had reached elsewhere, as if it were taken today: the step and all before it are not taken again, and the next
 *  one is due as many days from today as lie between the two in the policy. All open instalments of an invoice enter alike, in the shadow lane as in the live one.
 *  Problems, by row: an invoice that is not there, is settled, belongs to several customers or stands there twice, a step that the policy does not have, and a
 *  receivable of which this ladder has taken a step already. Refuses `policy.not_found`. */
export async function enterLadder(ctx: Ctx, code: string, rows: readonly EntryRow[]): Promise<EnteredLadder> {
  const { policy } = await requirePolicy(ctx, code);
  const steps = new Map(policy.steps.map((step) => [step.key, step]));
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  const good: { row: EntryRow; step: DunningStep }[] = [];
  for (const row of rows) {
    const step = steps.get(row.step);
    const earlier = seen.get(row.number);
    if (earlier !== undefined) problems.push({ where: row.where, message: `${row.number} stands at ${earlier} already; this row was not used` });
    else if (step === undefined)
      problems.push({ where: row.where, message: `"${row.step}" is no step of the policy ${code}; it has ${[...steps.keys()].join(', ')}` });
    else good.push({ row, step });
    if (earlier === undefined) seen.set(row.number, row.where);
  }
  let entered = 0;
  for (let from = 0; from < good.length; from += CHUNK_ROWS) entered += await enterChunk(ctx, code, good.slice(from, from + CHUNK_ROWS), problems);
  if (entered > 0)
    await recordAudit(ctx, [{ action: 'dunning_policy.ladder_entered', subjectKind: 'dunning_policy', subjectId: code, after: { receivables: entered } }]);
  const place = new Map(rows.map(({ where }, index) => [where, index]));
  return { read: rows.length, entered, problems: problems.toSorted((a, b) => (place.get(a.where) ?? 0) - (place.get(b.where) ?? 0)) };
}

async function enterChunk(ctx: Ctx, code: string, rows: readonly { row: EntryRow; step: DunningStep }[], problems: Problem[]): Promise<number> {
  const found = Map.groupBy(
    await ctx.tx.rows(sql<Entering>`
      select id, customer_id, number, due_on, open from receivable
      where company_id = ${ctx.company.id} and kind <> 'technical' and number = any (${arrayLiteral(
        'text',
        rows.map(({ row }) => row.number),
      )}::text[])
      order by due_on, id`),
    ({ number }) => number,
  );
  const entering = rows.flatMap(({ row, step }) => {
    const own = found.get(row.number) ?? [];
    const open = own.filter((receivable) => receivable.open > 0n);
    const say = (message: string): [] => {
      problems.push({ where: row.where, message });
      return [];
    };
    if (own.length === 0) return say(`there is no invoice ${row.number} in this company`);
    if (new Set(own.map(({ customer_id }) => customer_id)).size > 1)
      return say(`several customers have an invoice ${row.number}; it is not clear which one is meant`);
    if (open.length === 0) return say(`nothing is open on ${row.number} any more`);
    return [{ row, step, receivables: open }];
  });
  const receivables = entering.flatMap((one) => one.receivables);
  const ids = receivables.map(({ id }) => id);
  const holds = holdsBySubject(await holdsOf(ctx, ids, [...new Set(receivables.map(({ customer_id }) => customer_id))]));
  const pausedOf = (receivable: Entering): number => {
    const own = [...(holds.get(receivable.id) ?? []), ...(holds.get(receivable.customer_id) ?? []), ...(holds.get('') ?? [])];
    return pausedDays(
      own.flatMap((hold) => pauseOf(ctx, hold)),
      { from: receivable.due_on, to: latest(ctx.today, receivable.due_on) },
    );
  };
  let entered = new Set<string>();
  for (const lane of ['live', 'shadow'] as const) {
    const standing = await standingIn(ctx, { code, lane }, ids);
    const places = entering.flatMap(({ row, step, receivables: own }) => {
      if (own.some(({ id }) => standing.taken.has(id))) {
        if (lane === 'live') problems.push({ where: row.where, message: `the policy ${code} has taken a step for ${row.number} itself; it stays where it is` });
        return [];
      }
      return own.map((receivable) => ({
        receivableId: receivable.id,
        place: {
          cycle: standing.cycleOf(receivable.id),
          enteredOn: ctx.today,
          shiftDays: daysBetween(receivable.due_on, ctx.today) - pausedOf(receivable) - step.offsetDays,
          entryStep: step.key,
        } satisfies LadderPlace,
      }));
    });
    await savePlaces(ctx, { code, lane }, places);
    if (lane === 'live') entered = new Set(places.map(({ receivableId }) => receivableId));
  }
  return entered.size;
}

/** Which of these have taken steps of their present cycle in a lane, and which cycle that is. */
async function standingIn(ctx: Ctx, lane: { code: string; lane: Lane }, ids: readonly string[]) {
  const places = new Map((await placesOf(ctx, lane, ids)).map((place) => [place.receivable_id, place]));
  const cycleOf = (id: string): number => {
    const place = places.get(id);
    return place === undefined ? 1 : place.closed_on === null ? place.cycle : place.cycle + 1;
  };
  const steps = await stepsOf(ctx, lane, ids);
  return { cycleOf, taken: new Set(steps.filter((step) => step.cycle === cycleOf(step.receivable_id)).map((step) => step.receivable_id)) };
}
