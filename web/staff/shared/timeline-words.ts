import type { Item } from '../../kit/api.ts';
import { day, money } from '../../kit/format.ts';
import { sayWords, wordsOf } from '../../kit/words.ts';
import { actionInWords } from './audit-words.ts';
import { customerFieldsTold } from './customer-change-words.ts';
import { dunningFigures, dunningReason } from './dunning-words.ts';
import { holdKind } from './hold-words.ts';
import { messageReason } from './message-words.ts';
import { taskName, taskOutcome, taskShort, type TaskFacts } from './task-words.ts';

export type Entry = Item<'getCustomerTimeline'>;

export const timelineWords = wordsOf({
  en: {
    label: 'Timeline',
    empty: 'Nothing has happened yet.',
    all: 'All',
    messages: 'Messages',
    moneyKinds: 'Money',
    documents: 'Invoices',
    decisions: 'Decisions',
    tasks: 'Work',
    invoiceIssued: (number: string) => `Invoice ${number} issued`,
    invoiceImported: (number: string) => `Invoice ${number} imported`,
    creditNoteIssued: (number: string) => `Credit note ${number}`,
    due: (on: string) => `due ${on}`,
    paymentReceived: (sum: string) => `Payment of ${sum}`,
    paymentReversed: (sum: string) => `Payment of ${sum} taken back`,
    paymentReturned: (sum: string) => `Payment of ${sum} returned by the bank`,
    applied: (sum: string) => `${sum} applied`,
    appliedBack: (sum: string) => `Application of ${sum} taken back`,
    settledBy: (sum: string, what: string) => `${sum} settled by ${what}`,
    withDiscount: (sum: string) => `with ${sum} discount`,
    messageSent: (what: string) => `${what} sent`,
    messageQueued: (what: string) => `${what} waits in the outbox`,
    messageStopped: (what: string) => `${what} stopped`,
    messageBounced: (what: string) => `${what} came back`,
    messageFailed: (what: string) => `${what} could not be sent`,
    messageUnknown: (what: string) => `${what} may have left`,
    dunning: 'Reminder',
    invoiceMail: 'Invoice mail',
    creditNoteMail: 'Credit note mail',
    statement: 'Statement',
    status: 'Notice',
    answer: 'Answer',
    reply: 'The customer wrote',
    bounce: 'A mail came back',
    auto_reply: 'Automatic reply',
    stop: 'Asked for no more messages',
    delivery_report: 'Delivery report',
    promiseMade: (sum: string, on: string) => `Promise of ${sum} by ${on}`,
    promiseKept: (sum: string) => `Promise of ${sum} kept`,
    promisePartlyKept: (sum: string) => `Promise of ${sum} kept in part`,
    promiseBroken: (sum: string) => `Promise of ${sum} broken`,
    promiseCancelled: (sum: string) => `Promise of ${sum} called off`,
    promiseReplaced: (sum: string) => `Promise of ${sum} replaced`,
    holdPlaced: 'Reminders held',
    holdReleased: 'Hold released',
    taskOpened: 'For a person',
    taskDone: 'Done',
    taskDropped: 'Dropped',
    reminded: 'Reminder decided',
    skipped: 'Not reminded',
    held: 'Reminder held back',
    changed: (action: string) => `Changed: ${action}`,
    receivables: (n: string | number) => `${n} invoices`,
    via: (who: string) => `by ${who}`,
  },
  de: {
    label: 'Verlauf',
    empty: 'Noch ist nichts geschehen.',
    all: 'Alles',
    messages: 'Nachrichten',
    moneyKinds: 'Geld',
    documents: 'Rechnungen',
    decisions: 'Entscheidungen',
    tasks: 'Arbeit',
    invoiceIssued: (number: string) => `Rechnung ${number} gestellt`,
    invoiceImported: (number: string) => `Rechnung ${number} importiert`,
    creditNoteIssued: (number: string) => `Gutschrift ${number}`,
    due: (on: string) => `fällig ${on}`,
    paymentReceived: (sum: string) => `Zahlung über ${sum}`,
    paymentReversed: (sum: string) => `Zahlung über ${sum} zurückgenommen`,
    paymentReturned: (sum: string) => `Zahlung über ${sum} von der Bank zurückgegeben`,
    applied: (sum: string) => `${sum} zugeordnet`,
    appliedBack: (sum: string) => `Zuordnung von ${sum} zurückgenommen`,
    settledBy: (sum: string, what: string) => `${sum} ausgeglichen durch ${what}`,
    withDiscount: (sum: string) => `mit ${sum} Skonto`,
    messageSent: (what: string) => `${what} gesendet`,
    messageQueued: (what: string) => `${what} wartet im Ausgang`,
    messageStopped: (what: string) => `${what} angehalten`,
    messageBounced: (what: string) => `${what} kam zurück`,
    messageFailed: (what: string) => `${what} konnte nicht gesendet werden`,
    messageUnknown: (what: string) => `${what} ging vielleicht hinaus`,
    dunning: 'Mahnung',
    invoiceMail: 'Rechnungsmail',
    creditNoteMail: 'Gutschriftsmail',
    statement: 'Kontoauszug',
    status: 'Mitteilung',
    answer: 'Antwort',
    reply: 'Der Kunde schrieb',
    bounce: 'Eine Mail kam zurück',
    auto_reply: 'Automatische Antwort',
    stop: 'Will keine Nachrichten mehr',
    delivery_report: 'Zustellbericht',
    promiseMade: (sum: string, on: string) => `Zusage über ${sum} bis ${on}`,
    promiseKept: (sum: string) => `Zusage über ${sum} gehalten`,
    promisePartlyKept: (sum: string) => `Zusage über ${sum} teils gehalten`,
    promiseBroken: (sum: string) => `Zusage über ${sum} gebrochen`,
    promiseCancelled: (sum: string) => `Zusage über ${sum} abgesagt`,
    promiseReplaced: (sum: string) => `Zusage über ${sum} ersetzt`,
    holdPlaced: 'Mahnung angehalten',
    holdReleased: 'Nicht mehr angehalten',
    taskOpened: 'Für eine Person',
    taskDone: 'Erledigt',
    taskDropped: 'Fallen gelassen',
    reminded: 'Mahnung entschieden',
    skipped: 'Nicht gemahnt',
    held: 'Mahnung zurückgehalten',
    changed: (action: string) => `Geändert: ${action}`,
    receivables: (n: string | number) => `${n} Rechnungen`,
    via: (who: string) => `von ${who}`,
  },
});

type Words = (typeof timelineWords)['en'];

function text(figures: Entry['figures'], key: string): string {
  const value = figures[key];
  return value === undefined ? '' : String(value);
}

function sumOf(entry: Entry): string {
  return entry.amount === null || entry.currency === null ? '' : money(entry.amount, entry.currency);
}

function messageName(figures: Entry['figures'], words: Words): string {
  const kind = text(figures, 'messageKind');
  if (kind === 'invoice') return words.invoiceMail;
  if (kind === 'credit_note') return words.creditNoteMail;
  return kind === 'statement' || kind === 'status' || kind === 'answer' ? words[kind] : words.dunning;
}

const PROMISES = {
  'promise.kept': 'promiseKept',
  'promise.partly_kept': 'promisePartlyKept',
  'promise.broken': 'promiseBroken',
  'promise.cancelled': 'promiseCancelled',
  'promise.replaced': 'promiseReplaced',
} as const satisfies Record<string, keyof Words>;

const MESSAGES = {
  'message.sent': 'messageSent',
  'message.delivered': 'messageSent',
  'message.queued': 'messageQueued',
  'message.waiting': 'messageQueued',
  'message.stopped': 'messageStopped',
  'message.bounced': 'messageBounced',
  'message.failed': 'messageFailed',
  'message.unknown': 'messageUnknown',
} as const satisfies Record<string, keyof Words>;

const PLAIN: Readonly<Record<string, 'holdPlaced' | 'holdReleased' | 'taskOpened' | 'taskDone' | 'taskDropped' | 'reminded' | 'skipped' | 'held'>> = {
  'hold.placed': 'holdPlaced',
  'hold.released': 'holdReleased',
  'task.done': 'taskDone',
  'task.dropped': 'taskDropped',
  'decision.act': 'reminded',
  'decision.skip': 'skipped',
  'decision.hold': 'held',
};

/** What happened, as the headline of an entry. */
export function timelineTitle(entry: Entry): string {
  const words = sayWords(timelineWords);
  const { what, figures } = entry;
  const number = entry.subject.number ?? '';
  const sum = sumOf(entry);
  const plain = PLAIN[what];
  if (plain) return words[plain];
  if (what === 'invoice.issued') return words.invoiceIssued(number);
  if (what === 'invoice.imported') return words.invoiceImported(number);
  if (entry.kind === 'credit_note') return words.creditNoteIssued(number);
  if (what === 'payment.received') return words.paymentReceived(sum);
  if (what === 'payment.reversed') return words.paymentReversed(sum);
  if (what === 'payment.returned') return words.paymentReturned(sum);
  if (what === 'application.cash') return words.applied(sum);
  if (what === 'application.reversed') return words.appliedBack(sum);
  if (entry.kind === 'application') return words.settledBy(sum, what.slice('application.'.length).replaceAll('_', ' '));
  if (what in MESSAGES) return words[MESSAGES[what as keyof typeof MESSAGES]](messageName(figures, words));
  if (what === 'promise.made') return words.promiseMade(sum, text(figures, 'promisedOn') === '' ? day(entry.on) : day(text(figures, 'promisedOn')));
  if (what in PROMISES) return words[PROMISES[what as keyof typeof PROMISES]](sum);
  const reply = what.startsWith('reply.') ? what.slice('reply.'.length) : '';
  if (reply === 'reply' || reply === 'bounce' || reply === 'auto_reply' || reply === 'stop' || reply === 'delivery_report') return words[reply];
  if (what === 'task.opened') return taskName(taskOf(entry)) || words.taskOpened;
  return actionInWords(what) ?? words.changed(what.replaceAll(/[._]/g, ' '));
}

function taskOf({ figures, reason }: Entry): TaskFacts {
  return {
    kind: text(figures, 'taskKind'),
    reason: reason?.code ?? '',
    figures: reason?.figures ?? null,
    title: text(figures, 'title'),
    outcome: text(figures, 'outcome'),
  };
}

/** Who and why, below the headline. */
export function timelineDetail(entry: Entry): string {
  const words = sayWords(timelineWords);
  const { figures, reason } = entry;
  const parts: string[] = [];
  const add = (part: string): void => void (part !== '' && parts.push(part));
  if (reason && entry.kind === 'hold') add(holdKind(reason.code));
  else if (reason && entry.kind !== 'message' && entry.kind !== 'task')
    add([dunningReason(reason.code), dunningFigures(reason.figures, entry.currency ?? undefined)].filter(Boolean).join(' · '));
  if (entry.kind === 'message') add(reason ? messageReason(reason.code) : text(figures, 'subject'));
  if (entry.kind === 'reply') add(text(figures, 'text') || text(figures, 'subject'));
  if (entry.kind === 'invoice') add([sumOf(entry), figures['dueOn'] === undefined ? '' : words.due(day(text(figures, 'dueOn')))].filter(Boolean).join(' · '));
  if (entry.kind === 'credit_note') add(sumOf(entry));
  if (entry.kind === 'payment') add(text(figures, 'payerName') || text(figures, 'note'));
  if (entry.kind === 'application') {
    add(text(figures, 'numbers'));
    const discount = text(figures, 'discount');
    if (/[1-9]/.test(discount) && entry.currency !== null) add(words.withDiscount(money(discount, entry.currency)));
  }
  // What a program notes on its own hold is for the log.
  if (entry.kind === 'hold') add([text(figures, 'numbers'), entry.by === 'machine' ? '' : text(figures, 'note')].filter(Boolean).join(' · '));
  if (entry.what === 'task.opened') add(taskShort(taskOf(entry)));
  else if (entry.kind === 'task') add([taskName(taskOf(entry)), taskOutcome(taskOf(entry))].filter(Boolean).join(' · '));
  if (entry.what === 'customer.changed') add(customerFieldsTold(figures));
  if (entry.kind === 'promise') add(text(figures, 'note'));
  if (entry.kind === 'decision' && Number(figures['subjects'] ?? 1) > 1) add(words.receivables(figures['subjects'] ?? ''));
  if (entry.by !== 'machine' && entry.actorName !== null) add(entry.actorName);
  return parts.join(' · ');
}
