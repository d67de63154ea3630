/** dunning: the ladder. The others are not dunning and are never delayed by quiet hours. */
export type MessageKind = 'dunning' | 'invoice' | 'credit_note' | 'statement' | 'status' | 'answer';

export type MessageChannel = 'email' | 'sms' | 'letter';

/** waiting: in the outbox. sending: an attempt is under way. sent: the next server or the printer has it. unknown: it may have left; a person or a later
 *  report decides, nothing sends it again by itself. stopped: it never left. */
export type MessageState = 'waiting' | 'sending' | 'sent' | 'delivered' | 'bounced' | 'failed' | 'unknown' | 'stopped';

/** What may become of a message. A bounce may follow a delivery report, and may come before the attempt is written down. */
export const MESSAGE_TRANSITIONS: Readonly<Record<MessageState, readonly MessageState[]>> = {
  waiting: ['sending', 'stopped', 'failed'],
  sending: ['sent', 'waiting', 'failed', 'unknown', 'bounced'],
  unknown: ['sent', 'delivered', 'bounced', 'waiting', 'stopped'],
  sent: ['delivered', 'bounced', 'failed'],
  delivered: ['bounced'],
  bounced: [],
  failed: [],
  stopped: [],
};

/** "Why this, why now": a code and figures, shown in the outbox and on the timeline. */
export type MessageWhy = { readonly code: string; readonly figures: Readonly<Record<string, string | number>> };

/** A message as another slice asks for it. */
export type MessageDraft = {
  readonly kind: MessageKind;
  readonly channel: MessageChannel;
  /** The same intention is queued once in a company, however often it is asked for. */
  readonly intentKey: string;
  readonly customerId: string | null;
  readonly contactId: string | null;
  /** E-mail address, number in E.164, or the postal address with one line a row. */
  readonly toAddress: string;
  readonly toName: string;
  readonly cc: readonly string[];
  readonly language: string;
  /** Where the recipient is: quiet hours of dunning are judged there. */
  readonly timeZone: string;
  readonly subject: string;
  readonly bodyText: string;
  readonly bodyHtml: string | null;
  readonly template: { readonly code: string; readonly version: number } | null;
  readonly why: MessageWhy;
  readonly cause: { readonly kind: string; readonly id: string };
  readonly runId: string | null;
  readonly sendAfter: Date;
  /** Ids of kept files, in order. */
  readonly attachments: readonly string[];
};

/** What became of the wish to queue: `repeated` when the same intention was queued before, `suppressed` when the address must not be written to,
 *  `refused` when the draft can't be sent as it is, with `problem` in words; neither of the last two is stored. */
export type Queued = {
  readonly intentKey: string;
  readonly id: string | null;
  readonly result: 'queued' | 'repeated' | 'suppressed' | 'refused';
  readonly problem?: string;
};

/** What the slice that asked for a message says at the moment of sending. A message that its guard does not name is postponed, never sent. */
export type GuardVerdict =
  | { readonly do: 'send' }
  | { readonly do: 'stop'; readonly reason: string }
  | { readonly do: 'postpone'; readonly until: Date; readonly reason: string };
