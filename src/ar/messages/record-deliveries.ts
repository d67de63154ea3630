import { sql } from 'kysely';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import { Bug } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { closeTasks, openTasks, type NewTask } from '../work/tasks.ts';
import { oneLine } from './template-engine.ts';
import { CHANNEL_DETAIL } from './claim-messages.ts';
import type { MessageState } from './message.ts';
import type { DeliveryOutcome } from './ports.ts';
import { suppressAddresses } from './suppressions.ts';
import { messageEventTable } from './tables.ts';

/** How an attempt ended. `retries` as the claim gave it. */
export type Delivery = { readonly id: string; readonly attempt: number; readonly retries: number; readonly outcome: DeliveryOutcome };

const MINUTE_MS = 60_000;

/** Waits between tries that the other side put off for the message's own sake; about a day in all, then it has failed. */
const BACKOFF_MINUTES: readonly number[] = [1, 5, 15, 60, 120, 240, 480, 720];

const MAX_DETAIL = 500;

type Stored = {
  readonly id: string;
  readonly channel: 'email' | 'sms' | 'letter';
  readonly kind: string;
  readonly to_address: string;
  readonly customer_id: string | null;
  readonly subject: string;
  readonly state: MessageState;
  readonly attempts: number;
};

type Change = {
  readonly id: string;
  readonly state: MessageState;
  readonly reason: string;
  readonly outsideId: string | null;
  readonly sendAfter: Date | null;
  readonly event: string | null;
  readonly detail: string;
};

/** Writes down how attempts ended and what becomes of their messages: handed over, tried again later, failed, or unknown, which only a person or a report
 *  of the other side settles. An attempt that is over already (a second worker was faster) changes nothing, but news that a message was taken is never lost.
 *  Refused addresses are suppressed; whatever needs a person becomes a task. */
export async function recordDeliveries(ctx: Ctx, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  const stored = await lockMessages(
    ctx,
    deliveries.map(({ id }) => id),
  );
  const usable = deliveries.filter(({ id, attempt, outcome }) => {
    const message = stored.get(id);
    if (!message || message.attempts !== attempt) return false;
    return message.state === 'sending' || (message.state === 'unknown' && (outcome.kind === 'accepted' || message.channel === 'sms'));
  });
  // A bounce or an answer may be faster than the word of our own server: the attempt gets its end, the message stays what it became.
  const overtaken = deliveries.filter(({ id, attempt }) => {
    const message = stored.get(id);
    return message?.attempts === attempt && (message.state === 'bounced' || message.state === 'sent');
  });
  await endAttempts(ctx, [...usable, ...overtaken]);
  const changes = usable.map((delivery) => changeFor(ctx.now, stored.get(delivery.id)?.channel ?? 'email', delivery));
  await applyChanges(ctx, changes);
  await suppressRefused(ctx, usable, stored);
  await openTasks(
    ctx,
    changes.flatMap((change) => taskFor(change, stored.get(change.id))),
  );
  await closeTasks(
    ctx,
    changes.filter(({ state }) => state === 'sent').map(({ id }) => `message.unknown:${id}`),
    'sent_after_all',
  );
}

async function lockMessages(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
  const rows = await ctx.tx.rows(sql<Stored>`
    select id, channel, kind, to_address, customer_id, subject, state, attempts from message
    where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[]) order by id for update`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** A sentence of the other side, fit to be kept and shown. */
export function detailText(text: string): string {
  return oneLine(text).slice(0, MAX_DETAIL);
}

function detailOf(outcome: DeliveryOutcome): string {
  return (outcome.kind === 'retry' && outcome.scope === 'channel') || (outcome.kind === 'refused' && outcome.reason === 'account')
    ? detailText(CHANNEL_DETAIL + outcome.detail)
    : detailText(outcome.detail);
}

async function endAttempts(ctx: Ctx, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  // An account that is refused is no fault of the message: it is tried again once the account is right.
  const outcomes = deliveries.map(({ outcome }) => (outcome.kind === 'refused' && outcome.reason === 'account' ? 'retry' : outcome.kind));
  await ctx.tx.run(sql`
    update delivery_attempt set ended_at = ${ctx.now}, outcome = given.outcome, detail = given.detail
    from unnest(${arrayLiteral(
      'uuid',
      deliveries.map(({ id }) => id),
    )}::uuid[], ${arrayLiteral(
      'int',
      deliveries.map(({ attempt }) => attempt),
    )}::int[], ${arrayLiteral('text', outcomes)}::text[], ${arrayLiteral(
      'text',
      deliveries.map(({ outcome }) => detailOf(outcome)),
    )}::text[]) as given (id, attempt, outcome, detail)
    where delivery_attempt.company_id = ${ctx.company.id} and delivery_attempt.message_id = given.id and delivery_attempt.attempt = given.attempt
      and (delivery_attempt.ended_at is null or delivery_attempt.outcome = 'unknown')`);
}

function changeFor(now: Date, channel: 'email' | 'sms' | 'letter', { id, retries, outcome }: Delivery): Change {
  const detail = detailOf(outcome);
  const base = { id, outsideId: null, sendAfter: null, detail };
  const later = (ms: number): Change => ({ ...base, state: 'waiting', reason: 'retry', sendAfter: new Date(now.getTime() + ms), event: null });
  switch (outcome.kind) {
    case 'accepted':
      // A mail keeps its own Message-ID, which answers to it name; what its server called it stands in the event.
      return { ...base, state: 'sent', reason: '', outsideId: channel === 'email' ? null : outcome.outsideId, event: 'sent' };
    case 'unknown':
      return { ...base, state: 'unknown', reason: 'answer_lost', event: 'unknown' };
    case 'refused':
      if (outcome.reason === 'account') return later((BACKOFF_MINUTES[1] ?? 5) * MINUTE_MS);
      return { ...base, state: 'failed', reason: outcome.reason === 'address' ? 'address_refused' : 'content_refused', event: 'refused' };
    case 'retry':
      if (outcome.scope === 'channel') return later(outcome.afterMs ?? MINUTE_MS);
      if (retries >= BACKOFF_MINUTES.length) return { ...base, state: 'failed', reason: 'tried_too_often', event: 'failed' };
      return later(Math.max((BACKOFF_MINUTES[retries] ?? 0) * MINUTE_MS, outcome.afterMs ?? 0));
    default:
      return assertNever(outcome);
  }
}

function assertNever(outcome: never): never {
  throw new Bug(`an outcome that nobody knows: ${JSON.stringify(outcome)}`);
}

async function applyChanges(ctx: Ctx, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await ctx.tx.run(sql`
    update message set state = given.state, state_reason = given.reason, outside_id = coalesce(given.outside_id, message.outside_id),
      send_after = coalesce(given.send_after, message.send_after), changed_at = ${ctx.now},
      sent_at = case when given.state = 'sent' then ${ctx.now}::timestamptz else message.sent_at end,
      settled_at = case when given.state = 'failed' then ${ctx.now}::timestamptz else message.settled_at end
    from unnest(${arrayLiteral(
      'uuid',
      changes.map(({ id }) => id),
    )}::uuid[], ${arrayLiteral(
      'text',
      changes.map(({ state }) => state),
    )}::text[], ${arrayLiteral(
      'text',
      changes.map(({ reason }) => reason),
    )}::text[], ${arrayLiteral(
      'text',
      changes.map(({ outsideId }) => outsideId),
    )}::text[], ${arrayLiteral(
      'timestamptz',
      changes.map(({ sendAfter }) => sendAfter),
    )}::timestamptz[]) as given (id, state, reason, outside_id, send_after)
    where message.company_id = ${ctx.company.id} and message.id = given.id`);
  await recordEvents(
    ctx,
    changes.flatMap(({ id, event, detail }) => (event === null ? [] : [{ messageId: id, kind: event, detail, at: ctx.now }])),
  );
}

/** What became of messages, in the order in which we learnt it. */
export async function recordEvents(ctx: Ctx, events: readonly { messageId: string; kind: string; detail: string; at: Date }[]): Promise<void> {
  await insertRows(
    ctx.tx,
    messageEventTable,
    events.map((event) => ({
      company_id: ctx.company.id,
      id: ctx.newId(),
      message_id: event.messageId,
      kind: event.kind,
      detail: detailText(event.detail),
      at: event.at,
      recorded_at: ctx.now,
    })),
  );
}

async function suppressRefused(ctx: Ctx, deliveries: readonly Delivery[], stored: ReadonlyMap<string, Stored>): Promise<void> {
  await suppressAddresses(
    ctx,
    deliveries.flatMap(({ id, outcome }) => {
      const message = stored.get(id);
      if (!message || message.channel === 'letter' || outcome.kind !== 'refused' || outcome.reason !== 'address') return [];
      return [{ channel: message.channel, address: message.to_address, reason: 'hard_bounce' as const, messageId: id }];
    }),
  );
}

const TASKS: Readonly<Partial<Record<string, { readonly kind: string; readonly title: string }>>> = {
  answer_lost: { kind: 'message.unknown', title: 'Find out whether a message arrived' },
  address_refused: { kind: 'message.address', title: 'Correct an address that is refused' },
  content_refused: { kind: 'message.failed', title: 'A message was refused' },
  tried_too_often: { kind: 'message.failed', title: 'A message could not be delivered for a day' },
};

function taskFor(change: Change, message: Stored | undefined): NewTask[] {
  const kind = TASKS[change.reason];
  if (!message || !kind) return [];
  return [
    {
      kind: kind.kind,
      key: kind.kind === 'message.address' ? `message.address:${message.channel}:${message.to_address.toLowerCase()}` : `${kind.kind}:${message.id}`,
      subjectKind: 'message',
      subjectId: message.id,
      customerId: message.customer_id,
      title: kind.title,
      reason: change.reason,
      figures: { channel: message.channel, subject: message.subject, detail: change.detail },
      forRole: message.kind === 'dunning' ? 'collections' : 'billing',
    },
  ];
}
