import { readAmount } from '../../kit/format.ts';
import type { ComboboxOption } from '../../kit/combobox.tsx';
import type { Sent } from '../../kit/api.ts';

export type LineForm = { readonly key: string; readonly text: string; readonly quantity: string; readonly unitPrice: string; readonly taxRate: string };

/** The draft on the server that holds what is typed, and whose it is. */
export type KeptDraft = { readonly id: string; readonly customerId: string } | null;

export type DraftForm = {
  readonly customer: ComboboxOption | null;
  readonly issuedOn: string | null;
  readonly suppliedOn: string | null;
  readonly terms: string;
  readonly customerReference: string;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly LineForm[];
  readonly kept: KeptDraft;
};

export function emptyLine(key: string, taxRate: string): LineForm {
  return { key, text: '', quantity: '1', unitPrice: '', taxRate };
}

export type DraftEntry = Sent<'createInvoiceDraft', 'body'>;

/** A number as the API takes it: what a person typed, with their decimal mark, any number of places. */
export function readNumber(text: string): string | null {
  return text.trim() === '' ? null : readAmount(text.trim());
}

/** Lines in which somebody has written; the others do not go to the server. */
export function writtenLines(form: DraftForm): readonly LineForm[] {
  return form.lines.filter(isWritten);
}

export function isWritten({ text, unitPrice }: LineForm): boolean {
  return text.trim() !== '' || unitPrice.trim() !== '';
}

export const LINE_FIELDS = ['text', 'quantity', 'unitPrice', 'taxRate'] as const;
export type LineField = (typeof LINE_FIELDS)[number];
/** Why a line does not go to the server; each has its sentence. */
export type LineProblem = 'textMissing' | 'quantityMissing' | 'priceMissing' | 'numberUnread' | 'numberTooLong' | 'rateUnread';

/** As the server takes them: twelve digits before the mark and six behind it; percent below a hundred with four places. */
const NUMBER = /^-?\d{1,12}(?:\.\d{1,6})?$/;
const RATE = /^\d{1,2}(?:\.\d{1,4})?$/;

/** Nothing typed is no tax; what cannot be read is null. */
function readRate(text: string): string | null {
  const rate = text.trim() === '' ? '0' : readNumber(text.replace(/%\s*$/, ''));
  return rate !== null && RATE.test(rate) ? rate : null;
}

function numberProblem(text: string, missing: LineProblem): LineProblem | null {
  if (text.trim() === '') return missing;
  const number = readNumber(text);
  if (number === null) return 'numberUnread';
  return NUMBER.test(number) ? null : 'numberTooLong';
}

/** What is missing in a line that somebody has written in, or cannot be read, by field. */
export function problemsOf(line: LineForm): Readonly<Record<LineField, LineProblem | null>> {
  return {
    text: line.text.trim() === '' ? 'textMissing' : null,
    quantity: numberProblem(line.quantity, 'quantityMissing'),
    unitPrice: numberProblem(line.unitPrice, 'priceMissing'),
    taxRate: readRate(line.taxRate) === null ? 'rateUnread' : null,
  };
}

/** The first thing for which the form is no draft yet. `place`: the line as it is counted on the screen. */
export type Unfinished =
  | { readonly what: 'everything' | 'customer' | 'lines' }
  | { readonly what: 'line'; readonly place: number; readonly field: LineField; readonly problem: LineProblem };

export function unfinishedOf(form: DraftForm): Unfinished | null {
  const customer = form.customer !== null && form.customer.value !== '';
  const written = writtenLines(form);
  for (const line of written) {
    const problems = problemsOf(line);
    const field = LINE_FIELDS.find((one) => problems[one] !== null);
    const problem = field && problems[field];
    if (field && problem) return { what: 'line', place: form.lines.indexOf(line) + 1, field, problem };
  }
  if (!customer) return { what: written.length === 0 ? 'everything' : 'customer' };
  return written.length === 0 ? { what: 'lines' } : null;
}

/** What the form says as a draft of the API; null while something that a draft needs is missing or can't be read. */
export function draftEntryOf(form: DraftForm): DraftEntry | null {
  if (form.customer === null || unfinishedOf(form) !== null) return null;
  const lines = writtenLines(form).map(({ text, quantity, unitPrice, taxRate }) => ({
    text: text.trim(),
    quantity: readNumber(quantity),
    unitPrice: readNumber(unitPrice),
    taxRate: readRate(taxRate),
  }));
  const whole: DraftEntry['lines'] = [];
  for (const { text, quantity, unitPrice, taxRate } of lines) {
    if (text === '' || quantity === null || unitPrice === null || taxRate === null) return null;
    // Without tax there is no standard rate: zero per cent is category Z.
    whole.push({ text, quantity, unitPrice, taxRate, taxCategory: /^0+(\.0+)?$/.test(taxRate) ? 'Z' : 'S' });
  }
  const { issuedOn, suppliedOn, terms, customerReference, pricesIncludeTax } = form;
  return {
    customerId: form.customer.value,
    lines: whole,
    ...(issuedOn === null ? {} : { issuedOn }),
    ...(suppliedOn === null ? {} : { suppliedOn }),
    ...(terms.trim() === '' ? {} : { terms: terms.trim() }),
    ...(customerReference.trim() === '' ? {} : { customerReference: customerReference.trim() }),
    ...(pricesIncludeTax ? { pricesIncludeTax } : {}),
  };
}
