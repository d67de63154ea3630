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
  return form.lines.filter(({ text, unitPrice }) => text.trim() !== '' || unitPrice.trim() !== '');
}

/** What the form says as a draft of the API; null while something that a draft needs is missing or can't be read. */
export function draftEntryOf(form: DraftForm): DraftEntry | null {
  if (form.customer === null || form.customer.value === '') return null;
  const lines = writtenLines(form).map(({ text, quantity, unitPrice, taxRate }) => ({
    text: text.trim(),
    quantity: readNumber(quantity),
    unitPrice: readNumber(unitPrice),
    // Nothing typed is no tax; what cannot be read is not.
    taxRate: taxRate.trim() === '' ? '0' : readNumber(taxRate.replace(/%\s*$/, '')),
  }));
  if (lines.length === 0) return null;
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
