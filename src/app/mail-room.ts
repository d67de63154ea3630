import { createMailParser } from '../connectors/imap/mail-parser.ts';
import { createMailboxReader } from '../connectors/imap/mailbox-reader.ts';
import { createSmtpSender } from '../connectors/smtp/smtp-sender.ts';
import { createShortMessageSender } from '../connectors/twilio/short-message-sender.ts';
import { guardReminders } from '../ar/collections/judge-reminders.ts';
import { settleReminders } from '../ar/collections/settle-reminders.ts';
import { placeUnreadReplyHolds } from '../ar/collections/unread-replies.ts';
import type { Log } from '../foundation/log/log.ts';
import { createOutbox } from './deliver-outbox.ts';
import { keyRingOf } from './key-ring.ts';
import { readMailbox } from './read-mailbox.ts';
import type { CompanyRunner } from './run-context.ts';

/** Where messages leave and arrive, with the real servers of each company behind it. One a process: it keeps connections and the pace of channels. */
export type MailRoom = {
  /** Hands over what is due, and takes over what became of reminders. Answers how many messages it dealt with. */
  send(runner: CompanyRunner, stopped?: AbortSignal): Promise<number>;
  /** Takes in what is new in the company's mailbox; whoever has written is not reminded until somebody has read it. */
  read(runner: CompanyRunner, stopped?: AbortSignal): Promise<number>;
  close(): Promise<void>;
};

export function openMailRoom(deps: { readonly dataFolder: string; readonly log: Log; readonly clock: () => Date }): MailRoom {
  const ring = keyRingOf(deps.dataFolder);
  const { log, clock: now } = deps;
  const mail = createSmtpSender({ now });
  const outbox = createOutbox({ mail, shortMessages: createShortMessageSender(), ring, guards: { dunning: guardReminders }, log, statusUrl: null });
  const mailbox = { reader: createMailboxReader({ now }), parser: createMailParser(), ring, log, onReplies: placeUnreadReplyHolds };
  return {
    send: async (runner, stopped) => {
      const { sent, later, failed, unknown } = await outbox.deliver(runner, stopped);
      await runner.run(settleReminders);
      return sent + later + failed + unknown;
    },
    read: async (runner, stopped) => {
      const stored = await readMailbox(mailbox, runner, stopped);
      if (stored > 0) await runner.run(settleReminders);
      return stored;
    },
    close: () => mail.close(),
  };
}
