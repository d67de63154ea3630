/** Mails as servers and people send them, written for the tests of the mail parser. */

export function mailOf(head: readonly string[], body: readonly string[] = []): Uint8Array {
  return new TextEncoder().encode([...head, '', ...body].join('\r\n'));
}

/** A standard delivery status notification with a plain, a machine-readable and a returned part. */
export function statusNotification(
  recipients: readonly string[],
  options: { readonly told?: readonly string[]; readonly returned?: readonly string[]; readonly subject?: string } = {},
): Uint8Array {
  return mailOf(
    [
      'Return-Path: <>',
      'Received: from mx.buyer.test by mail.seller.test with ESMTP; Mon, 4 May 2026 10:15:30 +0200',
      'From: MAILER-DAEMON@mx.buyer.test (Mail Delivery System)',
      'To: ar@seller.test',
      `Subject: ${options.subject ?? 'Undelivered Mail Returned to Sender'}`,
      'Auto-Submitted: auto-replied',
      'Message-Id: <20260504081530.1@mx.buyer.test>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status;',
      '\tboundary="B/1"',
    ],
    [
      '--B/1',
      'Content-Description: Notification',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      ...(options.told ?? ['I could not deliver your message.']),
      '',
      '--B/1',
      'Content-Description: Delivery report',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.buyer.test',
      'Arrival-Date: Mon, 4 May 2026 10:15:20 +0200',
      '',
      ...recipients,
      '',
      '--B/1',
      'Content-Description: Undelivered Message',
      'Content-Type: message/rfc822',
      '',
      ...(options.returned ?? ['Message-ID: <inv-7.1@ar.seller.test>', 'From: ar@seller.test', 'To: jo@buyer.test', 'Subject: Invoice 7', '', 'Please pay.']),
      '',
      '--B/1--',
      '',
    ],
  );
}

export const EXIM_BOUNCE = mailOf(
  [
    'Return-path: <>',
    'X-Failed-Recipients: jo@buyer.test',
    'Auto-Submitted: auto-replied',
    'From: Mail Delivery System <Mailer-Daemon@mail.seller.test>',
    'To: ar@seller.test',
    'Subject: Mail delivery failed: returning message to sender',
    'Message-Id: <E1abc@mail.seller.test>',
    'Date: Mon, 04 May 2026 10:15:30 +0200',
  ],
  [
    'This message was created automatically by mail delivery software.',
    '',
    'A message that you sent could not be delivered to one or more of its',
    'recipients. This is a permanent error. The following address(es) failed:',
    '',
    '  jo@buyer.test',
    '    host mx.buyer.test [192.0.2.7]',
    '    SMTP error from remote mail server after RCPT TO:<jo@buyer.test>:',
    '    550 5.1.1 <jo@buyer.test>: Recipient address rejected',
    '',
    '------ This is a copy of the message, including all the headers. ------',
    '',
    'Return-path: <ar@seller.test>',
    'Message-ID: <inv-7.1@ar.seller.test>',
    'To: jo@buyer.test',
    '',
    'Please pay.',
    'al@other.test:',
  ],
);

export const QMAIL_BOUNCE = mailOf(
  ['Return-Path: <>', 'From: MAILER-DAEMON@mx.buyer.test', 'To: ar@seller.test', 'Subject: failure notice', 'Date: 4 May 2026 08:15:30 -0000'],
  [
    'Hi. This is the mail program at mx.buyer.test.',
    "I'm afraid I wasn't able to deliver your message to the following addresses.",
    "This is a permanent error; I've given up. Sorry it didn't work out.",
    '',
    '<jo@buyer.test>:',
    'Sorry, no mailbox here by that name. (#5.1.1)',
    '',
    '<al@buyer.test>:',
    '192.0.2.9 does not like recipient.',
    'Remote host said: 452 4.2.2 Mailbox full',
    '',
    '--- Below this line is a copy of the message.',
    '',
    'Return-Path: <ar@seller.test>',
    'Message-ID: <inv-7.1@ar.seller.test>',
    'Subject: Invoice 7',
    '',
    'Please pay.',
  ],
);

export const OUT_OF_OFFICE = mailOf(
  [
    'From: Jo <jo@buyer.test>',
    'To: ar@seller.test',
    'Subject: =?utf-8?Q?Automatische_Antwort=3A_Rechnung_7?=',
    'In-Reply-To: <inv-7.1@ar.seller.test>',
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    'Message-ID: <ooo.1@buyer.test>',
    'Content-Type: text/plain; charset=utf-8',
  ],
  ['Ich bin bis 15. Mai nicht im Büro.'],
);

export const TOP_POSTED_REPLY = mailOf(
  [
    'From: "Jo Groß" <jo@buyer.test>',
    'To: ar@seller.test',
    'Subject: Re: Invoice 7',
    'Message-ID: <reply.1@buyer.test>',
    'In-Reply-To: <inv-7.2@ar.seller.test>',
    'References: <inv-7.1@ar.seller.test>',
    ' <inv-7.2@ar.seller.test>',
    'Received: by mail.seller.test; Mon, 4 May 2026 10:15:30 +0200',
    'Date: Mon, 4 May 2026 01:00:00 +0200',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ],
  [
    'We paid on Monday.',
    '',
    'Grüße',
    'Jo',
    '',
    '-- ',
    'Buyer AG',
    '',
    'On Mon, 4 May 2026 at 09:00, Seller <ar@seller.test>',
    'wrote:',
    '',
    '> Please pay invoice 7.',
    '> Thanks',
  ],
);

export const OUTLOOK_REPLY = mailOf(
  [
    'From: jo@buyer.test',
    'To: ar@seller.test',
    'Subject: AW: Rechnung 7',
    'Message-ID: <reply.2@buyer.test>',
    'In-Reply-To: <inv-7.1@ar.seller.test>',
    'Content-Type: text/html; charset=utf-8',
  ],
  [
    '<html><head><style>p { color: red }</style></head><body><p>Wir zahlen am 12.&nbsp;Mai &amp; danken.</p><p>Jo</p>',
    '<div style="border-top:solid"><p><b>Von:</b> Seller &lt;ar@seller.test&gt;<br><b>Gesendet:</b> Montag, 4. Mai 2026 09:00<br>',
    '<b>An:</b> Jo<br><b>Betreff:</b> Rechnung 7</p></div><p>Bitte zahlen.</p></body></html>',
  ],
);

export const SAMPLE_MAILS: readonly Uint8Array[] = [
  statusNotification(['Final-Recipient: rfc822; jo@buyer.test', 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 no such user']),
  EXIM_BOUNCE,
  QMAIL_BOUNCE,
  OUT_OF_OFFICE,
  TOP_POSTED_REPLY,
  OUTLOOK_REPLY,
];
