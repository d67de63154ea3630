import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { decimalsOf, type Currency } from '../../foundation/money/currency.ts';
import { allocateProportionally, multiplyDivideRounded } from '../../foundation/money/money.ts';

/** UNCL 5305 as EN 16931 uses it: standard, zero, exempt, reverse charge, intra-community, export, outside scope. */
export type TaxCategory = 'S' | 'Z' | 'E' | 'AE' | 'K' | 'G' | 'O';

export const TAX_CATEGORIES: readonly TaxCategory[] = ['S', 'Z', 'E', 'AE', 'K', 'G', 'O'];

export type DraftLine = {
  readonly text: string;
  /** Decimal with at most 6 places; negative for a deduction. */
  readonly quantity: string;
  /** Decimal with at most 6 places, in the invoice's currency. */
  readonly unitPrice: string;
  /** Off this line, in minor units. */
  readonly discountMinor?: bigint;
  readonly taxCategory: TaxCategory;
  /** Percent, at most 4 places. */
  readonly taxRate: string;
};

export type InvoiceDraft = {
  readonly customerId: string;
  readonly currency: Currency;
  readonly issuedOn: Day;
  readonly suppliedOn?: Day;
  /** A terms code; the customer's, else the company's, when absent. */
  readonly terms?: string;
  readonly customerReference?: string;
  readonly series?: string;
  /** Unit prices contain the tax. */
  readonly pricesIncludeTax?: boolean;
  readonly lines: readonly DraftLine[];
};

export type TaxSubtotal = { readonly category: TaxCategory; readonly rate: string; readonly taxable: bigint; readonly tax: bigint };

export type Totals = {
  readonly lineNets: readonly bigint[];
  readonly taxes: readonly TaxSubtotal[];
  readonly net: bigint;
  readonly tax: bigint;
  readonly gross: bigint;
};

const PLACES = 6;
/** Fifteen digits in minor units, as everywhere; the sums of a document stay far inside what the database holds. */
const MAX_LINE = 999_999_999_999_999n;
const DECIMAL = /^-?\d{1,12}(?:\.(\d{1,6}))?$/;
const RATE = /^\d{1,2}(?:\.\d{1,4})?$/;

/** A decimal of at most six places as an integer of millionths. */
function millionths(text: string): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole) * 10n ** BigInt(PLACES) + BigInt(fraction.padEnd(PLACES, '0'));
  return negative ? -value : value;
}

/** Percent as ten-thousandths of a percent. */
function rateUnits(rate: string): bigint {
  const [whole = '0', fraction = ''] = rate.split('.');
  return BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0'));
}

function requireReadable(line: DraftLine, index: number): void {
  const refuse = (field: string, what: string, remedy: string): never => {
    throw new Refusal('invoice.line_invalid', `Line ${index + 1}: ${what} cannot be used; ${remedy}.`, { line: index + 1, field });
  };
  if (line.text.trim() === '') refuse('text', `the text "${line.text}"`, 'say what was sold');
  if (!DECIMAL.test(line.quantity)) refuse('quantity', `the quantity "${line.quantity}"`, 'write a decimal with at most 6 places and a point');
  if (!DECIMAL.test(line.unitPrice)) refuse('unitPrice', `the unit price "${line.unitPrice}"`, 'write a decimal with at most 6 places and a point');
  if (!RATE.test(line.taxRate)) refuse('taxRate', `the tax rate "${line.taxRate}"`, 'write percent, for example 19 or 5.5');
  if (line.taxCategory !== 'S' && rateUnits(line.taxRate) !== 0n)
    refuse('taxCategory', `the tax rate "${line.taxRate}"`, `category ${line.taxCategory} carries no tax`);
}

/** Lines are rounded to the currency's decimals, then added; tax is computed per category and rate on the document's totals.
 *  Source: EN 16931 BR-CO-10 to BR-CO-17. With prices that contain tax, the tax is taken out of each category's gross. */
export function computeTotals(draft: Pick<InvoiceDraft, 'currency' | 'lines' | 'pricesIncludeTax'>): Totals {
  if (draft.lines.length === 0) throw new Refusal('invoice.no_lines', 'An invoice needs at least one line.', {});
  const unit = 10n ** BigInt(2 * PLACES - decimalsOf(draft.currency));
  const amounts = draft.lines.map((line, index) => {
    requireReadable(line, index);
    const amount = multiplyDivideRounded(millionths(line.quantity), millionths(line.unitPrice), unit) - (line.discountMinor ?? 0n);
    if (amount > MAX_LINE || amount < -MAX_LINE) {
      throw new Refusal('invoice.line_invalid', `Line ${index + 1}: quantity times price is larger than any amount we keep; check both.`, {
        line: index + 1,
        field: 'amount',
      });
    }
    return amount;
  });
  const groups = new Map<string, { category: TaxCategory; rate: string; sum: bigint; lines: number[] }>();
  for (const [index, line] of draft.lines.entries()) {
    const key = `${line.taxCategory}|${rateUnits(line.taxRate)}`;
    const group = groups.get(key) ?? { category: line.taxCategory, rate: line.taxRate, sum: 0n, lines: [] };
    group.sum += amounts[index] as bigint;
    group.lines.push(index);
    groups.set(key, group);
  }
  const lineNets = [...amounts];
  const taxes = [...groups.values()].map((group): TaxSubtotal => {
    const units = rateUnits(group.rate);
    if (!draft.pricesIncludeTax)
      return { category: group.category, rate: group.rate, taxable: group.sum, tax: multiplyDivideRounded(group.sum, units, 1_000_000n) };
    const tax = multiplyDivideRounded(group.sum, units, 1_000_000n + units);
    const parts = allocateProportionally(
      group.sum - tax,
      group.lines.map((index) => amounts[index] as bigint),
    );
    for (const [position, index] of group.lines.entries()) lineNets[index] = parts[position] as bigint;
    return { category: group.category, rate: group.rate, taxable: group.sum - tax, tax };
  });
  const net = taxes.reduce((sum, t) => sum + t.taxable, 0n);
  const tax = taxes.reduce((sum, t) => sum + t.tax, 0n);
  return { lineNets, taxes, net, tax, gross: net + tax };
}

/** The number as printed: `INV-000042`. */
export function documentNumber(series: { prefix: string; width: number }, seq: bigint): string {
  return `${series.prefix}${seq.toString().padStart(series.width, '0')}`;
}
