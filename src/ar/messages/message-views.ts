import type { ListedTemplate } from './change-templates.ts';
import type { ListedMessage, ShownMessage, TimelineEntry } from './list-messages.ts';
import type { ShownChannel } from './read-channel.ts';
import type { InboundMessage } from './read-inbox.ts';

const instantOf = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Views that the API and the command line share; instants as text. */
export function listedView(message: ListedMessage) {
  return { ...message, sendAfter: message.sendAfter.toISOString(), queuedAt: message.queuedAt.toISOString(), sentAt: instantOf(message.sentAt) };
}

export function messageView(message: ShownMessage) {
  const { templateCode, templateVersion, causeKind, causeId, files, tries, events, cc, ...rest } = message;
  return {
    ...rest,
    ...listedView(message),
    settledAt: instantOf(message.settledAt),
    template: templateCode === null || templateVersion === null ? null : { code: templateCode, version: templateVersion },
    cause: { kind: causeKind, id: causeId },
    cc: [...cc],
    files: [...files],
    tries: tries.map((one) => ({ ...one, startedAt: one.startedAt.toISOString(), endedAt: instantOf(one.endedAt) })),
    events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
  };
}

/** The view without what only `messageView` shows. */
export function listedOnly(message: ListedMessage) {
  const { id, kind, channel, customerId, customerName, toAddress, toName, subject, why, state, stateReason, attempts } = message;
  const { sendAfter, queuedAt, sentAt } = listedView(message);
  return {
    id,
    kind,
    channel,
    customerId,
    customerName,
    toAddress,
    toName,
    subject,
    why: { code: why.code, figures: { ...why.figures } },
    sendAfter,
    state,
    stateReason,
    attempts,
    queuedAt,
    sentAt,
  };
}

export function timelineView(entry: TimelineEntry) {
  return { ...entry, at: entry.at.toISOString() };
}

export function inboundView(message: InboundMessage) {
  return { ...message, receivedAt: message.receivedAt.toISOString(), readAt: instantOf(message.readAt) };
}

export function templateView(template: ListedTemplate) {
  return { ...template, createdAt: instantOf(template.createdAt) };
}

export function channelView(channel: ShownChannel) {
  return {
    ...channel,
    settings: { ...channel.settings },
    secretsKept: [...channel.secretsKept],
    domainCheckedAt: instantOf(channel.domainCheckedAt),
    changedAt: channel.changedAt.toISOString(),
  };
}
