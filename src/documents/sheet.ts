import { renderSVG } from 'uqr';
import type { LetterPrint } from '../ar/messages/ports.ts';
import type { Day } from '../foundation/calendar/day.ts';
import { wordsIn, type PaperLanguage } from './paper-words.ts';
import { paperLine, paperLines, shortened } from './plain-text.ts';
import { inFours } from './written-figures.ts';

type Letterhead = LetterPrint['letterhead'];

export type Logo = { readonly mediaType: string; readonly bytes: Uint8Array };

export type Template = 'invoice-classic' | 'invoice-modern' | 'statement' | 'letter';

/** What the renderer gets: a template, its data and the picture that the data cannot hold. */
export type Sheet = { readonly template: Template; readonly data: Readonly<Record<string, unknown>>; readonly logo: Logo | null };

export type PaymentBlock = {
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
  readonly qr: string | null;
  readonly qrNote: string;
};

const INK = '#1b212b';
const LETTER_PAPER = new Set(['US', 'CA', 'MX', 'CL', 'CO', 'PH']);

/** Relative luminance. Source: WCAG 2.2. */
function luminance(colour: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** The brand's colour where text in it can be read on white (contrast of 3 for large text), else ink. */
export function accentOf(colour: string): string {
  return 1.05 / (luminance(colour) + 0.05) >= 3 ? colour : INK;
}

const regionNames = { en: new Intl.DisplayNames(['en'], { type: 'region' }), de: new Intl.DisplayNames(['de'], { type: 'region' }) };

/** A postal address, the country in its own line where the letter leaves the seller's country. */
export function addressOf(
  party: {
    readonly name: string;
    readonly addressLines: readonly string[];
    readonly postalCode: string;
    readonly city: string;
    readonly country: string | null;
  },
  from: { readonly country: string; readonly language: PaperLanguage },
): string[] {
  const abroad = party.country !== null && party.country !== '' && party.country !== from.country;
  const country = abroad ? (regionNames[from.language].of(party.country ?? '') ?? '') : '';
  return paperLines([party.name, ...party.addressLines, placeOf(party), country.toUpperCase()]);
}

/** Postal code and city in the order of the country. */
function placeOf(party: { readonly postalCode: string; readonly city: string; readonly country: string | null }): string {
  const cityFirst = ['US', 'CA', 'GB', 'IE', 'AU', 'NZ', 'IN', 'SG'].includes(party.country ?? '');
  return (cityFirst ? [party.city, party.postalCode] : [party.postalCode, party.city]).filter((part) => part !== '').join(' ');
}

/** Whether lines, wrapped at a width that surely holds so many characters, may need more rows than their box surely has. */
function isCrowded(lines: readonly string[], box: { readonly rows: number; readonly characters: number }): boolean {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / box.characters)), 0) > box.rows;
}

/** Columns of the footer; registrations and the account get more of the width. */
function footerOf(letterhead: Letterhead, language: PaperLanguage): { readonly lines: string[]; readonly weight: number; readonly crowded: boolean }[] {
  const words = wordsIn(language);
  const labelled = (label: string, value: string): string => (value === '' ? '' : `${label} ${value}`);
  const { bank } = letterhead;
  const columns = [
    { weight: 8, lines: paperLines([letterhead.name, ...letterhead.addressLines, placeOf(letterhead)]) },
    { weight: 9, lines: paperLines([labelled(words.phone, letterhead.phone), letterhead.email, letterhead.website]) },
    { weight: 9, lines: paperLines([labelled(words.vatId, letterhead.vatId), labelled(words.taxNumber, letterhead.taxNumber), ...letterhead.footerLines]) },
    { weight: 11, lines: paperLines([bank.name, labelled(words.iban, inFours(bank.iban)), labelled(words.bic, bank.bic)]) },
  ];
  return columns.map((column) => ({ ...column, crowded: isCrowded(column.lines, { rows: 6, characters: 34 }) }));
}

/** What every template needs. `title` names the file's contents in a viewer and on following sheets. */
export function sheetBase(
  letterhead: Letterhead,
  options: { language: PaperLanguage; title: string; on: Day; address: readonly string[]; facts: readonly (readonly [string, string])[] },
) {
  const { language } = options;
  const words = wordsIn(language);
  const title = paperLine(options.title);
  const [year, month, day] = options.on.split('-').map(Number);
  return {
    language,
    paper: LETTER_PAPER.has(letterhead.country) ? 'us-letter' : 'a4',
    foldMarks: !LETTER_PAPER.has(letterhead.country),
    modern: letterhead.layout === 'modern',
    colour: letterhead.colour,
    accent: accentOf(letterhead.colour),
    company: paperLine(letterhead.name),
    sender: paperLines([[letterhead.name, ...letterhead.addressLines, placeOf(letterhead)].filter((part) => part !== '').join(' · ')]).join(''),
    title,
    running: [shortened(paperLine(letterhead.name), 60), shortened(title, 50)],
    date: [year, month, day],
    address: options.address,
    footer: footerOf(letterhead, language),
    crowded: {
      company: isCrowded([letterhead.name], { rows: 2, characters: 24 }),
      address: isCrowded(options.address, { rows: 6, characters: 30 }),
      head: isCrowded(
        options.facts.map(([, value]) => value),
        { rows: 9, characters: 18 },
      ),
    },
    facts: options.facts,
    words: { page: words.page, of: words.of },
  };
}

/** A QR code as a picture of vectors, without margin; error correction M as banking apps want it. */
export function qrPicture(text: string): string {
  return renderSVG(text, { ecc: 'M', border: 0, pixelSize: 10 });
}

/** Account, reference and code; null where there is no account to pay to. */
export function paymentBlock(
  letterhead: Letterhead,
  options: { language: PaperLanguage; amount: readonly (readonly [string, string])[]; reference: string; qr: string | null },
): PaymentBlock | null {
  const { bank } = letterhead;
  if (bank.iban === '') return null;
  const words = wordsIn(options.language);
  const rows: (readonly [string, string])[] = [
    ...options.amount,
    [words.accountHolder, bank.holder === '' ? letterhead.name : bank.holder],
    [words.iban, inFours(bank.iban)],
    [words.bic, bank.bic],
    [words.bank, bank.name],
    [words.reference, options.reference],
  ];
  return {
    title: words.howToPay,
    rows: rows.map(([label, value]) => [label, paperLine(value)] as const).filter(([, value]) => value !== ''),
    qr: options.qr === null ? null : qrPicture(options.qr),
    qrNote: words.scanToPay,
  };
}
