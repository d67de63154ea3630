import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EXIM_BOUNCE,
  mailOf,
  OUT_OF_OFFICE,
  OUTLOOK_REPLY,
  QMAIL_BOUNCE,
  SAMPLE_MAILS,
  statusNotification,
  TOP_POSTED_REPLY,
} from '../../../tests/support/sample-mails.ts';
import { createMailParser } from './mail-parser.ts';

const parser = createMailParser();

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe('standard bounces', () => {
  it('name each failed recipient, whether for good, and the mail they are about', async () => {
    const read = await parser.read(
      statusNotification([
        'Original-Recipient: rfc822;jo@buyer.test',
        'Final-Recipient: rfc822; jo@internal.buyer.test',
        'Action: failed',
        'Status: 5.1.1',
        'Remote-MTA: dns; mx.buyer.test',
        'Diagnostic-Code: smtp; 550 5.1.1 <jo@buyer.test>: no such',
        '    user here',
        '',
        'Final-Recipient: rfc822; al@buyer.test',
        'Action: delayed',
        'Status: 4.4.1',
        'Diagnostic-Code: smtp; 451 4.4.1 timeout',
        '',
        'Final-Recipient: rfc822; bo@buyer.test',
        'Action: failed',
        'Status: 5.2.2',
        '',
        'Final-Recipient: rfc822; ok@buyer.test',
        'Action: relayed',
        'Status: 2.0.0',
      ]),
    );
    expect(read).toEqual({
      messageId: '20260504081530.1@mx.buyer.test',
      from: 'MAILER-DAEMON@mx.buyer.test',
      subject: 'Undelivered Mail Returned to Sender',
      text: 'I could not deliver your message.',
      receivedAt: new Date('2026-05-04T08:15:30Z'),
      references: ['inv-7.1@ar.seller.test'],
      kind: 'bounce',
      failures: [
        { address: 'jo@buyer.test', permanent: true, status: '5.1.1', detail: '550 5.1.1 <jo@buyer.test>: no such user here' },
        { address: 'al@buyer.test', permanent: false, status: '4.4.1', detail: '451 4.4.1 timeout' },
        { address: 'bo@buyer.test', permanent: false, status: '5.2.2', detail: '' },
      ],
    });
  });

  it('with the status only in the diagnosis, or after a missing blank line, are read as well', async () => {
    const read = await parser.read(
      statusNotification(['Final-Recipient: RFC822; <jo@buyer.test>', 'Action: Failed (no such user)', 'Diagnostic-Code: smtp; 550 unknown']),
    );
    expect(read.failures).toEqual([{ address: 'jo@buyer.test', permanent: true, status: '5.0.0', detail: '550 unknown' }]);
  });

  it('about a delivery that went well are delivery reports', async () => {
    const read = await parser.read(
      statusNotification(['Final-Recipient: rfc822; jo@buyer.test', 'Action: delivered', 'Status: 2.0.0'], { subject: 'Delivered' }),
    );
    expect([read.kind, read.references, read.failures]).toEqual(['delivery_report', ['inv-7.1@ar.seller.test'], []]);
  });

  it('a read receipt is a delivery report about its mail', async () => {
    const read = await parser.read(
      mailOf(
        ['From: jo@buyer.test', 'Subject: Read: Invoice 7', 'Content-Type: multipart/report; report-type=disposition-notification; boundary=b'],
        [
          '--b',
          'Content-Type: text/plain',
          '',
          'Read.',
          '--b',
          'Content-Type: message/disposition-notification',
          '',
          'Final-Recipient: rfc822;jo@buyer.test',
          'Original-Message-ID: <inv-7.1@ar.seller.test>',
          'Disposition: manual-action/MDN-sent-manually; displayed',
          '--b--',
        ],
      ),
    );
    expect([read.kind, read.references]).toEqual(['delivery_report', ['inv-7.1@ar.seller.test']]);
  });

  it('a complaint counts as a failure for good', async () => {
    const read = await parser.read(
      mailOf(
        ['From: fbl@mailbox.test', 'Subject: complaint', 'Content-Type: multipart/report; report-type=feedback-report; boundary=b'],
        [
          '--b',
          'Content-Type: text/plain',
          '',
          'A complaint.',
          '--b',
          'Content-Type: message/feedback-report',
          '',
          'Feedback-Type: abuse',
          'Version: 1',
          'Original-Rcpt-To: <jo@buyer.test>',
          '--b',
          'Content-Type: text/rfc822-headers',
          '',
          'Message-ID: <inv-7.1@ar.seller.test>',
          '--b--',
        ],
      ),
    );
    expect(read).toMatchObject({
      kind: 'bounce',
      references: ['inv-7.1@ar.seller.test'],
      failures: [{ address: 'jo@buyer.test', permanent: true, status: '' }],
    });
  });
});

describe('bounces without a standard report', () => {
  it('of Exim', async () => {
    expect(await parser.read(EXIM_BOUNCE)).toMatchObject({
      kind: 'bounce',
      references: ['inv-7.1@ar.seller.test'],
      failures: [{ address: 'jo@buyer.test', permanent: true, status: '5.1.1', guessed: true }],
    });
  });

  it('of qmail', async () => {
    const { kind, references, failures } = await parser.read(QMAIL_BOUNCE);
    expect([kind, references]).toEqual(['bounce', ['inv-7.1@ar.seller.test']]);
    expect(failures.map(({ address, permanent, status, guessed }) => [address, permanent, status, guessed])).toEqual([
      ['jo@buyer.test', true, '5.1.1', true],
      ['al@buyer.test', false, '4.2.2', true],
    ]);
  });

  it('a warning that it takes longer is not for good', async () => {
    const read = await parser.read(
      mailOf(
        ['Return-Path: <>', 'From: mailer-daemon@mx.test', 'Subject: Warning: message 1abc delayed 24 hours'],
        ['Your message has been delayed.', '', '  jo@buyer.test', '    550 was not said; still trying', ''],
      ),
    );
    expect(read).toMatchObject({ kind: 'bounce', failures: [{ address: 'jo@buyer.test', permanent: false, guessed: true }] });
  });

  it('are believed of servers only: a person who quotes one has replied', async () => {
    const read = await parser.read(mailOf(['From: jo@buyer.test', 'Subject: Undeliverable: Invoice 7'], ['<jo@buyer.test>: 550 5.1.1 no such user']));
    expect([read.kind, read.failures]).toEqual(['reply', []]);
  });
});

describe('automatic replies', () => {
  it.each([
    ['Auto-Submitted', ['Auto-Submitted: auto-replied', 'Subject: Re: Invoice']],
    ['X-Autoreply', ['X-Autoreply: yes', 'Subject: Re: Invoice']],
    ['Precedence', ['Precedence: auto_reply', 'Subject: Re: Invoice']],
    ['a subject in English', ['Subject: Out of office: Invoice 7']],
    ['a subject in German', ['Subject: Abwesenheitsnotiz: Rechnung 7']],
    ['a subject in French', ['Subject: =?iso-8859-1?Q?R=E9ponse_automatique_:?= facture 7']],
  ])('are told by %s', async (_by, head) => {
    expect((await parser.read(mailOf(['From: jo@buyer.test', ...head], ['I am away.']))).kind).toBe('auto_reply');
  });

  it('of a person with "Auto-Submitted: no" is a reply', async () => {
    expect((await parser.read(mailOf(['From: jo@buyer.test', 'Auto-Submitted: no', 'Subject: Re: x'], ['Hello']))).kind).toBe('reply');
  });

  it('keep their text and what they answer', async () => {
    expect(await parser.read(OUT_OF_OFFICE)).toMatchObject({
      kind: 'auto_reply',
      subject: 'Automatische Antwort: Rechnung 7',
      text: 'Ich bin bis 15. Mai nicht im Büro.',
      references: ['inv-7.1@ar.seller.test'],
      receivedAt: null,
    });
  });
});

describe('replies', () => {
  it('have the new text, the sender, the time of our server and what they answer, nearest first', async () => {
    expect(await parser.read(TOP_POSTED_REPLY)).toEqual({
      messageId: 'reply.1@buyer.test',
      from: 'jo@buyer.test',
      subject: 'Re: Invoice 7',
      text: 'We paid on Monday.\n\nGrüße\nJo',
      receivedAt: new Date('2026-05-04T08:15:30Z'),
      references: ['inv-7.2@ar.seller.test', 'inv-7.1@ar.seller.test'],
      kind: 'reply',
      failures: [],
    });
  });

  it('in HTML lose tags and what Outlook quotes', async () => {
    expect((await parser.read(OUTLOOK_REPLY)).text).toBe('Wir zahlen am 12. Mai & danken.\n\nJo');
  });

  it('with a mail attached answer what their own head names', async () => {
    const read = await parser.read(
      mailOf(
        ['From: jo@buyer.test', 'Subject: see attached', 'Content-Type: multipart/mixed; boundary=b'],
        [
          '--b',
          'Content-Type: text/plain',
          '',
          'See attached.',
          '--b',
          'Content-Type: message/rfc822',
          '',
          'Message-ID: <other@x.test>',
          '',
          'Old text',
          '--b--',
        ],
      ),
    );
    expect([read.kind, read.references, read.text]).toEqual(['reply', [], 'See attached.']);
  });

  it('without a Message-ID are told apart by their bytes', async () => {
    const one = await parser.read(bytes('From: a@b.test\r\n\r\nx'));
    expect(one.messageId).toMatch(/^[0-9a-f]{32}@no-message-id\.invalid$/);
    expect((await parser.read(bytes('From: a@b.test\r\n\r\nx'))).messageId).toBe(one.messageId);
    expect((await parser.read(bytes('From: a@b.test\r\n\r\ny'))).messageId).not.toBe(one.messageId);
  });
});

describe('hostile mails', () => {
  const nested = (depth: number): string => {
    let text = 'Content-Type: text/plain\r\n\r\nthe core';
    for (let n = 0; n < depth; n += 1) text = `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n${text}\r\n--b${n}--`;
    return `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\n${text}`;
  };
  const many = (text: string, times: number): string => text.repeat(times);

  it.each([
    ['multiparts in multiparts', nested(2000)],
    ['multiparts in multiparts within the count', nested(60)],
    ['a huge header', `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\nX-A: ${many('x', 3_000_000)}\r\n\r\ntext`],
    ['a hundred thousand headers', `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\n${many('X-A: b\r\n', 100_000)}\r\ntext`],
    [
      'a hundred thousand boundaries',
      `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${many('--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n', 100_000)}`,
    ],
    [
      'a hundred thousand parts',
      `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${many('--b\r\n\r\nx\r\n', 100_000)}`,
    ],
    [
      'mails in mails',
      `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\nContent-Type: message/rfc822\r\n\r\n${many('Content-Type: message/rfc822\r\n\r\n', 50_000)}`,
    ],
    [
      'only opened tags',
      `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\nContent-Type: text/html\r\n\r\n${many('<', 500_000)}>${many('<style>', 50_000)}`,
    ],
    ['lines that nearly quote', `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\n\r\n${many(`On ${many('wrote ', 80)}:\r\n`, 20_000)}`],
    ['blanks without end', `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\n\r\n${many(' \t', 2_000_000)}x${many('\n', 2_000_000)}`],
    ['a list of senders', `From: ${many('a@b.test, ', 20_000)}\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\n\r\nx`],
    ['encoded words', `From: a@b.test\r\nMessage-ID: <bomb@b.test>\r\nX-Y: ${many('=?utf-8?Q?', 20_000)}\r\nSubject: bomb\r\n\r\nx`],
    [
      'a bounce that names everybody',
      `Return-Path: <>\r\nFrom: mailer-daemon@b.test\r\nMessage-ID: <bomb@b.test>\r\nSubject: bomb\r\nX-Failed-Recipients: ${many('a@', 40_000)}\r\n\r\n${many('a@b.c:\r\n', 100_000)}`,
    ],
  ])('%s end soon and still have their id', async (_name, text) => {
    const read = await parser.read(bytes(text));
    expect([read.messageId, read.subject]).toEqual(['bomb@b.test', 'bomb']);
    expect(read.text.length).toBeLessThanOrEqual(100_000);
    expect(read.failures.length).toBeLessThanOrEqual(100);
  });

  it('a mail beyond the limits is still known as a bounce by its head', async () => {
    const text = Buffer.from(EXIM_BOUNCE)
      .toString()
      .replace('Auto-Submitted', `X-Long: ${many('x', 400_000)}\r\nAuto-Submitted`);
    expect(await parser.read(bytes(text))).toMatchObject({ kind: 'bounce', failures: [{ address: 'jo@buyer.test', guessed: true }] });
  });

  it('whatever is changed in a mail, it is read without an error and within bounds', async () => {
    const pieces = [
      '\r\n',
      '\r\n\r\n',
      '--B/1',
      '--B/1--',
      'Content-Type: multipart/mixed; boundary=B/1\r\n',
      '=?utf-8?B?/w==?=',
      '<',
      '>',
      '\u0000',
      'ÿ',
      'Content-Transfer-Encoding: base64\r\n',
      ';',
      '"',
      '5.1.1',
    ];
    const edit = fc.record({ at: fc.nat(3000), cut: fc.nat(200), put: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 20 })) });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SAMPLE_MAILS), fc.array(edit, { minLength: 1, maxLength: 8 }), async (mail, edits) => {
        let text = Buffer.from(mail).toString('latin1');
        for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        const read = await parser.read(Buffer.from(text, 'latin1'));
        expect(read.messageId).toMatch(/^[^<>\s]+@[^<>\s]+$/);
        expect(['reply', 'bounce', 'auto_reply', 'delivery_report']).toContain(read.kind);
        expect(read.text).not.toContain('\u0000');
        expect(read.receivedAt === null || !Number.isNaN(read.receivedAt.getTime())).toBe(true);
        for (const failure of read.failures) expect(failure.address).toMatch(/^[^\s<>@]+@[^\s<>@]+$/);
      }),
      { numRuns: 400 },
    );
  });

  it('noise is a reply without anything in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        expect((await parser.read(noise)).failures).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
