import { sql } from 'kysely';
import { createOutbox, type Outbox, type OutboxDeps, type OutboxRun } from '../../src/app/deliver-outbox.ts';
import type { CompanyRunner } from '../../src/app/run-context.ts';
import { guardReminders } from '../../src/ar/collections/judge-reminders.ts';
import { emailSettings } from '../../src/ar/messages/channel.ts';
import type { MailSender } from '../../src/ar/messages/ports.ts';
import { setChannel } from '../../src/ar/messages/set-channel.ts';
import { createSmtpSender, type SmtpSenderOptions } from '../../src/connectors/smtp/smtp-sender.ts';
import { fakeShortMessages, silentLog, TEST_RING } from './test-outbox.ts';

/** Patience where the server answers, so that a busy machine changes no outcome; little where the test waits for silence. */
export const PATIENT = { connectMs: 10_000, greetingMs: 10_000, socketMs: 10_000, messageMs: 30_000 };
export const SHORT = { connectMs: 2000, greetingMs: 400, socketMs: 400, messageMs: 10_000 };

type Runner = Pick<CompanyRunner, 'company' | 'run'>;

/** The company sends through a mail server of this machine. */
export async function setMailServer(runner: Runner, port: number): Promise<void> {
  const settings = emailSettings.parse({
    channel: 'email',
    host: '127.0.0.1',
    port,
    security: 'none',
    auth: { kind: 'none' },
    from: { address: 'billing@seller.example', name: 'Seller' },
    messagesPerMinute: 6_000,
  });
  await runner.run((ctx) => setChannel(ctx, settings, { ring: TEST_RING }));
}

export function smtpSender(timeouts: SmtpSenderOptions['timeouts'] = PATIENT): MailSender {
  return createSmtpSender({ now: () => new Date('2026-03-16T09:00:00Z'), timeouts });
}

/** An outbox as the program has it, with short messages that go nowhere unless given. */
export function realOutbox(mail: MailSender, over: Partial<OutboxDeps> = {}): Outbox {
  return createOutbox({
    mail,
    shortMessages: fakeShortMessages(),
    ring: TEST_RING,
    guards: { dunning: guardReminders },
    log: silentLog,
    statusUrl: null,
    ...over,
  });
}

export type MessageRow = {
  id: string;
  kind: string;
  channel: string;
  state: string;
  state_reason: string;
  attempts: number;
  to_address: string;
  send_after: Date;
};

export function messageRows(runner: Runner): Promise<MessageRow[]> {
  return runner.run((ctx) =>
    ctx.tx.rows(
      sql<MessageRow>`select id, kind, channel, state, state_reason, attempts, to_address, send_after from message where company_id = ${ctx.company.id} order by id`,
    ),
  );
}

/** How many messages are in each state. */
export async function statesOf(runner: Runner): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { state } of await messageRows(runner)) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** Kinds of the tasks that wait for a person. */
export function openTaskKinds(runner: Runner): Promise<string[]> {
  return runner.run(async (ctx) => {
    const rows = await ctx.tx.rows(
      sql<{ kind: string }>`select kind from task where company_id = ${ctx.company.id} and state in ('open', 'snoozed') order by kind`,
    );
    return rows.map(({ kind }) => kind);
  });
}

/** The outbox is looked into again and again, half an hour apart, until nothing waits any more. */
export async function deliverUntilQuiet(outbox: Outbox, runner: Runner & { readonly passMinutes: (minutes: number) => void }, looks = 60): Promise<OutboxRun> {
  const total: OutboxRun = { sent: 0, later: 0, failed: 0, unknown: 0 };
  for (let look = 0; look < looks; look += 1) {
    const done = await outbox.deliver(runner);
    for (const key of ['sent', 'later', 'failed', 'unknown'] as const) total[key] += done[key];
    const { waiting = 0, sending = 0 } = await statesOf(runner);
    if (waiting + sending === 0) return total;
    runner.passMinutes(31);
  }
  throw new Error(`messages still wait: ${JSON.stringify(await statesOf(runner))}`);
}
