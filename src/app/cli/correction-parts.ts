import { InvalidArgumentError } from 'commander';
import type { Ctx } from '../../ar/access/context.ts';
import type { ExplanationPart } from '../../ar/cash-application/explain/explanation.ts';
import { findReceivablesByNumber, type NumberedReceivable } from '../../ar/receivables/find-receivables.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { parseDecimal } from '../../foundation/money/money.ts';

/** `NUMBER` or `NUMBER=AMOUNT`, as it stands after --invoice, --discount and --tolerance. */
export type NamedAmount = { readonly number: string; readonly amount: string | undefined };

export function namedAmountOption(text: string, before: readonly NamedAmount[] = []): readonly NamedAmount[] {
  const at = text.lastIndexOf('=');
  const number = (at < 0 ? text : text.slice(0, at)).trim();
  if (number === '') throw new InvalidArgumentError('Write NUMBER=AMOUNT, for example R-1001=250.00.');
  return [...before, { number, amount: at < 0 ? undefined : text.slice(at + 1).trim() }];
}

function minorOf(named: NamedAmount, currency: Currency): bigint | undefined {
  if (named.amount === undefined) return undefined;
  const parsed = parseDecimal(named.amount, currency);
  if (!parsed.ok)
    throw new Refusal('cash.amount_invalid', `${named.number}: ${parsed.reason}. Write it as in ${named.number}=250.00.`, { number: named.number });
  return parsed.minor;
}

/** Cash, discount and tolerance by invoice number, spread over the instalments of an invoice, the earliest due first.
 *  An invoice without an amount takes what is left open after discount and tolerance. Refuses `receivable.not_found`, `cash.amount_invalid`. */
export async function correctionParts(
  ctx: Ctx,
  currency: Currency,
  given: { invoices: readonly NamedAmount[]; discounts: readonly NamedAmount[]; tolerances: readonly NamedAmount[] },
): Promise<ExplanationPart[]> {
  const numbers = [...new Set([...given.invoices, ...given.discounts, ...given.tolerances].map((named) => named.number))];
  const items = await findReceivablesByNumber(ctx, numbers, currency);
  const sumOf = (named: readonly NamedAmount[], number: string): bigint =>
    named.filter((one) => one.number === number).reduce((sum, one) => sum + (minorOf(one, currency) ?? 0n), 0n);
  return numbers.flatMap((number) => {
    const own = items.filter((item) => item.number === number);
    if (own.length === 0)
      throw new Refusal('receivable.not_found', `There is no invoice ${number} in ${currency} in this company. Check the number.`, { number, currency });
    const discount = sumOf(given.discounts, number);
    const tolerance = sumOf(given.tolerances, number);
    const open = own.reduce((sum, item) => sum + item.open, 0n);
    const named = given.invoices.filter((one) => one.number === number);
    const cash = named.some((one) => one.amount === undefined) ? open - discount - tolerance : sumOf(named, number);
    return spread(own, { cash, discount, tolerance });
  });
}

function spread(items: readonly NumberedReceivable[], amounts: { cash: bigint; discount: bigint; tolerance: bigint }): ExplanationPart[] {
  const left = { ...amounts };
  return items.flatMap((item, index) => {
    let room = item.open;
    const isLast = index === items.length - 1;
    // What is more than open stays on the last one: the allocation refuses it with the figures.
    const take = (key: keyof typeof left): bigint => {
      const minor = isLast || left[key] < room ? left[key] : room;
      left[key] -= minor;
      room -= minor;
      return minor;
    };
    const part = { receivableId: item.id, discountMinor: take('discount'), toleranceMinor: take('tolerance'), minor: take('cash') };
    return part.minor === 0n && part.discountMinor === 0n && part.toleranceMinor === 0n ? [] : [part];
  });
}
