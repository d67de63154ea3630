import { z } from 'zod';
import type { Day } from '../../foundation/calendar/day.ts';
import { amount, currencyCode, day, id, plainText, requiredText } from '../../foundation/contract/page.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import { TAX_CATEGORIES, type DraftLine, type InvoiceDraft } from './invoice.ts';

export const MAX_LINES = 1_000;

export const draftLine = z
  .strictObject({
    text: requiredText(1_000),
    quantity: requiredText(20).meta({ description: 'Decimal of at most 6 places; negative for a deduction.', examples: ['2.5'] }),
    unitPrice: requiredText(20).meta({ description: 'Decimal of at most 6 places, in the currency of the invoice.', examples: ['120.00'] }),
    discount: amount.optional().meta({ description: 'Off this line.' }),
    taxRate: requiredText(10)
      .default('0')
      .meta({ description: 'Percent.', examples: ['19'] }),
    taxCategory: z
      .enum(TAX_CATEGORIES as ['S', ...typeof TAX_CATEGORIES])
      .default('S')
      .meta({ description: 'UNCL 5305 as in EN 16931.' }),
  })
  .meta({ id: 'DraftLine' });

/** What an invoice will say, apart from its customer; what is left out is decided when it is issued. */
export const draftTerms = {
  currency: currencyCode.optional().meta({ description: 'Default: the currency of the books.' }),
  issuedOn: day.optional().meta({ description: 'Default: the day on which it is issued.' }),
  suppliedOn: day.optional(),
  terms: requiredText(100).optional().meta({ description: 'Default: those of the customer, else those of the company.' }),
  customerReference: plainText(200).optional().meta({ description: 'What the customer asked to be printed.' }),
  series: requiredText(50).optional(),
  pricesIncludeTax: z.boolean().optional(),
  lines: z.array(draftLine).min(1).max(MAX_LINES),
};

/** A draft as it is kept: currency and customer are known. */
export const draftContent = z.strictObject({ ...draftTerms, customerId: id, currency: currencyCode });
export type DraftContent = z.output<typeof draftContent>;

export type DraftState = 'open' | 'issued' | 'discarded';

/** What may become of a draft; an issued one lives on as its invoice. */
export const DRAFT_TRANSITIONS: Readonly<Record<DraftState, readonly DraftState[]>> = { open: ['open', 'issued', 'discarded'], issued: [], discarded: [] };

export type Permission = true | string;

/** What may be done with a draft that comes to `gross` minor units: one of nothing or less cannot be issued. */
export function draftCan(state: DraftState, gross: bigint): { change: Permission; issue: Permission; discard: Permission } {
  const may = (to: DraftState): Permission => DRAFT_TRANSITIONS[state].includes(to) || 'invoice_draft.state';
  const issue = may('issued');
  return { change: may('open'), issue: issue === true && gross <= 0n ? 'invoice.not_positive' : issue, discard: may('discarded') };
}

/** Lines as a document takes them. Refuses `amount.invalid`. */
export function linesOf(lines: DraftContent['lines'], currency: DraftContent['currency']): DraftLine[] {
  return lines.map(({ discount, ...line }, index) => ({
    ...line,
    ...(discount === undefined ? {} : { discountMinor: requireAmount(discount, currency, `Line ${index + 1}, discount`) }),
  }));
}

/** The draft as it is issued on `today` where it names no day. */
export function invoiceDraftOf(content: DraftContent, today: Day): InvoiceDraft {
  const { lines, issuedOn, suppliedOn, terms, customerReference, series, pricesIncludeTax, customerId, currency } = content;
  return {
    customerId,
    currency,
    issuedOn: issuedOn ?? today,
    lines: linesOf(lines, currency),
    ...(suppliedOn === undefined ? {} : { suppliedOn }),
    ...(terms === undefined ? {} : { terms }),
    ...(customerReference === undefined ? {} : { customerReference }),
    ...(series === undefined ? {} : { series }),
    ...(pricesIncludeTax === undefined ? {} : { pricesIncludeTax }),
  };
}
