import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pageCount, pdfText } from '../../tests/support/pdf-text.ts';
import { parseTerms } from '../ar/customers/terms.ts';
import { computeTotals, type DraftLine } from '../ar/invoices/invoice.ts';
import type { InvoicePrint } from '../ar/invoices/ports.ts';
import { letterheadContent } from '../ar/messages/letterhead.ts';
import type { LetterPrint } from '../ar/messages/ports.ts';
import { day } from '../foundation/calendar/day.ts';
import { currency } from '../foundation/money/currency.ts';
import { invoiceSheet } from './invoice-sheet.ts';
import { letterSheet } from './letter-sheet.ts';
import { openRenderPool } from './render-pool.ts';
import { qrPicture } from './sheet.ts';
import { statementSheet } from './statement-sheet.ts';
import { openRenderer } from './typst-renderer.ts';

const EUR = currency('EUR');
const HEAD = letterheadContent.parse({
  name: 'Nordlicht Werkzeugbau GmbH',
  addressLines: ['Speicherstraße 12'],
  postalCode: '20457',
  city: 'Hamburg',
  country: 'DE',
  vatId: 'DE123456789',
  bank: { name: 'Sparkasse', iban: 'DE89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX', holder: 'Nordlicht Werkzeugbau GmbH' },
  language: 'de',
});
const LINE: DraftLine = { text: 'Montage', quantity: '2.5', unitPrice: '120.00', taxCategory: 'S', taxRate: '19' };

function invoice(change: Partial<InvoicePrint> = {}, lines: readonly DraftLine[] = [LINE]): InvoicePrint {
  const totals = computeTotals({ currency: EUR, lines });
  return {
    kind: 'invoice',
    letterhead: HEAD,
    logo: null,
    language: 'de',
    number: 'RE-42',
    issuedOn: day('2026-11-03'),
    suppliedOn: null,
    currency: EUR,
    customer: { number: 'K-7', name: 'Bäckerei Sonne', addressLines: ['Am Markt 5'], postalCode: '50667', city: 'Köln', country: 'DE', vatId: '' },
    customerReference: 'Bestellung 4711',
    cites: null,
    terms: parseTerms('2/10NET30'),
    due: [{ dueOn: day('2026-12-03'), minor: totals.gross }],
    discount: { untilOn: day('2026-11-13'), minor: 714n },
    lines: lines.map((line, index) => ({ ...line, discountMinor: line.discountMinor ?? 0n, net: totals.lineNets[index] ?? 0n })),
    taxes: totals.taxes,
    net: totals.net,
    tax: totals.tax,
    gross: totals.gross,
    paymentReference: 'RF18539007547034',
    qr: 'BCD\n002\n1\nSCT',
    ...change,
  };
}

const renderer = openRenderer();
const printed = (print: InvoicePrint) => {
  const { bytes, pages } = renderer.render(invoiceSheet(print));
  return { bytes, pages, text: pdfText(bytes) };
};

describe('an invoice on paper', () => {
  it('says who, what, how much, until when and where to, in the language of the customer', () => {
    const { text, pages } = printed(invoice());
    expect(pages).toBe(1);
    for (const said of [
      'Bäckerei Sonne',
      '50667 Köln',
      'Rechnung RE-42',
      'Ihr Zeichen: Bestellung 4711',
      '2,5',
      '300,00',
      '19 % USt. auf 300,00 €',
      '357,00 €',
      'Zahlbar innerhalb von 30 Tagen, bis zum 03.12.2026.',
      'DE89 3704 0044 0532 0130 00',
      'RF18 5390 0754 7034',
      'Seite 1 von 1',
    ])
      expect(text).toContain(said);
    expect(text.join(' ')).toContain('bis zum 13.11.2026 bei uns ein, können Sie 2 % (7,14 €) abziehen und 349,86 €');
    const english = printed(invoice({ language: 'en', letterhead: { ...HEAD, layout: 'modern' } })).text;
    for (const said of ['Invoice RE-42', 'Amount due', '€357.00', 'VAT 19% on €300.00', 'Payable within 30 days, by 3 Dec 2026.'])
      expect(english).toContain(said);
  });

  it('gives the sentence of the law for each category without tax, once', () => {
    const lines = (['AE', 'AE', 'K', 'G', 'E'] as const).map((taxCategory) => ({ ...LINE, taxCategory, taxRate: '0' }));
    const { text } = printed(invoice({}, lines));
    expect(text.filter((said) => said.startsWith('Steuerschuldnerschaft des Leistungsempfängers'))).toHaveLength(1);
    expect(text).toContain('Steuerfreie innergemeinschaftliche Lieferung (Art. 138 MwStSystRL).');
    expect(text).toContain('Steuerfreie Ausfuhrlieferung (Art. 146 MwStSystRL).');
  });

  it('of several instalments lists each', () => {
    const due = [
      { dueOn: day('2026-12-03'), minor: 14_280n },
      { dueOn: day('2027-01-02'), minor: 21_420n },
    ];
    const { text } = printed(invoice({ due, discount: null, terms: parseTerms('40%@30+60%@60') }));
    for (const said of ['Zahlbar in Raten:', '142,80 €', '214,20 €', '02.01.2027']) expect(text).toContain(said);
  });

  it('of forty lines takes two sheets: the header comes again, the last line stays with the totals', () => {
    for (const layout of ['classic', 'modern'] as const) {
      const lines = Array.from({ length: 40 }, (_, index) => ({ ...LINE, text: `Position ${index + 1}` }));
      const { bytes, pages, text } = printed(invoice({ letterhead: { ...HEAD, layout } }, lines));
      expect([pages, pageCount(bytes)]).toEqual([2, 2]);
      expect(text.filter((said) => said === 'Beschreibung')).toHaveLength(2);
      expect(text).toContain('Seite 2 von 2');
      expect(text.filter((said) => /^Position \d+$/.test(said))).toHaveLength(40);
    }
  });

  it.each(Array.from({ length: 8 }, (_, index) => index + 18))('never leaves the totals of %i lines alone on a sheet', (count) => {
    const lines = Array.from({ length: count }, (_, index) => ({ ...LINE, text: `Position ${index + 1}` }));
    const { text, pages } = printed(invoice({}, lines));
    const second = text.slice(text.indexOf('Seite 1 von 2'));
    if (pages === 2 && second.includes('Rechnungsbetrag')) expect(second).toContain(`Position ${count}`);
    expect(text).toContain('Rechnungsbetrag');
  });

  it('has no payment block as credit note, and names the invoice and the reason', () => {
    const { text } = printed(
      invoice({
        kind: 'credit_note',
        number: 'GS-1',
        cites: { number: 'RE-42', issuedOn: day('2026-11-03') },
        customerReference: 'Beschädigt geliefert',
        due: [],
        discount: null,
        qr: null,
      }),
    );
    expect(text).toContain('Diese Rechnungskorrektur bezieht sich auf die Rechnung RE-42 vom 03.11.2026.');
    expect(text).toContain('Grund: Beschädigt geliefert');
    expect(text).not.toContain('Zahlung');
  });

  it('has the same bytes whenever it is made, as PDF/A-3b with the day of issue', () => {
    const [once, again] = [printed(invoice()).bytes, openRenderer().render(invoiceSheet(invoice())).bytes];
    expect(Buffer.compare(once, again)).toBe(0);
    const raw = Buffer.from(once).toString('latin1');
    expect(raw).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(raw).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(raw).toContain('/OutputIntents');
    expect(raw).toContain('(D:20261103');
    expect(printed(invoice({ number: 'RE-43' })).bytes).not.toEqual(once);
  });
});

describe('text from outside', () => {
  it.each([
    '#import "x": *',
    '$x$',
    '*b* _i_',
    '\\ \\n',
    '@ref <label>',
    '#sys.inputs',
    '= Heading',
    '`raw` // no comment /* at all */',
    '#{1+1}',
    '"quoted" --',
  ])('%s stands as it was written', (text) => {
    const { text: shown } = printed(invoice({ customerReference: text }, [{ ...LINE, text }]));
    expect(shown).toContain(`Ihr Zeichen: ${text}`);
    expect(shown).toContain(text);
  });

  it('of other scripts is printed where a font has it, and never stops a document', () => {
    const text = 'مرحبا שלום 你好 Ελλάδα Привет 😀 👨‍👩‍👧 \u{17000}\u{e000}\u{10ffff} end';
    const { text: shown, pages } = printed(invoice({ customerReference: text }, [{ ...LINE, text }]));
    expect(pages).toBe(1);
    for (const said of ['Ελλάδα', 'Привет', 'end']) expect(shown.join(' ')).toContain(said);
  });

  it('cannot turn the direction of what follows or carry control characters', () => {
    const { text } = printed(invoice({ customerReference: 'a\u202eb\u0007c\u2066d' }));
    expect(text).toContain('Ihr Zeichen: abcd');
  });

  it('that is endless wraps, and takes as many sheets as it needs', () => {
    const lines = [
      { ...LINE, text: 'X'.repeat(1_000) },
      { ...LINE, text: 'a\n'.repeat(150).trim(), quantity: '999999999.123456' },
    ];
    const { text } = printed(invoice({ customer: { ...invoice().customer, name: 'W'.repeat(300), addressLines: ['Y'.repeat(300)] } }, lines));
    const rows = text.filter((said) => /^X+$/.test(said));
    expect(rows.join('')).toHaveLength(1_000);
    expect(Math.max(...rows.map((said) => said.length))).toBeLessThan(60);
  });
});

describe('other documents', () => {
  it('a statement shows what is open and every movement', () => {
    const bytes = renderer.render(
      statementSheet({
        letterhead: HEAD,
        logo: null,
        language: 'en',
        customer: invoice().customer,
        statement: {
          customer: { id: 'x', number: 'K-7', name: 'Bäckerei Sonne' },
          from: null,
          asOf: day('2026-11-03'),
          currencies: [
            {
              currency: EUR,
              opening: 0n,
              entries: [
                {
                  postedOn: day('2026-10-01'),
                  on: day('2026-10-01'),
                  kind: 'invoice',
                  number: 'RE-41',
                  reference: '',
                  dueOn: day('2026-10-31'),
                  minor: 12_345n,
                  balance: 12_345n,
                },
              ],
              closing: 12_345n,
              openItems: [
                { number: 'RE-41', instalment: 1, issuedOn: day('2026-10-01'), dueOn: day('2026-10-31'), original: 12_345n, open: 12_345n, daysPastDue: 3 },
              ],
              openCredits: [],
            },
          ],
        },
      }),
    ).bytes;
    const text = pdfText(bytes);
    for (const said of ['Statement of account', 'Open items in EUR', 'RE-41', 'Invoice RE-41', '123.45', '€123.45', 'Closing balance'])
      expect(text).toContain(said);
  });

  it('a letter has paragraphs, items, sums and how to pay', () => {
    const letter: LetterPrint = {
      letterhead: HEAD,
      logo: null,
      language: 'de-AT',
      addressLines: ['Bäckerei Sonne', 'Am Markt 5', '50667 Köln'],
      on: '2026-11-03',
      subject: 'Zahlungserinnerung',
      paragraphs: ['Guten Tag,', 'bitte zahlen Sie #heute.'],
      items: [{ number: 'RE-41', issuedOn: '2026-10-01', dueOn: '2026-10-31', daysPastDue: 3, open: '123,45 €' }],
      totals: [{ label: 'Summe', amount: '123,45 €' }],
      payment: { lines: ['IBAN: DE89'], qr: null },
      closing: ['Mit freundlichen Grüßen'],
    };
    const text = pdfText(renderer.render(letterSheet(letter)).bytes);
    for (const said of ['Zahlungserinnerung', 'bitte zahlen Sie #heute.', '31.10.2026', 'Summe', 'DE89', 'Mit freundlichen Grüßen'])
      expect(text).toContain(said);
    expect(text.filter((said) => said === '123,45 €')).toHaveLength(2);
  });

  it('the code for banking apps is a picture of its modules alone', () => {
    const picture = qrPicture('BCD\n002\n1\nSCT');
    expect(picture).toMatch(/^<svg /);
    expect(picture).not.toMatch(/<script|href/);
  });
});

describe('the rendering threads', () => {
  it('print side by side what one renderer prints, outlive a sheet that cannot be printed, and refuse after the end', async () => {
    const pool = openRenderPool({ threads: 2 });
    const broken = { ...invoiceSheet(invoice()), logo: { mediaType: 'image/png', bytes: deflateSync('no picture') } };
    const [first, failed, last] = await Promise.allSettled([pool.render(invoiceSheet(invoice())), pool.render(broken), pool.render(invoiceSheet(invoice()))]);
    expect(failed.status).toBe('rejected');
    expect(first.status === 'fulfilled' && Buffer.compare(first.value.bytes, printed(invoice()).bytes)).toBe(0);
    expect(last.status === 'fulfilled' && last.value.pages).toBe(1);
    await pool.close();
    await expect(pool.render(invoiceSheet(invoice()))).rejects.toThrow('closed');
  });
});
