import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';

export type InboundMessage = {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly kind: 'reply' | 'bounce' | 'auto_reply' | 'stop' | 'delivery_report';
  readonly answers: string | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly receivedAt: Date;
  readonly state: 'unread' | 'read' | 'done';
  readonly readBy: string | null;
  readonly readAt: Date | null;
};

const COLUMNS = sql`i.id, i.channel, i.kind, i.answers, i.customer_id as "customerId", c.name as "customerName", i.from_address as "from", i.subject,
  i.body_text as text, i.received_at as "receivedAt", i.state, i.read_by as "readBy", i.read_at as "readAt"`;

/** What came in, the newest first; by default replies that nobody has dealt with. */
export async function listInbox(
  ctx: Ctx,
  filter: {
    readonly state?: 'unread' | 'read' | 'done' | undefined;
    readonly before: { readonly receivedAt: Date; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<InboundMessage[]> {
  const { before } = filter;
  return ctx.tx.rows(sql<InboundMessage>`
    select ${COLUMNS} from inbound_message i left join customer c on c.company_id = i.company_id and c.id = i.customer_id
    where i.company_id = ${ctx.company.id} and (${filter.state ?? null}::text is null or i.state = ${filter.state ?? null}::text)
      and (${before === null} or (i.received_at, i.id) < (${before?.receivedAt ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by i.received_at desc, i.id desc limit ${filter.limit}`);
}

/** Refuses `inbound.not_found`. */
export async function getInbound(ctx: Ctx, id: string): Promise<InboundMessage> {
  const found = await ctx.tx.first(sql<InboundMessage>`
    select ${COLUMNS} from inbound_message i left join customer c on c.company_id = i.company_id and c.id = i.customer_id
    where i.company_id = ${ctx.company.id} and i.id = ${id}`);
  if (!found) throw new Refusal('inbound.not_found', `Nothing came in under ${id} in this company. Reload the list.`, { id });
  return found;
}

/** Says that a person has read a reply, or dealt with it. `customerId` lays one beside a customer that the program could not tell. Refuses `inbound.not_found`. */
export async function markInbound(ctx: Ctx, id: string, as: { readonly state: 'read' | 'done'; readonly customerId?: string | undefined }): Promise<void> {
  const changed = await ctx.tx.run(sql`
    update inbound_message set state = ${as.state}, read_by = coalesce(read_by, ${actorText(ctx.actor)}), read_at = coalesce(read_at, ${ctx.now}),
      customer_id = coalesce(${as.customerId ?? null}::uuid, customer_id)
    where company_id = ${ctx.company.id} and id = ${id}`);
  if (changed === 0) throw new Refusal('inbound.not_found', `Nothing came in under ${id} in this company. Reload the list.`, { id });
  await recordAudit(ctx, [{ action: `inbound.${as.state}`, subjectKind: 'inbound_message', subjectId: id }]);
}
