import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { dayInZone } from '../../src/foundation/calendar/day.ts';
import { camtText } from '../support/camt-text.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientOf, itemsOf, type CompanyClient } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;

beforeAll(async () => {
  api = await testApi();
  company = await api.company('Preview');
  client = clientOf(api, company, await api.key(company));
});
afterAll(() => api.close());

const MARCH = camtText({
  reference: 'S-2026-03',
  opening: 10_000n,
  lines: [
    { minor: 11_900n, bookedOn: '2026-03-02', text: 'INV-000001', name: 'Aldebaran Tea Ltd' },
    { minor: -5_000n, bookedOn: '2026-03-30', text: 'Rent', name: 'Landlord' },
  ],
});

async function preview(bytes: string | Uint8Array, name: string) {
  return client.upload('/bank-files?dryRun=true', bytes, { name });
}

describe('a bank file is looked at before it is imported', () => {
  it('with account, reference, days, entries, sums and balances, and keeps nothing', async () => {
    const answer = await preview(MARCH, 'march.xml');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      dryRun: true,
      format: 'camt',
      importedBefore: null,
      problemCount: 0,
      statements: [
        {
          account: 'DE89370400440532013000',
          accountKnown: false,
          reference: 'S-2026-03',
          currency: 'EUR',
          entries: 2,
          details: 2,
          credits: '119.00',
          debits: '50.00',
          opening: '100.00',
          closing: '169.00',
          inBalance: true,
          bookedFrom: '2026-03-02',
          bookedTo: '2026-03-30',
          closingOn: '2026-03-30',
        },
      ],
    });
    expect(itemsOf(await client.read('/bank-statements'))).toEqual([]);
  });

  it('tells that and when it was imported before, as a file or as a statement of another file', async () => {
    expect((await client.upload('/bank-files', MARCH, { name: 'march.xml' })).status).toBe(200);
    const on = dayInZone(api.now(), 'Europe/Berlin');
    api.pass(3 * 86_400_000);
    expect((await preview(MARCH, 'again.xml')).body).toMatchObject({
      importedBefore: { on, fileName: 'march.xml', reference: null },
      statements: [{ accountKnown: true }],
    });
    const other = MARCH.replace('<MsgId>M-S-2026-03', '<MsgId>M-other');
    expect(other).not.toBe(MARCH);
    expect((await preview(other, 'other.xml')).body).toMatchObject({ importedBefore: { on, fileName: 'march.xml', reference: 'S-2026-03' } });
    // What the dry run foretells is what the import says.
    const refused = await client.upload('/bank-files', other, { name: 'other.xml' });
    expect([refused.status, refused.body['code']]).toEqual([409, 'statement.already_imported']);
    expect(refused.body['detail']).toContain(`already imported on ${on} with march.xml`);
    const april = MARCH.replaceAll('S-2026-03', 'S-2026-04').replaceAll('2026-03-', '2026-04-');
    expect((await preview(april, 'april.xml')).body).toMatchObject({ importedBefore: null });
  });

  const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from('....statement.xml')]);
  it.each<[string, string | Uint8Array, string, RegExp]>([
    ['a PDF', '%PDF-1.7\n1 0 obj', 'file.format_unsupported', /is a PDF.*camt\.053/],
    ['a ZIP', zip, 'file.format_unsupported', /ZIP archive.*Unpack it/],
    ['a workbook', Buffer.concat([zip, Buffer.from('xl/workbook.xml')]), 'file.format_unsupported', /Excel workbook.*CSV/],
    ['a web page', '<!doctype html><html><body>Please sign in</body></html>', 'file.format_unsupported', /web page.*Sign in/],
    ['an empty file', '', 'upload.missing', /^dropped\.dat is empty/],
    [
      'an e-invoice',
      '<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>',
      'file.format_unsupported',
      /electronic invoice/,
    ],
    [
      'an order to pay',
      '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>',
      'file.format_unsupported',
      /transfers that we order \(pain\.001\)/,
    ],
    ['other XML', '<?xml version="1.0"?><note/>', 'file.format_unsupported', /XML, but no camt message.*Ask the bank/],
    [
      'invoices',
      'number,customerName,issuedOn,dueOn,amount\nR-1,Alder,2026-03-02,2026-04-01,119.00\n',
      'file.not_bank_lines',
      /list of invoices.*Import it as invoices/,
    ],
    ['customers', 'number,name,email,city\n1,Alder,a@example.com,Bonn\n', 'file.not_bank_lines', /list of customers.*Import it as customers/],
    ['an unknown table', 'Wann;Wer;Wieviel\n1.1.26;a;5\n', 'file.layout_unknown', /profile/],
  ])('says of %s what it looks like and what to do', async (_, bytes, code, message) => {
    const answer = await preview(bytes, 'dropped.dat');
    expect([answer.body['code'], answer.body['detail']]).toEqual([code, expect.stringMatching(message)]);
    // The import refuses with the same words.
    const imported = await client.upload('/bank-files', bytes, { name: 'dropped.dat' });
    expect([imported.status, imported.body['detail']]).toEqual([answer.status, answer.body['detail']]);
  });
});
