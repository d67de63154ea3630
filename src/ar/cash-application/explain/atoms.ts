import { isCurrency } from '../../../foundation/money/currency.ts';
import type { Line } from './explanation.ts';
import { folded } from '../../../foundation/text/fold-text.ts';
import { isIban } from '../../receivables/payment-reference.ts';

/** Text beyond this is not looked at: remittance lines are far shorter, and the work per line stays bounded. */
const MAX_TEXT = 2_000;
const MAX_REFERENCES = 20;
const MAX_ATOMS = 400;

/** How an atom follows the one before: `tight` by - _ or ., `space`, `slash`, `label` by a sign that follows words (: #), `far` by anything else. */
export type Glue = 'tight' | 'space' | 'slash' | 'label' | 'far';

/** A run of letters and digits of the line. `mask` says why its digits name no document; `soft` masks end where letters or digits are joined to it.
 *  `labelled`: announced as another kind of number (order, phone, customer). `worded`: announced as an invoice.
 *  `counted`: a number here wants an explanation (bank-made references do not). */
export type Atom = {
  readonly text: string;
  readonly start: number;
  readonly glue: Glue;
  readonly separator: string;
  readonly hasDigit: boolean;
  readonly allDigits: boolean;
  readonly structured: boolean;
  readonly counted: boolean;
  mask: 'none' | 'soft' | 'hard';
  labelled: boolean;
  worded: boolean;
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

export const INVOICE_WORDS = words(
  'INV INVOICE INVOICES INVS RECHNUNG RECHNUNGEN RECHNUNGSNR RECHNR RECHN RECH RG RGNR RNR RE REF FACTURE FACTURES FACT FAC FACTURA FACTURAS FATTURA FATT FT ' +
    'FAKTURA FAKTUR FACTUUR FACT BILL BELEG BELEGNR DOC DOCUMENT',
);
const OTHER_LABELS = words(
  'PO ORDER ORDERS BESTELLUNG BESTELLNR BEST AUFTRAG AUFTRAGSNR COMMANDE ORDINE PEDIDO TEL TELEFON PHONE FON FAX MOBILE MOB HANDY KDNR KUNDENNR KUNDENNUMMER KUNDE KD ' +
    'CUSTOMER CUST CLIENT ACCOUNT ACCT ACC KTO KONTO BLZ BIC IBAN VAT UST USTID USTIDNR STNR STEUERNR TAX TVA EREF KREF MREF CRED MANDATE MANDAT DEBITOR DEB LIEFERSCHEIN LS ' +
    'DATUM DATE DATED VOM TXN TRN TRX TRANSACTION CN CREDIT CREDITNOTE GUTSCHRIFT GS AVOIR CHECK CHEQUE CHQ SCHECK CARD KARTE TERMINAL',
);
const FILLERS = words('NR NO NUM NUMBER NUMMER NUMERO N ID NRN NOS');
/** References that name a document; others (end-to-end, mandate, instruction) are the payer's or the bank's own. */
const DOCUMENT_KINDS = words('RF SCOR QRR CINV INVOICE DOCUMENT NUMBER CREDITOR REMITTANCE');

function glueOf(separator: string): Glue {
  if (separator === '-' || separator === '_' || separator === '.') return 'tight';
  if (separator === ' ' || separator.trim() === '') return 'space';
  if (separator === '/') return 'slash';
  return /^[\s.:#]+$/.test(separator) ? 'label' : 'far';
}

/** Number of digits in a run of letters and digits. */
function countDigits(value: string): number {
  let digits = 0;
  for (let index = 0; index < value.length; index++) if (value.charCodeAt(index) < 58) digits++;
  return digits;
}

/** The beginning of a text; a number that the cut goes through is left out rather than read as another one. */
function beginningOf(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\p{L}\p{N}._-]+$/u, '');
}

/** Whether the line has more text than was looked at. */
export function isCut(line: Line, atoms: readonly Atom[]): boolean {
  return line.text.length > MAX_TEXT || line.references.length > MAX_REFERENCES || atoms.length >= MAX_ATOMS;
}

function readAtoms(line: Line): { atoms: Atom[]; text: string } {
  let text = folded(beginningOf(line.text, MAX_TEXT));
  const textEnd = text.length;
  const counts: { from: number; counted: boolean }[] = [];
  for (const reference of line.references.slice(0, MAX_REFERENCES)) {
    text += ' ; ';
    counts.push({ from: text.length, counted: DOCUMENT_KINDS.has(reference.kind.toUpperCase()) });
    text += folded(beginningOf(reference.value, 140));
  }
  const atoms: Atom[] = [];
  if (!/\d/.test(text)) return { atoms, text };
  const pattern = /[A-Z0-9]+/g;
  let end = 0;
  for (let found = pattern.exec(text); found && atoms.length < MAX_ATOMS; found = pattern.exec(text)) {
    const value = found[0];
    const separator = text.slice(end, found.index);
    const structured = found.index >= textEnd;
    let counted = !structured;
    if (structured) for (const part of counts) if (part.from <= found.index) counted = part.counted;
    const digits = countDigits(value);
    const hasDigit = digits > 0;
    const glue = end === 0 ? 'far' : glueOf(separator);
    const allDigits = digits === value.length;
    atoms.push({ text: value, start: found.index, glue, separator, hasDigit, allDigits, structured, counted, mask: 'none', labelled: false, worded: false });
    end = found.index + value.length;
  }
  return { atoms, text };
}

const inYears = (year: number): boolean => year >= 1990 && year <= 2099;
const isMonthDay = (a: number, b: number): boolean => (a >= 1 && a <= 12 && b >= 1 && b <= 31) || (b >= 1 && b <= 12 && a >= 1 && a <= 31);

function isCompactDate(text: string): boolean {
  if (text.length !== 8) return false;
  return (
    (inYears(Number(text.slice(0, 4))) && isMonthDay(Number(text.slice(4, 6)), Number(text.slice(6)))) ||
    (inYears(Number(text.slice(4))) && isMonthDay(Number(text.slice(0, 2)), Number(text.slice(2, 4))))
  );
}

function maskDates(atoms: readonly Atom[]): void {
  for (const [index, first] of atoms.entries()) {
    if (!first.allDigits) continue;
    if (isCompactDate(first.text) || (first.text.length === 4 && inYears(Number(first.text)))) first.mask = 'soft';
    const second = atoms[index + 1];
    if (!second?.allDigits || !/^[-./]$/.test(second.separator) || second.text.length > 4) continue;
    const third = atoms[index + 2];
    const a = Number(first.text);
    const b = Number(second.text);
    // Three parts are a date only when nothing is joined on either side: 2026-01-15-7 is a number.
    const free = first.glue !== 'tight' && (atoms[index + 3]?.glue !== 'tight' || atoms[index + 3]?.allDigits === false);
    if (third?.allDigits && third.separator === second.separator && free) {
      const c = Number(third.text);
      const yearFirst = first.text.length === 4 && inYears(a) && second.text.length <= 2 && third.text.length <= 2 && isMonthDay(b, c);
      const yearLast =
        first.text.length <= 2 && second.text.length <= 2 && isMonthDay(a, b) && ((third.text.length === 4 && inYears(c)) || third.text.length === 2);
      if (yearFirst || yearLast) for (const part of [first, second, third]) part.mask = 'hard';
    } else if (
      first.text.length <= 2 &&
      second.text.length === 4 &&
      inYears(b) &&
      a >= 1 &&
      a <= 12 &&
      third?.glue !== 'tight' &&
      first.glue !== 'tight' &&
      !(first.glue === 'slash' && atoms[index - 1]?.hasDigit)
    ) {
      first.mask = 'hard';
      second.mask = 'hard';
    }
  }
}

const AMOUNT = /(?<![A-Z0-9]|\d[-./,])\d+(?:[.,']\d{3})*[.,]\d{2}(?![A-Z0-9]|[-./,]\d)/g;

function maskAmounts(atoms: readonly Atom[], text: string): void {
  if (/[.,]\d{2}/.test(text)) {
    for (const found of text.matchAll(AMOUNT)) {
      const end = found.index + found[0].length;
      for (const atom of atoms) if (atom.start >= found.index && atom.start < end && atom.allDigits) atom.mask = 'hard';
    }
  }
  const hasSigns = /[€$£]/.test(text);
  for (const [index, atom] of atoms.entries()) {
    if (atom.hasDigit && !atom.allDigits && /^[A-Z]{3}\d+$/.test(atom.text) && isCurrency(atom.text.slice(0, 3))) atom.mask = 'soft';
    if (!atom.allDigits || atom.mask === 'hard') continue;
    const before = atoms[index - 1];
    const named = before !== undefined && before.text.length === 3 && isCurrency(before.text) && atom.glue === 'space';
    if (!named && !(hasSigns && /[€$£]\s?$/.test(text.slice(Math.max(0, atom.start - 2), atom.start)))) continue;
    atom.mask = 'hard';
    // 1.200 after a currency: the groups belong to it.
    for (let next = index + 1; /^[.,']$/.test(atoms[next]?.separator ?? '') && atoms[next]?.allDigits; next++) atoms[next]!.mask = 'hard';
  }
}

function maskAccounts(atoms: readonly Atom[]): void {
  for (let index = 0; index < atoms.length; index++) {
    const { hasDigit, allDigits, text } = atoms[index]!;
    if (!hasDigit || allDigits || !/^[A-Z]{2}\d{2}/.test(text)) continue;
    let compact = '';
    for (let last = index; last < atoms.length && compact.length < 34; last++) {
      if (last > index && atoms[last]!.glue !== 'space') break;
      compact += atoms[last]!.text;
      if (compact.length >= 15 && isIban(compact)) {
        for (let masked = index; masked <= last; masked++) atoms[masked]!.mask = 'hard';
        index = last;
        break;
      }
    }
  }
}

/** Carries the word before a number ("PO no. 45...", "Rechnungen 123, 124") to the number and the ones that follow it. */
function announce(atoms: readonly Atom[], text: string): void {
  let current: 'none' | 'invoice' | 'other' = 'none';
  for (const atom of atoms) {
    if (!atom.hasDigit) {
      if (INVOICE_WORDS.has(atom.text)) current = 'invoice';
      else if (OTHER_LABELS.has(atom.text)) current = 'other';
      else if (!FILLERS.has(atom.text) || atom.glue === 'far') current = 'none';
      continue;
    }
    if (atom.start > 0 && text[atom.start - 1] === '+') current = 'other';
    // A comma ends an order or a phone number; a list of invoices goes on.
    else if (current === 'other' && atom.glue === 'far') current = 'none';
    if (!atom.allDigits && current === 'other' && /^[A-Z]/.test(atom.text) && atom.glue !== 'label') current = 'none';
    atom.labelled = current === 'other';
    atom.worded = current === 'invoice';
  }
}

/** The line's text and structured references as atoms, with everything that is a date, an amount, an account or another announced number marked. */
export function atomsOf(line: Line): Atom[] {
  const { atoms, text } = readAtoms(line);
  if (atoms.length === 0) return atoms;
  maskDates(atoms);
  maskAmounts(atoms, text);
  maskAccounts(atoms);
  announce(atoms, text);
  return atoms;
}
