import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import type { MessageChannel, MessageKind, MessageState, MessageWhy } from './message.ts';

export type ListedMessage = {
  readonly id: string;
  readonly kind: MessageKind;
  readonly channel: MessageChannel;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly toAddress: string;
  readonly toName: string;
  readonly subject: string;
  readonly why: MessageWhy;
  readonly sendAfter: Date;
  readonly state: MessageState;
  readonly stateReason: string;
  readonly attempts: number;
  readonly queuedAt: Date;
  readonly sentAt: Date | null;
};

const COLUMNS = sql`m.id, m.kind, m.channel, m.customer_id as "customerId", c.name as "customerName", m.to_address as "toAddress", m.to_name as "toName",
  m.subject, m.why, m.send_after as "sendAfter", m.state, m.state_reason as "stateReason", m.attempts, m.queued_at as "queuedAt", m.sent_at as "sentAt"`;

/** The outbox: what waits, the next to leave first. */
export async function listWaitingMessages(
  ctx: Ctx,
  filter: { readonly channel?: MessageChannel | undefined; readonly after: { readonly sendAfter: Date; readonly id: string } | null; readonly limit: number },
): Promise<ListedMessage[]> {
  const { after } = filter;
  return ctx.tx.rows(sql<ListedMessage>`
    select ${COLUMNS} from message m left join customer c on c.company_id = m.company_id and c.id = m.customer_id
    where m.company_id = ${ctx.company.id} and m.state = 'waiting' and (${filter.channel ?? null}::text is null or m.channel = ${filter.channel ?? null}::text)
      and (${after === null} or (m.send_after, m.id) > (${after?.sendAfter ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by m.send_after, m.id limit ${filter.limit}`);
}

/** Messages whatever became of them, the newest first; of one customer, in one state or in trouble where asked. */
export async function listMessages(
  ctx: Ctx,
  filter: {
    readonly state?: MessageState | 'trouble' | undefined;
    readonly channel?: MessageChannel | undefined;
    readonly customerId?: string | undefined;
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<ListedMessage[]> {
  const { state } = filter;
  // As literals: an index of what went wrong holds these states alone.
  const ofState = state === undefined ? sql`true` : state === 'trouble' ? sql`m.state in ('unknown', 'bounced', 'failed')` : sql`m.state = ${state}`;
  return ctx.tx.rows(sql<ListedMessage>`
    select ${COLUMNS} from message m left join customer c on c.company_id = m.company_id and c.id = m.customer_id
    where m.company_id = ${ctx.company.id} and (${filter.before}::uuid is null or m.id < ${filter.before}::uuid)
      and ${ofState}
      and (${filter.channel ?? null}::text is null or m.channel = ${filter.channel ?? null}::text)
      and (${filter.customerId ?? null}::uuid is null or m.customer_id = ${filter.customerId ?? null}::uuid)
    order by m.id desc limit ${filter.limit}`);
}

export type ShownMessage = ListedMessage & {
  readonly cc: readonly string[];
  readonly language: string;
  readonly timeZone: string;
  readonly bodyText: string;
  readonly bodyHtml: string | null;
  readonly templateCode: string | null;
  readonly templateVersion: number | null;
  readonly causeKind: string;
  readonly causeId: string;
  readonly settledAt: Date | null;
  readonly files: readonly { readonly id: string; readonly name: string; readonly mediaType: string; readonly sizeBytes: number }[];
  readonly tries: readonly {
    readonly attempt: number;
    readonly startedAt: Date;
    readonly endedAt: Date | null;
    readonly outcome: string | null;
    readonly detail: string;
  }[];
  readonly events: readonly { readonly kind: string; readonly detail: string; readonly at: Date }[];
};

/** One message as it will leave or as it left, with what became of it. Refuses `message.not_found`. */
export async function getMessage(ctx: Ctx, id: string): Promise<ShownMessage> {
  const found = await ctx.tx.first(sql<Omit<ShownMessage, 'files' | 'tries' | 'events'>>`
    select ${COLUMNS}, m.cc, m.language, m.time_zone as "timeZone", m.body_text as "bodyText", m.body_html as "bodyHtml", m.template_code as "templateCode",
      m.template_version as "templateVersion", m.cause_kind as "causeKind", m.cause_id as "causeId", m.settled_at as "settledAt"
    from message m left join customer c on c.company_id = m.company_id and c.id = m.customer_id where m.company_id = ${ctx.company.id} and m.id = ${id}`);
  if (!found) throw new Refusal('message.not_found', `There is no message ${id} in this company. Reload the list.`, { id });
  const files = await ctx.tx.rows(sql<ShownMessage['files'][number]>`
    select f.id, f.name, f.media_type as "mediaType", f.size_bytes as "sizeBytes" from message_attachment a
    join kept_file f on f.company_id = a.company_id and f.id = a.file_id where a.company_id = ${ctx.company.id} and a.message_id = ${id} order by a.pos`);
  const tries = await ctx.tx.rows(sql<ShownMessage['tries'][number]>`
    select attempt, started_at as "startedAt", ended_at as "endedAt", outcome, detail from delivery_attempt
    where company_id = ${ctx.company.id} and message_id = ${id} order by attempt`);
  const events = await ctx.tx.rows(sql<ShownMessage['events'][number]>`
    select kind, detail, at from message_event where company_id = ${ctx.company.id} and message_id = ${id} order by id`);
  return { ...found, files, tries, events };
}

/** One line of a customer's timeline. */
export type TimelineEntry = {
  readonly at: Date;
  readonly kind: 'message' | 'event' | 'inbound';
  /** Of the message or of what came in. */
  readonly id: string;
  readonly channel: 'email' | 'sms' | 'letter';
  /** State of a message, kind of an event, kind of what came in. */
  readonly what: string;
  readonly subject: string;
  readonly detail: string;
};

/** What was written to a customer, what became of it and what came back, the newest first. Messages that still wait stand where they were queued. */
export async function messageTimeline(ctx: Ctx, customerId: string, page: { readonly before: Date | null; readonly limit: number }): Promise<TimelineEntry[]> {
  const before = page.before ?? new Date('9999-01-01T00:00:00Z');
  return ctx.tx.rows(sql<TimelineEntry>`
    select * from (
      (select coalesce(m.sent_at, m.queued_at) as at, 'message' as kind, m.id, m.channel, m.state as what, m.subject, m.state_reason as detail from message m
       where m.company_id = ${ctx.company.id} and m.customer_id = ${customerId} and coalesce(m.sent_at, m.queued_at) < ${before} order by 1 desc limit ${page.limit})
      union all
      (select e.at, 'event', m.id, m.channel, e.kind, m.subject, e.detail from message m join message_event e on e.company_id = m.company_id and e.message_id = m.id
       where m.company_id = ${ctx.company.id} and m.customer_id = ${customerId} and e.at < ${before} and e.kind <> 'sent' order by 1 desc limit ${page.limit})
      union all
      (select i.received_at, 'inbound', i.id, i.channel, i.kind, i.subject, left(i.body_text, 500) from inbound_message i
       where i.company_id = ${ctx.company.id} and i.customer_id = ${customerId} and i.received_at < ${before} order by 1 desc limit ${page.limit})
    ) entries order by at desc, id limit ${page.limit}`);
}
