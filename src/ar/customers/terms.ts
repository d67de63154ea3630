import { addDays, addMonths, daysInMonth, dayOf, endOfMonth, startOfMonth, type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { allocateProportionally, multiplyDivideRounded } from '../../foundation/money/money.ts';

/** When an invoice is due, as data. Percentages are in basis points (2 % = 200). */
export type Terms = {
  readonly code: string;
  readonly due: Due;
  readonly discount: { readonly basisPoints: number; readonly withinDays: number } | null;
};

type Due =
  | { readonly kind: 'net'; readonly days: number }
  | { readonly kind: 'end_of_month'; readonly days: number }
  | { readonly kind: 'day_of_month'; readonly day: number; readonly monthsAhead: number }
  | { readonly kind: 'instalments'; readonly parts: readonly { readonly basisPoints: number; readonly days: number }[] };

const NET = /^NET(\d{1,3})$/;
const DISCOUNT = /^(\d{1,2}(?:\.\d{1,2})?)\/(\d{1,3})(NET\d{1,3})$/;
const END_OF_MONTH = /^EOM\+?(\d{1,3})?$/;
const DAY_OF_MONTH = /^DAY(\d{1,2})(?:\+(\d{1,2}))?$/;
const PART = /^(\d{1,3}(?:\.\d{1,2})?)%@(\d{1,3})$/;

function basisPoints(percent: string): number {
  const [whole = '0', fraction = ''] = percent.split('.');
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

/** Reads a code of terms: `NET30`, `2/10NET30`, `EOM30` (end of month + 30 days), `DAY15` (the 15th of the next month; `DAY15+2` of the one after),
 *  `PREPAID`, or instalments `40%@30+30%@60+30%@90`. Spaces and case do not matter. null when it is none of these. */
export function parseTerms(text: string): Terms | null {
  const code = text.toUpperCase().replace(/\s/g, '');
  if (code === 'PREPAID' || code === 'DUE') return { code, due: { kind: 'net', days: 0 }, discount: null };
  const net = NET.exec(code);
  if (net) return { code, due: { kind: 'net', days: Number(net[1]) }, discount: null };
  const discount = DISCOUNT.exec(code);
  if (discount) {
    const [, percent = '', within = '', rest = ''] = discount;
    const inner = parseTerms(rest);
    const points = basisPoints(percent);
    return inner && points > 0 && points < 10_000 ? { code, due: inner.due, discount: { basisPoints: points, withinDays: Number(within) } } : null;
  }
  const endOfMonthTerms = END_OF_MONTH.exec(code);
  if (endOfMonthTerms) return { code, due: { kind: 'end_of_month', days: Number(endOfMonthTerms[1] ?? 0) }, discount: null };
  const dayOfMonth = DAY_OF_MONTH.exec(code);
  if (dayOfMonth) {
    const day = Number(dayOfMonth[1]);
    return day >= 1 && day <= 31 ? { code, due: { kind: 'day_of_month', day, monthsAhead: Number(dayOfMonth[2] ?? 1) }, discount: null } : null;
  }
  return parseInstalments(code);
}

const DAYS = '(?:TAGEN?|DAYS?|DAGEN|JOURS|DIAS|DÍAS)';
const SPOKEN_NET = new RegExp(`^(?:NETTO|NET)?(\\d{1,3})(?:${DAYS})?(?:NETTO|NET)?$`);
const SPOKEN_DISCOUNT = new RegExp(`^(\\d{1,2}(?:[.,]\\d{1,2})?)%(?:SKONTO)?(\\d{1,3})${DAYS}[,;/]?(?:NETTO|NET)?(\\d{1,3})${DAYS}(?:NETTO|NET)?$`);
const AT_ONCE = new Set(['SOFORT', 'SOFORTFÄLLIG', 'SOFORTFAELLIG', 'DUEONRECEIPT', 'IMMEDIATE']);

/** Terms as other programs write them beside our codes: "30 Tage", "net 14 days", "2 % 10 Tage, 30 Tage netto", "sofort". null when it is none of these. */
export function termsMeant(text: string): Terms | null {
  const said = text.toUpperCase().replace(/\s/g, '');
  const net = SPOKEN_NET.exec(said);
  if (net) return parseTerms(`NET${net[1]}`);
  const discount = SPOKEN_DISCOUNT.exec(said);
  if (discount) return parseTerms(`${discount[1]?.replace(',', '.')}/${discount[2]}NET${discount[3]}`);
  return AT_ONCE.has(said) ? parseTerms('DUE') : parseTerms(text);
}

function parseInstalments(code: string): Terms | null {
  if (!code.includes('@')) return null;
  const parts = code.split('+').map((part) => PART.exec(part));
  if (parts.some((part) => part === null)) return null;
  const read = parts.map((part) => ({ basisPoints: basisPoints(part?.[1] ?? ''), days: Number(part?.[2]) }));
  const total = read.reduce((sum, part) => sum + part.basisPoints, 0);
  return total === 10_000 && read.every((part) => part.basisPoints > 0) ? { code, due: { kind: 'instalments', parts: read }, discount: null } : null;
}

/** Refuses `terms.unknown`. */
export function terms(text: string): Terms {
  const parsed = parseTerms(text);
  if (!parsed) {
    throw new Refusal('terms.unknown', `"${text}" is no known terms code. Write for example NET30, 2/10NET30, EOM30, DAY15, PREPAID or 40%@30+60%@60.`, {
      terms: text,
    });
  }
  return parsed;
}

/** The due days of an invoice with the part of the gross amount due on each; the parts add up exactly, the rounding rest is in the last.
 *  Of an amount too small to be split, parts of nothing are left out. `gross` is positive. */
export function dueParts(terms: Terms, invoice: { issuedOn: Day; gross: bigint }): { dueOn: Day; minor: bigint }[] {
  const { due } = terms;
  if (due.kind !== 'instalments') return [{ dueOn: dueDay(due, invoice.issuedOn), minor: invoice.gross }];
  const amounts = allocateProportionally(
    invoice.gross,
    due.parts.map((part) => BigInt(part.basisPoints)),
  );
  let left = invoice.gross;
  return due.parts.flatMap((part, index) => {
    const last = index === due.parts.length - 1;
    const share = amounts[index] as bigint;
    const minor = last || share > left ? left : share;
    left -= minor;
    return minor === 0n ? [] : [{ dueOn: addDays(invoice.issuedOn, part.days), minor }];
  });
}

function dueDay(due: Exclude<Due, { kind: 'instalments' }>, issuedOn: Day): Day {
  if (due.kind === 'net') return addDays(issuedOn, due.days);
  if (due.kind === 'end_of_month') return addDays(endOfMonth(issuedOn), due.days);
  const month = addMonths(startOfMonth(issuedOn), due.monthsAhead);
  const year = Number(month.slice(0, 4));
  const number = Number(month.slice(5, 7));
  return dayOf(year, number, Math.min(due.day, daysInMonth(year, number))) as Day;
}

/** The early-payment discount of an amount and its last eligible value day, grace included; null without one. */
export function earlyPaymentDiscount(terms: Terms, invoice: { issuedOn: Day; gross: bigint }, graceDays = 0): { untilOn: Day; minor: bigint } | null {
  if (!terms.discount) return null;
  const minor = multiplyDivideRounded(invoice.gross, BigInt(terms.discount.basisPoints), 10_000n);
  return minor > 0n ? { untilOn: addDays(invoice.issuedOn, terms.discount.withinDays + graceDays), minor } : null;
}
