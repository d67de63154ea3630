import type { KeyRing } from '../foundation/crypto/secret-box.ts';
import { Refusal } from '../foundation/errors/refusal.ts';
import type { Log } from '../foundation/log/log.ts';
import { claimMessages, LANES, type ClaimedMessage, type MessageGuards } from '../ar/messages/claim-messages.ts';
import type { DeliveryOutcome, MailSender, ShortMessageSender } from '../ar/messages/ports.ts';
import { emailAccount, readChannel, smsAccount } from '../ar/messages/read-channel.ts';
import { recordDeliveries, type Delivery } from '../ar/messages/record-deliveries.ts';
import { lostShortMessages, settleLostMails } from '../ar/messages/settle-attempts.ts';
import { closeTasks, openTasks } from '../ar/work/tasks.ts';
import { channelPace, type ChannelPace } from './channel-pace.ts';
import type { CompanyRunner } from './run-context.ts';

export type OutboxDeps = {
  readonly mail: MailSender;
  readonly shortMessages: ShortMessageSender;
  readonly ring: KeyRing;
  /** Of each kind of message that another slice judges at the moment of sending. */
  readonly guards: MessageGuards;
  readonly log: Log;
  /** Behind which providers report the fate of short messages; null where no public address is known. */
  readonly statusUrl: string | null;
};

/** What one look into the outbox did. */
export type OutboxRun = { sent: number; later: number; failed: number; unknown: number };

export type Outbox = {
  /** Hands over what is due for one company, channel by channel, until nothing is due, the channel is down or its pace is reached. Safe to run by several
   *  workers at once: nothing is handed over twice. */
  deliver(runner: Pick<CompanyRunner, 'company' | 'run'>, stopped?: AbortSignal): Promise<OutboxRun>;
};

/** So many are handed over at once; also the size of a claim, so that a channel that goes down takes few messages with it. */
const AT_ONCE = 10;
/** So many tries in a row that the other side put off mean that it is the channel and not the messages. */
const PUT_OFF_IN_A_ROW = 5;

type Account = { readonly messagesPerMinute: number; readonly mailDomain: string; readonly send: (message: ClaimedMessage) => Promise<DeliveryOutcome> };

/** Delivery of the outbox: claim and write down (kept), call, record. It remembers the pace of each channel between runs. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const pace = channelPace();
  return {
    async deliver(runner, stopped) {
      const total: OutboxRun = { sent: 0, later: 0, failed: 0, unknown: 0 };
      total.unknown += await runner.run(settleLostMails);
      for (const channel of ['email', 'sms'] as const) {
        const account = await accountOf(deps, runner, channel);
        if (!account) continue;
        if (channel === 'sms') await reconcileShortMessages(deps, runner);
        for (const lane of LANES) await deliverLane({ deps, runner, pace, channel, lane, account, total, ...(stopped ? { stopped } : {}) });
      }
      return total;
    },
  };
}

async function accountOf(deps: OutboxDeps, runner: Pick<CompanyRunner, 'run'>, channel: 'email' | 'sms'): Promise<Account | undefined> {
  return runner.run(async (ctx) => {
    if (!(await readChannel(ctx, channel))) return undefined;
    try {
      if (channel === 'email') return mailAccountOf(deps, await emailAccount(ctx, deps));
      const { account, messagesPerMinute } = await smsAccount(ctx, deps);
      return {
        messagesPerMinute,
        mailDomain: '',
        send: (message) => deps.shortMessages.send(account, { id: message.id, to: message.toAddress, text: message.bodyText, statusUrl: deps.statusUrl }),
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      deps.log.error({ err: error, company: ctx.company.id, channel }, 'the account of a channel cannot be used; its messages wait');
      return undefined;
    }
  });
}

function mailAccountOf(deps: OutboxDeps, { account, from, replyTo, domain, messagesPerMinute }: Awaited<ReturnType<typeof emailAccount>>): Account {
  return {
    messagesPerMinute,
    mailDomain: domain,
    send: (message) =>
      deps.mail.send(account, {
        messageId: message.messageId,
        from,
        replyTo,
        to: { address: message.toAddress, name: message.toName },
        cc: message.cc.map((address) => ({ address, name: '' })),
        subject: message.subject,
        text: message.bodyText,
        html: message.bodyHtml,
        inReplyTo: message.inReplyTo,
        attachments: message.attachments,
        personal: message.kind === 'answer',
      }),
  };
}

type LaneWork = {
  readonly deps: OutboxDeps;
  readonly runner: Pick<CompanyRunner, 'company' | 'run'>;
  readonly pace: ChannelPace;
  readonly channel: 'email' | 'sms';
  readonly lane: (typeof LANES)[number];
  readonly account: Account;
  readonly total: OutboxRun;
  readonly stopped?: AbortSignal;
};

async function deliverLane(work: LaneWork): Promise<void> {
  const { deps, runner, pace, channel, lane, account, total } = work;
  const key = `${runner.company.id} ${channel}`;
  let putOff = 0;
  while (!work.stopped?.aborted) {
    let now = new Date(0);
    const { looked, claimed } = await runner.run(async (ctx) => {
      now = ctx.now;
      const limit = Math.min(AT_ONCE, pace.room(key, ctx.now, account.messagesPerMinute));
      if (limit === 0) return { looked: 0, claimed: [] };
      return claimMessages(ctx, { channel, lane, limit, guards: deps.guards, mailDomain: account.mailDomain });
    });
    if (looked === 0) return;
    pace.sent(key, now, claimed.length);
    const deliveries = await Promise.all(claimed.map((message) => handOver(deps, runner.company.id, message, account)));
    await runner.run((ctx) => recordDeliveries(ctx, deliveries));
    count(total, deliveries);
    const answered = deliveries.some(({ outcome }) => outcome.kind === 'accepted' || outcome.kind === 'refused');
    const down = downReason(deliveries, answered);
    putOff = answered ? 0 : putOff + deliveries.length;
    if (down !== undefined || putOff >= PUT_OFF_IN_A_ROW) {
      await pauseChannel(work, key, down ?? deliveries.at(-1)?.outcome.detail ?? '');
      return;
    }
    if (answered && pace.up(key)) await runner.run((ctx) => closeTasks(ctx, [downKey(channel)], 'takes_messages_again'));
  }
}

/** A connector says everything by its outcome; what it throws nevertheless may have happened after the other side took the message. */
async function handOver(deps: OutboxDeps, companyId: string, message: ClaimedMessage, account: Account): Promise<Delivery> {
  const { id, attempt, retries } = message;
  try {
    return { id, attempt, retries, outcome: await account.send(message) };
  } catch (error) {
    deps.log.error({ err: error, company: companyId, message: id }, 'a connector failed while it handed a message over');
    return { id, attempt, retries, outcome: { kind: 'unknown', detail: 'the program failed while it handed the message over' } };
  }
}

/** Why the next message would fare no better. A channel that loses its answers would turn the whole outbox into questions for a person: it rests too, unless it
 *  answered for others at the same time. */
function downReason(deliveries: readonly Delivery[], answered: boolean): string | undefined {
  for (const { outcome } of deliveries) {
    if (outcome.kind === 'retry' && outcome.scope === 'channel') return outcome.detail;
    if (outcome.kind === 'refused' && outcome.reason === 'account') return outcome.detail;
    if (outcome.kind === 'unknown' && !answered) return outcome.detail;
  }
  return undefined;
}

function downKey(channel: 'email' | 'sms'): string {
  return `channel.down:${channel}`;
}

/** Nobody knocks at a closed door: the channel rests, longer each time, and after the second time a person is told. */
async function pauseChannel(work: LaneWork, key: string, detail: string): Promise<void> {
  const { runner, pace, channel, deps } = work;
  await runner.run(async (ctx) => {
    const { times, until } = pace.down(key, ctx.now);
    deps.log.warn({ company: ctx.company.id, channel, until: until.toISOString() }, 'a channel takes no messages; they wait');
    if (times < 2) return;
    await openTasks(ctx, [
      {
        kind: 'channel.down',
        key: downKey(channel),
        subjectKind: 'channel',
        subjectId: ctx.company.id,
        customerId: null,
        title: channel === 'email' ? 'The mail account takes no messages' : 'The account for short messages takes no messages',
        reason: 'channel_down',
        figures: { channel, detail: detail.slice(0, 500), times },
        forRole: 'admin',
      },
    ]);
  });
}

function count(total: OutboxRun, deliveries: readonly Delivery[]): void {
  for (const { outcome } of deliveries) {
    if (outcome.kind === 'accepted') total.sent++;
    else if (outcome.kind === 'unknown') total.unknown++;
    else if (outcome.kind === 'retry' || outcome.reason === 'account') total.later++;
    else total.failed++;
  }
}

/** Asks the provider for short messages whose answer was lost: found ones were sent, the others go out again. What it can't tell stays as it is. */
async function reconcileShortMessages(deps: OutboxDeps, runner: Pick<CompanyRunner, 'company' | 'run'>): Promise<void> {
  const { lost, account } = await runner.run(async (ctx) => ({ lost: await lostShortMessages(ctx), account: (await smsAccount(ctx, deps)).account }));
  const settled: Delivery[] = [];
  for (const { id, attempt, to, text, startedAt } of lost) {
    try {
      const found = await deps.shortMessages.find(account, { to, text, sentAfter: startedAt });
      const outcome: DeliveryOutcome = found
        ? { kind: 'accepted', outsideId: found.outsideId, detail: `found at the provider: ${found.state}` }
        : { kind: 'retry', detail: 'the provider never had it', scope: 'channel', afterMs: 0 };
      settled.push({ id, attempt, retries: 0, outcome });
    } catch (error) {
      deps.log.warn({ err: error, company: runner.company.id }, 'the provider cannot be asked for short messages now');
      break;
    }
  }
  await runner.run((ctx) => recordDeliveries(ctx, settled));
}
