import { claimMessages, type ClaimedMessage, type Lane } from '../../ar/messages/claim-messages.ts';
import type { DeliveryOutcome, ReadMail } from '../../ar/messages/ports.ts';
import { receiveMails, type IncomingMail } from '../../ar/messages/receive-mails.ts';
import { recordDeliveries } from '../../ar/messages/record-deliveries.ts';
import { guardReminders } from '../../ar/collections/judge-reminders.ts';
import { placeUnreadReplyHolds } from '../../ar/collections/unread-replies.ts';
import { feelReminded } from './decide-payment.ts';
import { count, inDays, plan, takeErrands, type Party, type World } from './demo-world.ts';

const AT_ONCE = 200;
/** So many mails are remembered, to be answered at the end. */
const LAST_MAILS = 3;

/** Hands the day's mails to the customers of the demo. They are people of this program: nothing leaves the machine, and the company needs no mail account. */
export async function deliverPost(world: World, lanes: readonly Lane[]): Promise<void> {
  for (const lane of lanes) {
    for (;;) {
      const { looked, claimed } = await world.run((ctx) =>
        claimMessages(ctx, { channel: 'email', lane, limit: AT_ONCE, guards: { dunning: guardReminders }, mailDomain: `${world.spec.slug}.example` }),
      );
      if (claimed.length > 0) {
        const deliveries = claimed.map((message) => ({
          id: message.id,
          attempt: message.attempt,
          retries: message.retries,
          outcome: handOver(world, message),
        }));
        await world.run((ctx) => recordDeliveries(ctx, deliveries));
      }
      if (looked < AT_ONCE) break;
    }
  }
}

/** The mail server of the other side. */
function handOver(world: World, message: ClaimedMessage): DeliveryOutcome {
  const { random } = world;
  const party = world.byAddress.get(message.toAddress);
  if (!party) return { kind: 'accepted', outsideId: `demo-${message.id}`, detail: '250 2.0.0 taken (demo)' };
  if (!party.reachable) {
    count(world, 'mails refused');
    return { kind: 'refused', reason: 'address', detail: '550 5.1.1 no such mailbox (demo)' };
  }
  if (random.chance(0.004)) {
    count(world, 'answers lost');
    return { kind: 'unknown', detail: 'the connection broke after the last dot (demo)' };
  }
  if (random.chance(0.01)) return { kind: 'retry', detail: '451 4.7.1 try again later (demo)' };
  count(world, 'mails');
  if (message.kind === 'dunning') react(world, party, message);
  world.lastMails.unshift({ party, message });
  world.lastMails.length = Math.min(world.lastMails.length, LAST_MAILS);
  return { kind: 'accepted', outsideId: `demo-${message.id}`, detail: '250 2.0.0 taken (demo)' };
}

const SAYS = {
  de: {
    promise: 'Guten Tag, wir überweisen den offenen Betrag in den nächsten Tagen. Mit freundlichen Grüßen',
    dispute: 'Guten Tag, ein Teil der Ware kam beschädigt an. Bitte prüfen Sie die Rechnung, wir zahlen den Rest danach. Mit freundlichen Grüßen',
    away: 'Vielen Dank für Ihre Nachricht. Wir sind bis Montag nicht im Büro.',
    gone: 'Dieses Postfach gibt es nicht mehr.',
  },
  en: {
    promise: 'Hello, we will transfer the open amount within the next days. Kind regards',
    dispute: 'Hello, part of the delivery arrived damaged. Please check the invoice; we pay the rest after that. Kind regards',
    away: 'Thank you for your message. We are out of the office until Monday.',
    gone: 'This mailbox does not exist any more.',
  },
} as const;

function react(world: World, party: Party, message: ClaimedMessage): void {
  const felt = feelReminded(world, party);
  if (felt !== 'nothing') write(world, party, message, felt);
  else if (world.random.chance(0.012)) {
    party.reachable = false;
    write(world, party, message, 'gone');
  } else if (world.random.chance(0.02)) write(world, party, message, 'away');
}

/** A mail that a customer, or its robot, writes back; it comes with the next day's post. */
function write(world: World, party: Party, message: ClaimedMessage, what: keyof (typeof SAYS)['en']): void {
  plan(world, inDays(world, 1), { do: 'write', mail: mailOf(world, party, message, what) });
  count(world, `mail back: ${what}`);
}

function mailOf(world: World, party: Party, message: ClaimedMessage, what: keyof (typeof SAYS)['en']): IncomingMail {
  const text = SAYS[world.spec.language][what];
  const subject = what === 'gone' ? 'Undelivered mail' : `Re: ${message.subject}`;
  const messageId = `${world.newId()}@${party.email.slice(party.email.indexOf('@') + 1)}`;
  const mail: ReadMail = {
    messageId,
    from: party.email,
    subject,
    text,
    receivedAt: null,
    references: [message.messageId],
    kind: what === 'gone' ? 'bounce' : what === 'away' ? 'auto_reply' : 'reply',
    failures: what === 'gone' ? [{ address: message.toAddress, permanent: true, status: '5.1.1', detail: 'no such mailbox (demo)' }] : [],
  };
  const raw = `From: ${party.email}\r\nSubject: ${subject}\r\nMessage-ID: <${messageId}>\r\nIn-Reply-To: <${message.messageId}>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
  return { mail, raw: Buffer.from(raw) };
}

/** Customers answer the last mails that reached them, after the clerk has gone home. */
export async function answerLastMails(world: World): Promise<void> {
  const mails = world.lastMails.map(({ party, message }) => mailOf(world, party, message, 'dispute'));
  if (mails.length > 0) await world.run((ctx) => receiveMails(ctx, mails, { onReplies: placeUnreadReplyHolds }));
}

/** What customers wrote since yesterday comes in as from a mailbox. */
export async function readPost(world: World): Promise<void> {
  const mails = takeErrands(world, 'write').map(({ mail }) => mail);
  if (mails.length > 0) await world.run((ctx) => receiveMails(ctx, mails, { onReplies: placeUnreadReplyHolds }));
}
