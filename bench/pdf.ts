import type { InvoicePrint } from '../src/ar/invoices/ports.ts';
import { parseTerms } from '../src/ar/customers/terms.ts';
import { defaultLetterhead } from '../src/ar/messages/letterhead.ts';
import { epcCode } from '../src/ar/receivables/epc-code.ts';
import { rfReference } from '../src/ar/receivables/payment-reference.ts';
import { computeTotals, type DraftLine } from '../src/ar/invoices/invoice.ts';
import { openDocumentPrinter } from '../src/documents/document-printer.ts';
import { day } from '../src/foundation/calendar/day.ts';
import { currency } from '../src/foundation/money/currency.ts';
import { machine, measure, rounded, seeded, SIZES, type BenchResult, type BenchSize } from './result.ts';

const EUR = currency('EUR');
/** Lines of an invoice that takes two sheets. */
const LINES = 40;
/** Documents of a size: a tenth of the invoices of the other benches. */
const SHARE = 10;

const GOODS = ['Milling of housings to drawing, including deburring and inspection', 'Assembly on site', 'Engineering', 'Freight and packaging'] as const;

/** An invoice of forty lines, unlike the others in number, names and figures. */
function invoiceOf(index: number, random: () => number): InvoicePrint {
  const lines: DraftLine[] = Array.from({ length: LINES }, (_, line) => ({
    text: `${GOODS[line % GOODS.length] ?? ''}, order ${Math.floor(random() * 100_000)}`,
    quantity: String(1 + Math.floor(random() * 50)),
    unitPrice: `${1 + Math.floor(random() * 900)}.${10 + Math.floor(random() * 89)}`,
    taxCategory: 'S',
    taxRate: line % 7 === 0 ? '7' : '19',
  }));
  const totals = computeTotals({ currency: EUR, lines });
  const number = `INV-${String(index).padStart(6, '0')}`;
  const reference = rfReference(number) ?? '';
  const bank = { name: 'Bench Bank', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX', holder: 'Bench GmbH' };
  return {
    kind: 'invoice',
    letterhead: { ...defaultLetterhead({ name: 'Bench GmbH', country: 'DE' }), addressLines: ['Werkstraße 1'], postalCode: '20457', city: 'Hamburg', bank },
    logo: null,
    language: index % 2 === 0 ? 'de' : 'en',
    number,
    issuedOn: day('2026-03-02'),
    suppliedOn: null,
    currency: EUR,
    customer: {
      number: String(10_000 + index),
      name: `Customer ${index} Ltd`,
      addressLines: [`${index} Long Street`],
      postalCode: '50667',
      city: 'Köln',
      country: 'DE',
      vatId: '',
    },
    customerReference: `Order ${index}`,
    cites: null,
    terms: parseTerms('NET30'),
    due: [{ dueOn: day('2026-04-01'), minor: totals.gross }],
    discount: null,
    lines: lines.map((line, at) => ({ ...line, discountMinor: 0n, net: totals.lineNets[at] ?? 0n })),
    taxes: totals.taxes,
    net: totals.net,
    tax: totals.tax,
    gross: totals.gross,
    paymentReference: reference,
    qr: epcCode({ ...bank, minor: totals.gross, currency: EUR, reference }),
  };
}

/** Prints invoices of two sheets on one thread. Rows are documents; nothing is written to a database. */
export async function benchPdf(size: BenchSize): Promise<BenchResult> {
  const count = SIZES[size] / SHARE;
  const random = seeded(5);
  const printer = openDocumentPrinter({ threads: 1 });
  try {
    const first = await printer.invoice(invoiceOf(0, random));
    let bytes = 0;
    const cpuBefore = process.cpuUsage();
    const { seconds, peakMemoryMiB } = await measure(async () => {
      const LOOK_AHEAD = 8;
      for (let at = 0; at < count; at += LOOK_AHEAD) {
        const some = Array.from({ length: Math.min(LOOK_AHEAD, count - at) }, (_, next) => printer.invoice(invoiceOf(at + next + 1, random)));
        for (const pdf of await Promise.all(some)) bytes += pdf.byteLength;
      }
    });
    const cpu = process.cpuUsage(cpuBefore);
    const cpuSeconds = (cpu.user + cpu.system) / 1e6;
    return {
      bench: 'pdf',
      size,
      rows: count,
      seconds: rounded(seconds),
      rowsPerSecond: Math.round(count / seconds),
      copy: null,
      ratioToCopy: null,
      statements: 0,
      peakMemoryMiB,
      machine: machine(),
      details: {
        linesEach: LINES,
        threads: 1,
        documentsPerSecond: rounded(count / seconds, 1),
        documentsPerCpuSecond: rounded(count / cpuSeconds, 1),
        firstBytes: first.byteLength,
        meanBytes: Math.round(bytes / count),
      },
    };
  } finally {
    await printer.close();
  }
}
