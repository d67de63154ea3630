import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '../../access/context.ts';
import type { TimelineScope } from './timeline-entry.ts';
import { branch, RANKS, text } from './timeline-sql.ts';

/** Ids of the messages that are about a document: it was sent with them, or a reminder lists it. */
function aboutDocument(ctx: Ctx, scope: TimelineScope, message: RawBuilder<unknown>): RawBuilder<unknown> {
  const company = ctx.company.id;
  if (scope.document === null) return sql`true`;
  return sql`${message} in (
    select id from message where company_id = ${company} and cause_id = ${scope.document.id}
    union all
    select q.message_id from items i join reminder_item l on l.company_id = ${company} and l.receivable_id = i.id
    join reminder q on q.company_id = ${company} and q.id = l.reminder_id where q.message_id is not null)`;
}

/** A message stands where it left, with what has become of it since; one that waits or was stopped, where it was queued. What came back or could never
 *  leave is an entry of its own at its moment. */
export function messages(ctx: Ctx, scope: TimelineScope): RawBuilder<unknown>[] {
  const ofCustomer = sql`m.company_id = ${ctx.company.id} and m.customer_id = ${scope.customerId} and ${aboutDocument(ctx, scope, sql`m.id`)}`;
  const leftAt = sql`case when m.sent_at is null then m.queued_at else m.sent_at end`;
  const common = {
    kind: text('message'),
    by: sql`case when m.kind in ('dunning', 'status') then 'machine' when m.kind = 'answer' then 'person' end`,
    subject: [text('message'), sql`m.id`] as const,
  };
  const told = sql`jsonb_build_object('subject', m.subject, 'channel', m.channel, 'messageKind', m.kind, 'to', m.to_address, 'state', m.state, 'template', m.template_code)`;
  return [
    branch(ctx, scope, {
      rank: RANKS.message,
      columns: {
        ...common,
        at: leftAt,
        id: sql`'message:' || m.id`,
        what: sql`case when m.sent_at is not null then 'message.sent' when m.state in ('sending', 'failed') then 'message.queued' else 'message.' || m.state end`,
        reason: sql`case m.state when 'stopped' then m.state_reason else m.why->>'code' end`,
        reasonFigures: sql`case m.state when 'stopped' then null else m.why->'figures' end`,
        figures: told,
        who: [
          sql`case when m.state = 'stopped' then 'message' when m.cause_kind = 'document' then 'document' end`,
          sql`case when m.state = 'stopped' then m.id else m.cause_id end`,
          sql`case when m.state = 'stopped' then 'message.stopped' when m.cause_kind = 'document' then 'document.sent' end`,
        ],
      },
      from: sql`from message m where ${ofCustomer} and ${leftAt} <= ${scope.before.at}`,
    }),
    branch(ctx, scope, {
      rank: RANKS.message,
      columns: {
        ...common,
        at: sql`m.settled_at`,
        id: sql`'message.' || m.state || ':' || m.id`,
        what: sql`'message.' || m.state`,
        by: text('machine'),
        reason: sql`nullif(m.state_reason, '')`,
        figures: told,
      },
      from: sql`from message m where ${ofCustomer} and m.state in ('bounced', 'failed') and m.settled_at <= ${scope.before.at}`,
    }),
  ];
}

/** What the customer wrote; what mail servers reported is told by the message that it is about. */
export function replies(ctx: Ctx, scope: TimelineScope): RawBuilder<unknown> {
  return branch(ctx, scope, {
    rank: RANKS.message,
    columns: {
      at: sql`n.received_at`,
      id: sql`'reply:' || n.id`,
      kind: text('reply'),
      what: sql`'reply.' || n.kind`,
      by: text('customer'),
      subject: [text('inbound_message'), sql`n.id`],
      figures: sql`jsonb_build_object('subject', n.subject, 'channel', n.channel, 'from', n.from_address, 'text', left(n.body_text, 300), 'state', n.state)`,
    },
    from: sql`from inbound_message n
      where n.company_id = ${ctx.company.id} and n.customer_id = ${scope.customerId} and n.received_at <= ${scope.before.at}
        and n.kind in ('reply', 'auto_reply', 'stop') and ${aboutDocument(ctx, scope, sql`n.answers`)}`,
  });
}
