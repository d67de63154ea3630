import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '../../access/context.ts';
import type { TimelineKind, TimelineScope } from './timeline-entry.ts';
import { boundDay, branch, instantOf, RANKS, text } from './timeline-sql.ts';

/** Invoices and credit notes on their issue day; imported ones too, though Dunlin learnt of them later. */
export function documents(ctx: Ctx, scope: TimelineScope, kinds: readonly TimelineKind[]): RawBuilder<unknown> {
  const of = scope.document === null ? sql`true` : sql`(d.id = ${scope.document.id} or d.cites = ${scope.document.id})`;
  return branch(ctx, scope, {
    rank: RANKS.document,
    byDay: true,
    columns: {
      at: instantOf(ctx, sql`d.issued_on`, sql`d.recorded_at`),
      id: sql`d.kind || ':' || d.id`,
      on: sql`d.issued_on`,
      kind: sql`d.kind`,
      what: sql`d.kind || case d.owner when 'imported' then '.imported' else '.issued' end`,
      by: sql`case d.owner when 'imported' then 'machine' end`,
      subject: [sql`d.kind`, sql`d.id`, sql`d.number`],
      money: [sql`d.gross`, sql`d.currency`],
      figures: sql`jsonb_build_object('dueOn', d.due_on)`,
      who: [text('document'), sql`d.id`, sql`case d.kind when 'credit_note' then 'credit_note.issued' end`],
    },
    from: sql`from document d where d.company_id = ${ctx.company.id} and d.customer_id = ${scope.customerId} and d.issued_on <= ${boundDay(ctx, scope)}
      and d.kind = any (${kinds.filter((kind) => kind === 'invoice' || kind === 'credit_note')}::text[]) and ${of}`,
  });
}

/** Money that came in, on its value day, and money that went back again. */
export function payments(ctx: Ctx, scope: TimelineScope): RawBuilder<unknown>[] {
  const company = ctx.company.id;
  const of =
    scope.document === null
      ? sql`true`
      : sql`p.id in (select k.payment_id from items i join allocation a on a.company_id = ${company} and a.receivable_id = i.id
          join credit k on k.company_id = ${company} and k.id = a.credit_id where k.kind = 'payment')`;
  const ofCustomer = sql`p.company_id = ${company} and p.customer_id = ${scope.customerId} and ${of}`;
  const common = {
    kind: text('payment'),
    subject: [text('payment'), sql`p.id`, sql`nullif(p.reference, '')`] as const,
    money: [sql`p.minor`, sql`p.currency`] as const,
  };
  return [
    branch(ctx, scope, {
      rank: RANKS.payment,
      byDay: true,
      columns: {
        ...common,
        at: instantOf(ctx, sql`p.received_on`, sql`p.recorded_at`),
        id: sql`'payment.received:' || p.id`,
        on: sql`p.received_on`,
        what: text('payment.received'),
        by: text('customer'),
        figures: sql`jsonb_build_object('method', p.method, 'payerName', p.payer_name)`,
      },
      from: sql`from payment p where ${ofCustomer} and p.received_on <= ${boundDay(ctx, scope)}`,
    }),
    branch(ctx, scope, {
      rank: RANKS.payment,
      columns: {
        ...common,
        at: sql`case when l.id is not null then ${instantOf(ctx, sql`l.booked_on`, sql`l.recorded_at`)} else coalesce(e.at, p.recorded_at) end`,
        id: sql`'payment.' || p.state || ':' || p.id`,
        what: sql`'payment.' || p.state`,
        by: sql`case p.state when 'returned' then 'customer' end`,
        actor: sql`e.actor`,
        figures: sql`jsonb_build_object('method', p.method, 'note', e.reason)`,
      },
      from: sql`from payment p
        left join bank_line l on l.company_id = ${company} and l.id = p.return_line_id
        left join lateral (
          select e.at, e.actor, e.reason from audit_event e
          where e.company_id = ${company} and e.subject_kind = 'payment' and e.subject_id = p.id::text and e.action = 'payment.reversed' order by e.at desc limit 1) e on true
        where ${ofCustomer} and p.state <> 'received'`,
    }),
  ];
}

/** What settled receivables of the customer, one entry a cause and value day: cash with the discount that was taken beside it, credit notes, write-offs; and what was taken
 *  back. Costs a look at every settlement of the customer, since settlements have no index by customer. */
export function applications(ctx: Ctx, scope: TimelineScope): RawBuilder<unknown> {
  const company = ctx.company.id;
  const source =
    scope.document?.kind === 'credit_note'
      ? sql`(select * from credit where company_id = ${company} and document_id = ${scope.document.id}) k
          join allocation a on a.company_id = ${company} and a.credit_id = k.id
          join receivable i on i.company_id = ${company} and i.id = a.receivable_id and i.kind <> 'technical'`
      : sql`items i join allocation a on a.company_id = ${company} and a.receivable_id = i.id join credit k on k.company_id = ${company} and k.id = a.credit_id`;
  const sumOf = (kind: string) => sql`coalesce(sum(abs(a.receivable_minor)) filter (where k.kind = ${kind}), 0)::text`;
  return branch(ctx, scope, {
    rank: RANKS.settlement,
    columns: {
      at: sql`s.at`,
      id: sql`'application' || case when s.reversal then '.reversed' else '' end || ':' || s.cause_id || ':' || s.currency || ':' || s.value_on`,
      kind: text('application'),
      what: sql`case when s.reversal then 'application.reversed' when 'payment' = any (s.kinds) then 'application.cash' else 'application.' || s.kinds[1] end`,
      by: sql`case when s.imported then 'machine' end`,
      subject: [
        sql`case when s.payment_id is not null then 'payment' when s.document_id is not null then 'credit_note' else 'credit' end`,
        sql`coalesce(s.payment_id, s.document_id, s.credit_id)`,
      ],
      money: [sql`s.minor`, sql`s.currency`],
      figures: sql`jsonb_build_object('receivables', s.receivables, 'numbers', array_to_string(s.numbers[1:5], ', '), 'discountMinor', s.discount, 'toleranceMinor', s.tolerance)`,
      who: [
        sql`case s.cause_kind when 'proposal' then 'proposal' when 'application' then 'payment' when 'document' then 'document' end`,
        sql`case s.cause_kind when 'application' then s.payment_id else s.cause_id::text end`,
        sql`case s.cause_kind when 'application' then 'payment.applied' when 'document' then 'credit_note.issued' end`,
      ],
    },
    from: sql`from (
      select a.cause_kind, a.cause_id, i.currency, a.value_on, a.reverses is not null as reversal, bool_or(p.method = 'imported') as imported,
        max(case when p.method = 'imported' then ${instantOf(ctx, sql`a.value_on`, sql`a.recorded_at`)} else a.recorded_at end) as at,
        sum(abs(a.receivable_minor))::bigint as minor, count(distinct i.id) as receivables, array_agg(distinct i.number order by i.number) as numbers, array_agg(distinct k.kind) as kinds,
        ${sumOf('discount')} as discount, ${sumOf('tolerance')} as tolerance,
        min(k.payment_id::text) as payment_id, min(case when k.kind = 'credit_note' then k.document_id::text end) as document_id, min(k.id::text) as credit_id
      from ${source} left join payment p on p.company_id = ${company} and p.id = k.payment_id
      group by a.cause_kind, a.cause_id, i.currency, a.value_on, a.reverses is not null) s`,
  });
}
