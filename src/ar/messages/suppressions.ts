import { sql } from 'kysely';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { addressKey } from './address.ts';
import type { MessageChannel, MessageKind } from './message.ts';
import { suppressionTable } from './tables.ts';

export type SuppressionReason = 'hard_bounce' | 'stop' | 'complaint' | 'manual';

type Address = { readonly channel: MessageChannel; readonly address: string };

/** A suppressed mail address still gets documents and answers; a suppressed number nothing but an answer. */
export function isKeptFrom(kind: MessageKind, channel: MessageChannel): boolean {
  if (channel === 'letter') return false;
  return channel === 'sms' ? kind !== 'answer' : kind === 'dunning' || kind === 'status';
}

export function suppressionKey(address: Address): string {
  return address.channel === 'letter' ? '' : `${address.channel} ${addressKey(address.channel, address.address)}`;
}

/** Which of these addresses must not be written to now, as `suppressionKey` and why. */
export async function findSuppressed(ctx: Ctx, addresses: readonly Address[]): Promise<ReadonlyMap<string, SuppressionReason>> {
  const asked = [...new Set(addresses.map(suppressionKey).filter((key) => key !== ''))];
  if (asked.length === 0) return new Map();
  const rows = await ctx.tx.rows(sql<{ key: string; reason: SuppressionReason }>`
    select s.channel || ' ' || s.address_key as key, s.reason
    from unnest(${arrayLiteral(
      'text',
      asked.map((key) => key.slice(0, key.indexOf(' '))),
    )}::text[], ${arrayLiteral(
      'text',
      asked.map((key) => key.slice(key.indexOf(' ') + 1)),
    )}::text[]) as asked (channel, address_key)
    join suppression s on s.company_id = ${ctx.company.id} and s.channel = asked.channel and s.address_key = asked.address_key and s.lifted_at is null`);
  return new Map(rows.map((row) => [row.key, row.reason]));
}

/** Nothing but documents and answers goes there from now on. One that is suppressed already stays as it is. Answers how many are new. */
export async function suppressAddresses(
  ctx: Ctx,
  addresses: readonly { channel: 'email' | 'sms'; address: string; reason: SuppressionReason; messageId: string | null }[],
): Promise<number> {
  const byKey = new Map(addresses.map((one) => [suppressionKey(one), one]));
  return insertRows(
    ctx.tx,
    suppressionTable,
    [...byKey.values()].map((one) => ({
      company_id: ctx.company.id,
      id: ctx.newId(),
      channel: one.channel,
      address_key: addressKey(one.channel, one.address),
      reason: one.reason,
      message_id: one.messageId,
      since: ctx.now,
      lifted_at: null,
      lifted_by: null,
    })),
    'on conflict (company_id, channel, address_key) where lifted_at is null do nothing',
  );
}

/** Lets messages go there again. Answers whether there was anything to lift. `reasons` limits what may be lifted: START lifts only what STOP began. */
export async function liftSuppression(
  ctx: Ctx,
  address: { channel: 'email' | 'sms'; address: string },
  options: { reason: string; only?: SuppressionReason },
): Promise<boolean> {
  const lifted = await ctx.tx.rows(sql<{ id: string }>`
    update suppression set lifted_at = ${ctx.now}, lifted_by = ${actorText(ctx.actor)}
    where company_id = ${ctx.company.id} and channel = ${address.channel} and address_key = ${addressKey(address.channel, address.address)} and lifted_at is null
      and (${options.only ?? null}::text is null or reason = ${options.only ?? null}::text)
    returning id`);
  await recordAudit(
    ctx,
    lifted.map(({ id }) => ({ action: 'suppression.lifted', subjectKind: 'suppression', subjectId: id, reason: options.reason })),
  );
  return lifted.length > 0;
}
