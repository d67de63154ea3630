import { sql } from 'kysely';
import { z } from 'zod';
import type { Day } from '../../foundation/calendar/day.ts';
import { id } from '../../foundation/contract/page.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { parseDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import type { Scope } from '../access/roles.ts';
import type { ReminderChannel } from '../collections/policy.ts';
import { RELEASE_REMINDERS } from '../collections/run-dunning.ts';
import { REFUND } from '../payments/request-refund.ts';
import { getApproval } from '../work/list-approvals.ts';

type Party = { readonly id: string; readonly number: string; readonly name: string };
export type Total = { readonly currency: Currency; readonly minor: bigint };

export type Excluded = {
  readonly outcome: 'skip' | 'hold';
  readonly reason: string;
  readonly count: number;
  readonly totals: readonly Total[];
  readonly examples: readonly { readonly receivableId: string; readonly number: string; readonly customer: Party; readonly open: Total }[];
};

export type RemindersEvidence = {
  readonly kind: 'reminders';
  readonly runId: string;
  readonly policy: string;
  readonly on: Day | null;
  readonly reminders: number;
  readonly customers: number;
  readonly byStep: readonly { readonly step: string; readonly channel: ReminderChannel; readonly count: number }[];
  readonly totals: readonly Total[];
  readonly excluded: readonly Excluded[];
};

export type RefundEvidence = {
  readonly kind: 'refund';
  readonly customer: Party | null;
  readonly credit: {
    readonly id: string;
    readonly kind: string;
    readonly number: string | null;
    readonly currency: Currency;
    readonly minor: bigint;
    readonly open: bigint;
    readonly valueOn: Day;
  };
  readonly payment: {
    readonly id: string;
    readonly method: string;
    readonly payerName: string;
    readonly reference: string;
    readonly receivedOn: Day;
    readonly minor: bigint;
    readonly bankLineId: string | null;
  } | null;
  readonly enough: boolean;
  readonly owed: readonly Total[];
};

const releaseInput = z.object({ policy: z.string(), runId: id });
const refundInput = z.object({ creditId: id, amount: z.string() });

/** The facts behind an approval; null where nothing is known about its operation or what it names is gone. Refuses `approval.not_found`. */
export async function approvalEvidence(ctx: Ctx, approvalId: string, scopes: ReadonlySet<Scope>): Promise<RemindersEvidence | RefundEvidence | null> {
  const { operation, input } = await getApproval(ctx, approvalId);
  if (operation === RELEASE_REMINDERS && scopes.has('collections:read')) {
    const release = releaseInput.safeParse(input);
    return release.success ? remindersEvidence(ctx, release.data) : null;
  }
  if (operation === REFUND && scopes.has('payments:read')) {
    const wish = refundInput.safeParse(input);
    return wish.success ? refundEvidence(ctx, wish.data) : null;
  }
  return null;
}

async function remindersEvidence(ctx: Ctx, { policy, runId }: { policy: string; runId: string }): Promise<RemindersEvidence> {
  const company = ctx.company.id;
  const run = await ctx.tx.first(sql<{ for_on: Day | null }>`select for_on from run where company_id = ${company} and id = ${runId}`);
  const byStep = await ctx.tx.rows(sql<{ step: string; channel: ReminderChannel; count: number }>`
    select step, channel, count(*)::int as count from reminder where company_id = ${company} and run_id = ${runId} and lane = 'live'
    group by step, channel order by count(*) desc, step, channel`);
  const people = await ctx.tx.first(sql<{ customers: number }>`
    select count(distinct customer_id)::int as customers from reminder where company_id = ${company} and run_id = ${runId} and lane = 'live'`);
  const totals = await ctx.tx.rows(sql<Total>`
    select currency, sum(open_minor)::bigint as minor from (
      select distinct on (i.receivable_id) i.currency, i.open_minor from reminder m join reminder_item i on i.company_id = m.company_id and i.reminder_id = m.id
      where m.company_id = ${company} and m.run_id = ${runId} and m.lane = 'live' order by i.receivable_id) items
    group by currency order by currency <> ${ctx.company.baseCurrency}, currency`);
  return {
    kind: 'reminders',
    runId,
    policy,
    on: run?.for_on ?? null,
    reminders: byStep.reduce((sum, { count }) => sum + count, 0),
    customers: people?.customers ?? 0,
    byStep,
    totals,
    excluded: run?.for_on === null || run === undefined ? [] : await excludedOn(ctx, `dunning:${policy}`, run.for_on),
  };
}

const EXAMPLES = 5;

type ExcludedRow = {
  outcome: 'skip' | 'hold';
  reason: string;
  receivable_id: string;
  number: string;
  customer_id: string;
  customer_number: string;
  customer_name: string;
  currency: Currency;
  open: bigint;
  place: number;
};

/** Of the run of a day, while no later run has considered them again: decisions that stay as they were have no row of their own, only their day moves. */
async function excludedOn(ctx: Ctx, automation: string, on: Day): Promise<Excluded[]> {
  const company = ctx.company.id;
  const considered = sql`decision_state s join receivable r on r.company_id = s.company_id and r.id = s.subject_id
    where s.company_id = ${company} and s.automation = ${automation} and s.considered_on = ${on} and s.outcome <> 'act' and r.open <> 0`;
  const sums = await ctx.tx.rows(sql<{ outcome: 'skip' | 'hold'; reason: string; currency: Currency; count: number; minor: bigint }>`
    select s.outcome, s.reason, r.currency, count(*)::int as count, sum(r.open)::bigint as minor from ${considered} group by s.outcome, s.reason, r.currency
    order by r.currency <> ${ctx.company.baseCurrency}, r.currency`);
  const examples = await ctx.tx.rows(sql<ExcludedRow>`
    select e.*, c.number as customer_number, c.name as customer_name from (
      select s.outcome, s.reason, r.id as receivable_id, r.number, r.customer_id, r.currency, r.open,
        row_number() over (partition by s.outcome, s.reason order by r.base_open desc, r.id)::int as place
      from ${considered}) e
    join customer c on c.company_id = ${company} and c.id = e.customer_id where e.place <= ${EXAMPLES} order by e.place`);
  const groups = [...Map.groupBy(sums, ({ outcome, reason }) => `${outcome} ${reason}`).values()];
  return groups
    .map((rows) => {
      const { outcome, reason } = rows[0] as (typeof rows)[number];
      return {
        outcome,
        reason,
        count: rows.reduce((sum, { count }) => sum + count, 0),
        totals: rows.map(({ currency, minor }) => ({ currency, minor })),
        examples: examples
          .filter((row) => row.outcome === outcome && row.reason === reason)
          .map((row) => ({
            receivableId: row.receivable_id,
            number: row.number,
            customer: { id: row.customer_id, number: row.customer_number, name: row.customer_name },
            open: { currency: row.currency, minor: row.open },
          })),
      };
    })
    .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

type CreditRow = {
  id: string;
  kind: string;
  number: string | null;
  currency: Currency;
  original: bigint;
  open: bigint;
  value_on: Day;
  customer_id: string | null;
  customer_number: string | null;
  customer_name: string | null;
  payment_id: string | null;
  method: string | null;
  payer_name: string | null;
  reference: string | null;
  received_on: Day | null;
  payment_minor: bigint | null;
  bank_line_id: string | null;
};

async function refundEvidence(ctx: Ctx, { creditId, amount }: { creditId: string; amount: string }): Promise<RefundEvidence | null> {
  const company = ctx.company.id;
  const row = await ctx.tx.first(sql<CreditRow>`
    select k.id, k.kind, d.number, k.currency, k.original, k.open, k.value_on, c.id as customer_id, c.number as customer_number, c.name as customer_name,
      p.id as payment_id, p.method, p.payer_name, p.reference, p.received_on, p.minor as payment_minor, p.bank_line_id
    from credit k left join customer c on c.company_id = k.company_id and c.id = k.customer_id
      left join document d on d.company_id = k.company_id and d.id = k.document_id
      left join payment p on p.company_id = k.company_id and p.id = k.payment_id
    where k.company_id = ${company} and k.id = ${creditId}`);
  if (!row) return null;
  const asked = parseDecimal(amount, row.currency);
  const owed =
    row.customer_id === null
      ? []
      : await ctx.tx.rows(sql<Total>`
          select currency, sum(open)::bigint as minor from receivable where company_id = ${company} and customer_id = ${row.customer_id} and open > 0
          group by currency order by currency <> ${row.currency}, currency`);
  return {
    kind: 'refund',
    customer: row.customer_id === null ? null : { id: row.customer_id, number: row.customer_number ?? '', name: row.customer_name ?? '' },
    credit: { id: row.id, kind: row.kind, number: row.number, currency: row.currency, minor: row.original, open: row.open, valueOn: row.value_on },
    payment:
      row.payment_id === null || row.received_on === null || row.payment_minor === null
        ? null
        : {
            id: row.payment_id,
            method: row.method ?? '',
            payerName: row.payer_name ?? '',
            reference: row.reference ?? '',
            receivedOn: row.received_on,
            minor: row.payment_minor,
            bankLineId: row.bank_line_id,
          },
    enough: asked.ok && asked.minor <= row.open,
    owed,
  };
}
