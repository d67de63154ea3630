import { sql } from 'kysely';
import { addDays, type Day } from '../../foundation/calendar/day.ts';
import { startOfDay } from '../../foundation/calendar/time-zone.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

/** Bank lines of one currency, in its minor units; outgoing ones are negative. */
export type BandTotal = { readonly currency: Currency; readonly lines: number; readonly minor: bigint };

export type CashBands = {
  readonly on: Day;
  /** First of the days over which the machine is judged. */
  readonly since: Day;
  readonly applied: { readonly totals: readonly BandTotal[]; readonly byMachine: number };
  readonly confirm: readonly BandTotal[];
  readonly unmatched: readonly BandTotal[];
  readonly outgoing: readonly BandTotal[];
  readonly judged: JudgedLines & { readonly machine: { readonly applied: number; readonly takenBack: number } };
};

/** What a person decided. `decided` and `firstRight`: lines for which the machine had a proposal. `solved`: lines for which it had none. */
export type JudgedLines = { readonly decided: number; readonly firstRight: number; readonly solved: number; readonly medianDays: string | null };

const JUDGED_DAYS = 90;

/** What the workbench shows above its lines: what was applied on a day, what waits, and how well the machine did over the ninety days up to it.
 *  Definitions: docs/metrics.md. */
export async function cashBands(ctx: Ctx, on: Day): Promise<CashBands> {
  const since = addDays(on, 1 - JUDGED_DAYS);
  const waiting = await waitingTotals(ctx);
  const of = (band: WaitingRow['band']) => waiting.filter((row) => row.band === band).map(totalOf);
  const applied = await appliedTotals(ctx, on);
  return {
    on,
    since,
    applied: { totals: applied.map(totalOf), byMachine: applied.reduce((sum, row) => sum + Number(row.by_machine), 0) },
    confirm: of('confirm'),
    unmatched: of('unmatched'),
    outgoing: of('outgoing'),
    judged: { ...(await judgedLines(ctx, { since, on })), machine: await machineLines(ctx, { since, on }) },
  };
}

type TotalRow = { currency: Currency; lines: bigint; minor: bigint };
type WaitingRow = TotalRow & { band: 'confirm' | 'unmatched' | 'outgoing' };

function totalOf(row: TotalRow): BandTotal {
  return { currency: row.currency, lines: Number(row.lines), minor: row.minor };
}

async function waitingTotals(ctx: Ctx): Promise<WaitingRow[]> {
  return ctx.tx.rows(sql<WaitingRow>`
    select case when state = 'proposed' then 'confirm' when minor > 0 then 'unmatched' else 'outgoing' end as band, currency, count(*) as lines, sum(minor)::bigint as minor
    from bank_line where company_id = ${ctx.company.id} and state in ('open', 'proposed') group by 1, 2 order by 1, 2`);
}

/** Lines whose standing decision was made on the day, in the company's time zone. */
async function appliedTotals(ctx: Ctx, on: Day): Promise<(TotalRow & { by_machine: bigint })[]> {
  const { id, timeZone } = ctx.company;
  return ctx.tx.rows(sql<TotalRow & { by_machine: bigint }>`
    select l.currency, count(*) as lines, sum(l.minor)::bigint as minor, count(*) filter (where p.by_machine) as by_machine
    from proposal p join bank_line l on l.company_id = p.company_id and l.id = p.bank_line_id
    where p.company_id = ${id} and p.decided_at >= ${startOfDay(on, timeZone)} and p.decided_at < ${startOfDay(addDays(on, 1), timeZone)} and p.state = 'applied'
    group by l.currency order by l.currency`);
}

type Judged = { readonly since: Day; readonly on: Day };

/** As `autoMatchPrecision` of the metrics: by the posting day of the lines. */
async function machineLines(ctx: Ctx, { since, on }: Judged): Promise<{ applied: number; takenBack: number }> {
  const row = await ctx.tx.first(sql<{ applied: bigint; undone: bigint }>`
    select count(*) as applied, count(*) filter (where p.state = 'undone') as undone
    from proposal p join bank_line l on l.company_id = p.company_id and l.id = p.bank_line_id
    where p.company_id = ${ctx.company.id} and l.posted_on between ${since} and ${on} and p.by_machine`);
  return { applied: Number(row?.applied ?? 0n), takenBack: Number(row?.undone ?? 0n) };
}

/** Lines that a person decided in these days and that stand so: applied or set aside. The pick is the best proposal that the machine had last before; a line
 *  that it had applied itself is judged by what was taken back, not here. Explained by hand just as the pick has it, the pick was right. */
async function judgedLines(ctx: Ctx, { since, on }: Judged): Promise<JudgedLines> {
  const { id: company, timeZone } = ctx.company;
  const from = startOfDay(since, timeZone);
  const until = startOfDay(addDays(on, 1), timeZone);
  const sorted = (parts: string) => sql`(select jsonb_agg(x order by x->>'receivableId') from jsonb_array_elements(${sql.raw(parts)}) x)`;
  const row = await ctx.tx.first(sql<{ decided: bigint; first_right: bigint; solved: bigint; median_days: string | null }>`
    with decided as (
      select p.bank_line_id as line_id, p.id as proposal_id, p.pattern, p.explanation, p.decided_at as at
      from proposal p where p.company_id = ${company} and p.decided_at >= ${from} and p.decided_at < ${until} and p.state = 'applied' and not p.by_machine
      union all
      select l.id, null, 'aside', null, e.at from bank_line l
      cross join lateral (
        select max(e.at) as at from audit_event e
        where e.company_id = ${company} and e.subject_kind = 'bank_line' and e.subject_id = l.id::text and e.action = 'bank_line.set_aside') e
      where l.company_id = ${company} and l.state = 'set_aside' and l.minor > 0 and e.at >= ${from} and e.at < ${until}),
    picked as (
      select d.*, l.recorded_at, f.id as pick_id, f.by_machine, coalesce(d.proposal_id = f.id, false) as taken, f.explanation as pick
      from decided d join bank_line l on l.company_id = ${company} and l.id = d.line_id
      left join lateral (
        select f.id, f.explanation, f.by_machine from proposal f
        where f.company_id = ${company} and f.bank_line_id = d.line_id and f.rank = 1 and f.pattern <> 'person' and f.recorded_at <= d.at order by f.id desc limit 1) f on true)
    select count(*) filter (where not by_machine) as decided,
      count(*) filter (where not by_machine and (taken or (pattern = 'person' and explanation->>'customerId' = pick->>'customerId'
        and ${sorted("explanation->'parts'")} is not distinct from ${sorted("pick->'parts'")}))) as first_right,
      count(*) filter (where pick_id is null) as solved,
      round((percentile_cont(0.5) within group (order by extract(epoch from at - recorded_at)::float8 / 86400) filter (where pick_id is null))::numeric, 1)::text as median_days
    from picked`);
  return {
    decided: Number(row?.decided ?? 0n),
    firstRight: Number(row?.first_right ?? 0n),
    solved: Number(row?.solved ?? 0n),
    medianDays: row?.median_days ?? null,
  };
}
