import type { InvoicePrint } from '../ar/invoices/ports.ts';
import { legalSentence, taxWord, wordsIn } from './paper-words.ts';
import { paperLine, paperText } from './plain-text.ts';
import { addressOf, paymentBlock, sheetBase, type Sheet } from './sheet.ts';
import { amountText, dayText, inFours, moneyText, percentText, priceText, quantityText } from './written-figures.ts';

/** A last line that is longer than this may be parted from the totals: together they would not fit on a sheet. */
const LONGEST_TIED_LINE = 12;
const MAX_TIED_TOTALS = 14;
const CHARACTERS_A_LINE = 40;
/** Widest of Inter's tabular digits and signs of amounts, in em, with a little to spare. */
const DIGIT_WIDTH = 0.66;
/** Points of a letter in the table's headings, set at 7.6 points. */
const HEADING_WIDTH = 4.9;
const TOTAL_SIZE = 10;
const CELL_MARGIN = 10;
/** Between the margins of the narrower paper, in points. */
const TEXT_WIDTH = 467;
/** A row is as high as its capitals and the margins of its cells. */
const CAP_HEIGHT = 0.7275;
const ROW_MARGINS = 9.07;
/** Figures of a line that are longer together are set smaller, labels of totals that are longer stand to the left of the figures' columns. */
const LONGEST_FIGURES = 42;
const LONGEST_LABEL = 34;

type TotalRow = { readonly label: string; readonly amount: string; readonly strong: boolean };

function money(print: InvoicePrint, minor: bigint): string {
  return moneyText(minor, print.currency, print.language);
}

function taxLabel(print: InvoicePrint, tax: InvoicePrint['taxes'][number]): string {
  const words = wordsIn(print.language);
  const on = money(print, tax.taxable);
  const word = taxWord(print.language, print.letterhead.country);
  const zeroTaxed: Readonly<Record<Exclude<typeof tax.category, 'S'>, string>> = {
    Z: words.zeroRated(word),
    AE: words.reverseCharge,
    K: words.intraCommunity,
    G: words.exported,
    E: words.exempt,
    O: words.outside,
  };
  return tax.category === 'S' ? words.taxOn(word, percentText(tax.rate, print.language), on) : words.onAmount(zeroTaxed[tax.category], on);
}

function totalsOf(print: InvoicePrint): TotalRow[] {
  const words = wordsIn(print.language);
  return [
    { label: words.netTotal, amount: money(print, print.net), strong: false },
    ...print.taxes.map((tax) => ({ label: taxLabel(print, tax), amount: money(print, tax.tax), strong: false })),
    { label: print.kind === 'invoice' ? words.invoiceTotal : words.creditTotal, amount: money(print, print.gross), strong: true },
  ];
}

function linesOf(print: InvoicePrint) {
  const { currency, language } = print;
  const words = wordsIn(language);
  return print.lines.map((line, index) => ({
    pos: String(index + 1),
    text: paperText(line.text),
    note: line.discountMinor === 0n ? null : words.discountOff(money(print, line.discountMinor)),
    quantity: quantityText(line.quantity, language),
    price: priceText(line.unitPrice, currency, language),
    rate: line.taxCategory === 'S' || line.taxCategory === 'Z' ? percentText(line.taxRate, language) : '–',
    net: amountText(line.net, currency, language),
  }));
}

/** Widths of the columns of figures in points, wide enough for what stands in them: digits and points of Inter at this size, plus the cell's margins. */
function widthsOf(print: InvoicePrint, lines: ReturnType<typeof linesOf>, headings: readonly string[], lineSize: number): number[] {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length)) * lineSize * DIGIT_WIDTH;
  const heading = (index: number): number => (headings[index] ?? '').length * HEADING_WIDTH;
  const amounts = [print.net, print.gross, ...print.taxes.map((tax) => tax.tax)].map((minor) => money(print, minor).length);
  const total = Math.max(...amounts) * TOTAL_SIZE * DIGIT_WIDTH;
  const wide = (...points: readonly number[]): number => Math.ceil(Math.max(...points) + CELL_MARGIN);
  return [
    wide(widest(lines.map((line) => line.pos)), heading(0)),
    wide(widest(lines.map((line) => line.quantity)), heading(2)),
    wide(widest(lines.map((line) => line.price)), heading(3)),
    wide(widest(lines.map((line) => line.rate)), heading(4)),
    wide(widest(lines.map((line) => line.net)), total, heading(5)),
  ];
}

/** What a text is wide at most, in em of Inter; undefined where it has signs of which that is not known. */
function widestEm(text: string): number | undefined {
  if (!/^[\u0020-\u007e\u00a0-\u00ff]*$/.test(text)) return undefined;
  let em = 0;
  for (const sign of text) em += /[mwMW@%ÆæÐ¼½¾]/.test(sign) ? 1.1 : /[A-ZÀ-Þ&]/.test(sign) ? 0.84 : /[ .,;:'|!()ijl-]/.test(sign) ? 0.47 : 0.68;
  return em;
}

/** Heights of lines that surely take one row, in points, null for the others: the compiler need not lay those out twice to find out. */
function rowHeights(lines: ReturnType<typeof linesOf>, options: { textWidth: number; lineSize: number }): (number | null)[] {
  const height = options.lineSize * CAP_HEIGHT + ROW_MARGINS;
  return lines.map(({ text, note }) => {
    const em = note === null ? widestEm(text) : undefined;
    return em !== undefined && em * options.lineSize + CELL_MARGIN <= options.textWidth ? height : null;
  });
}

function heightOf(text: string): number {
  return text.split('\n').reduce((sum, part) => sum + Math.max(1, Math.ceil(part.length / CHARACTERS_A_LINE)), 0);
}

/** When and how to pay, in words. */
function termsOf(print: InvoicePrint): string[] {
  const words = wordsIn(print.language);
  const [first] = print.due;
  if (print.kind === 'credit_note' || first === undefined) return [];
  const said: string[] = [];
  const due = print.terms?.due;
  if (print.due.length > 1) said.push(words.payInParts);
  else if (due?.kind === 'net') {
    said.push(due.days === 0 ? words.payAtOnce : words.payWithin(due.days, dayText(first.dueOn, print.language)));
  } else said.push(words.payBy(dayText(first.dueOn, print.language)));
  if (print.discount) {
    const points = print.terms?.discount?.basisPoints;
    const rate = points === undefined ? '' : `${percentText(`${Math.floor(points / 100)}.${String(points % 100).padStart(2, '0')}`, print.language)} `;
    const off = money(print, print.discount.minor);
    said.unshift(
      words.discount(dayText(print.discount.untilOn, print.language), rate === '' ? off : `${rate}(${off})`, money(print, print.gross - print.discount.minor)),
    );
  }
  return said;
}

function notesOf(print: InvoicePrint): string[] {
  const words = wordsIn(print.language);
  const legal = new Set(print.taxes.flatMap((tax) => legalSentence(tax.category, print.language, print.letterhead.country) ?? []));
  return [...legal, ...(print.kind === 'credit_note' ? [words.credited] : []), ...termsOf(print)];
}

function introOf(print: InvoicePrint): string[] {
  const words = wordsIn(print.language);
  const said: string[] = [];
  if (print.cites) said.push(words.cites(paperLine(print.cites.number), dayText(print.cites.issuedOn, print.language)));
  const reference = paperLine(print.customerReference);
  if (reference !== '') said.push(`${print.kind === 'credit_note' ? words.reason : words.yourReference}: ${reference}`);
  return said;
}

function dueWords(print: InvoicePrint): string {
  const words = wordsIn(print.language);
  const [first] = print.due;
  if (first === undefined) return '';
  const on = dayText(first.dueOn, print.language);
  return print.due.length === 1 ? words.by(on) : words.firstOf(print.due.length, money(print, first.minor), on);
}

function factsOf(print: InvoicePrint): (readonly [string, string])[] {
  const words = wordsIn(print.language);
  const { language } = print;
  const invoice = print.kind === 'invoice';
  const facts: (readonly [string, string])[] = [
    [invoice ? words.invoiceNumber : words.creditNoteNumber, print.number],
    [words.date, dayText(print.issuedOn, language)],
  ];
  if (invoice) {
    const last = print.due.at(-1);
    facts.push([words.supplied, dayText(print.suppliedOn ?? print.issuedOn, language)]);
    if (last) facts.push([words.due, dayText(last.dueOn, language)]);
  }
  facts.push([words.customer, print.customer.number]);
  if (print.customer.vatId !== '') facts.push([words.yourVatId, print.customer.vatId]);
  if (print.letterhead.vatId !== '') facts.push([words.vatId, print.letterhead.vatId]);
  return facts.map(([label, value]) => [label, paperLine(value)] as const);
}

function paymentOf(print: InvoicePrint) {
  if (print.kind === 'credit_note') return null;
  const words = wordsIn(print.language);
  return paymentBlock(print.letterhead, {
    language: print.language,
    amount: [[words.amountDue, `${money(print, print.gross)} ${dueWords(print)}`]],
    reference: print.paymentReference === '' ? print.number : inFours(print.paymentReference),
    qr: print.qr,
  });
}

/** An invoice or credit note as its template takes it. */
export function invoiceSheet(print: InvoicePrint): Sheet {
  const { language, letterhead } = print;
  const words = wordsIn(language);
  const invoice = print.kind === 'invoice';
  const kind = invoice ? words.invoice : words.creditNote;
  const lines = linesOf(print);
  const totals = totalsOf(print);
  const last = lines.at(-1);
  const columns = [words.position, words.description, words.quantity, words.unitPrice, taxWord(language, letterhead.country), `${words.net} ${print.currency}`];
  const lineSize = lines.some((line) => line.quantity.length + line.price.length + line.net.length > LONGEST_FIGURES) ? 6.6 : 8.6;
  const widths = widthsOf(print, lines, columns, lineSize);
  return {
    template: letterhead.layout === 'modern' ? 'invoice-modern' : 'invoice-classic',
    logo: print.logo,
    data: {
      ...sheetBase(letterhead, {
        language,
        title: `${kind} ${print.number}`,
        on: print.issuedOn,
        address: addressOf(print.customer, { country: letterhead.country, language }),
        facts: factsOf(print),
      }),
      heading: `${kind} ${paperLine(print.number)}`,
      highlight: {
        label: invoice ? words.amountDue : words.amountCredited,
        amount: money(print, print.gross),
        note: invoice ? dueWords(print) : '',
      },
      intro: introOf(print),
      columns,
      widths,
      rowHeights: rowHeights(lines, { textWidth: TEXT_WIDTH - widths.reduce((sum, width) => sum + width, 0), lineSize }),
      lineSize,
      lines,
      totals,
      wideTotals: totals.some((total) => total.label.length > LONGEST_LABEL),
      tieLastLine: last !== undefined && heightOf(last.text) <= LONGEST_TIED_LINE && totals.length <= MAX_TIED_TOTALS,
      tiedTotals: Math.min(totals.length, MAX_TIED_TOTALS),
      notes: notesOf(print),
      instalments:
        invoice && print.due.length > 1
          ? {
              head: [words.instalment, words.dueOn, words.amount],
              rows: print.due.map((part, index) => [String(index + 1), dayText(part.dueOn, language), money(print, part.minor)]),
            }
          : null,
      payment: paymentOf(print),
    },
  };
}
