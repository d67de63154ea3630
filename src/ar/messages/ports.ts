import type { Letterhead } from './letterhead.ts';

/** A sending account as a connector needs it; the secret is open here and goes nowhere else. */
export type MailAccount = {
  readonly host: string;
  readonly port: number;
  /** tls: from the first byte. starttls: demanded. none: only to this machine or by an explicit setting. */
  readonly security: 'tls' | 'starttls' | 'none';
  /** An administrator said that this server may be talked to in plain text although it is another machine. */
  readonly allowPlain?: boolean;
  readonly auth:
    | { readonly kind: 'none' }
    | { readonly kind: 'password'; readonly user: string; readonly password: string }
    /** XOAUTH2 with a refresh token at the provider's token endpoint (Microsoft, Google). */
    | {
        readonly kind: 'xoauth2';
        readonly user: string;
        readonly clientId: string;
        readonly clientSecret: string;
        readonly refreshToken: string;
        readonly tokenUrl: string;
      };
};

export type MailAddress = { readonly address: string; readonly name: string };

export type MailAttachment = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };

export type OutgoingMail = {
  /** Of this message for good, without angle brackets: every try carries the same one. */
  readonly messageId: string;
  readonly from: MailAddress;
  readonly replyTo: MailAddress | null;
  readonly to: MailAddress;
  readonly cc: readonly MailAddress[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly inReplyTo: string | null;
  readonly attachments: readonly MailAttachment[];
  /** A person wrote it for this recipient; every other mail says that a machine made it, so that no robot answers (RFC 3834). */
  readonly personal?: boolean;
};

/** How an attempt to hand a message over ended. */
export type DeliveryOutcome =
  /** The other side has it. */
  | { readonly kind: 'accepted'; readonly outsideId: string; readonly detail: string }
  /** The other side will never take it. address: it does not exist or may not be written to. */
  | { readonly kind: 'refused'; readonly reason: 'address' | 'content' | 'account'; readonly detail: string }
  /** It surely has not been taken; another try may succeed. `channel`: the server can't be reached or takes nothing from anybody now (connection refused,
   *  sign-in failed for the moment), so the next message would fare no better. */
  | { readonly kind: 'retry'; readonly detail: string; readonly afterMs?: number; readonly scope?: 'message' | 'channel' }
  /** It may have been taken: the answer was lost. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Hands mails over, several at once on kept connections. Never throws for what the other side says. */
export type MailSender = {
  send(account: MailAccount, mail: OutgoingMail): Promise<DeliveryOutcome>;
  /** Connects and signs in without sending; a sentence for the person who set it up. */
  check(account: MailAccount): Promise<{ readonly ok: boolean; readonly detail: string }>;
  close(): Promise<void>;
};

export type MailboxPlace = { readonly uidValidity: bigint; readonly lastUid: bigint };

export type ReceivedMail = { readonly uid: bigint; readonly raw: Uint8Array };

export type MailboxReader = {
  /** Mails after a place, oldest first, at most `limit`; a changed uidValidity begins anew. Throws ProviderFault. */
  readNew(
    account: MailAccount,
    options: { mailbox: string; after: MailboxPlace | null; limit: number; maxBytes: number },
  ): Promise<{ place: MailboxPlace; mails: readonly ReceivedMail[] }>;
};

/** What a received mail is, read from its bytes. */
export type ReadMail = {
  readonly messageId: string;
  readonly from: string;
  readonly subject: string;
  /** The new text, without what it quotes. */
  readonly text: string;
  readonly receivedAt: Date | null;
  /** Message-IDs that it answers, nearest first. */
  readonly references: readonly string[];
  readonly kind: 'reply' | 'bounce' | 'auto_reply' | 'delivery_report';
  /** Of a bounce (RFC 3464): each failed address, whether for good, and the status such as 5.1.1. */
  readonly failures: readonly {
    readonly address: string;
    readonly permanent: boolean;
    readonly status: string;
    readonly detail: string;
    /** Read out of free text, because the server sent no standard report. */
    readonly guessed?: boolean;
  }[];
};

export type MailParser = { read(raw: Uint8Array): Promise<ReadMail> };

export type ShortMessageAccount = { readonly accountSid: string; readonly authToken: string; readonly from: string; readonly baseUrl: string };

export type ShortMessageSender = {
  send(account: ShortMessageAccount, message: { id: string; to: string; text: string; statusUrl: string | null }): Promise<DeliveryOutcome>;
  /** Looks for a message whose outcome is unknown; null where the provider surely has none. */
  find(account: ShortMessageAccount, message: { to: string; text: string; sentAfter: Date }): Promise<{ outsideId: string; state: string } | null>;
};

/** DNS as far as the check of a sender's domain needs it; records of a name, empty where there are none. Throws ProviderFault `unavailable`. */
export type DomainLookup = { txt(name: string): Promise<readonly string[]> };

/** Prints a letter on the company's letterhead as PDF. */
export type LetterPrint = {
  readonly letterhead: Letterhead;
  readonly logo: { readonly mediaType: string; readonly bytes: Uint8Array } | null;
  readonly language: string;
  readonly addressLines: readonly string[];
  readonly on: string;
  readonly subject: string;
  /** Paragraphs of plain text. */
  readonly paragraphs: readonly string[];
  /** A table of items below the text: amounts as shown, right aligned. */
  readonly items: readonly {
    readonly number: string;
    readonly issuedOn: string;
    readonly dueOn: string;
    readonly daysPastDue: number;
    readonly open: string;
  }[];
  readonly totals: readonly { readonly label: string; readonly amount: string }[];
  /** Under the totals: how to pay, with the text of an EPC QR code where the currency is EUR. */
  readonly payment: { readonly lines: readonly string[]; readonly qr: string | null };
  readonly closing: readonly string[];
};

export type LetterPrinter = { letter(print: LetterPrint): Promise<Uint8Array> };
