/** The model's own arithmetic of days, rounding and terms, written from the definitions and sharing nothing with the program. */

const DAY_MS = 86_400_000;

export function shift(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function lastOfMonth(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

export function later(...days: readonly string[]): string {
  return days.reduce((a, b) => (b > a ? b : a));
}

/** `part / whole` of an amount, half away from zero. */
export function share(minor: bigint, part: bigint, whole: bigint): bigint {
  const product = minor * part;
  const size = product < 0n ? -product : product;
  const rounded = size / whole + ((size % whole) * 2n >= whole ? 1n : 0n);
  return product < 0n ? -rounded : rounded;
}

/** Terms as both sides of a sale understand them; `code` is how they are written down. */
export type ModelTerms = {
  readonly code: string;
  readonly due: (issuedOn: string) => readonly { readonly dueOn: string; readonly basisPoints: number }[];
  readonly discount: { readonly basisPoints: number; readonly days: number } | null;
};

const once = (dueOn: string) => [{ dueOn, basisPoints: 10_000 }];

function net(code: string, days: number, discount: ModelTerms['discount'] = null): ModelTerms {
  return { code, due: (issuedOn) => once(shift(issuedOn, days)), discount };
}

function parts(code: string, ...list: readonly (readonly [percentTimes100: number, days: number])[]): ModelTerms {
  return { code, due: (issuedOn) => list.map(([basisPoints, days]) => ({ dueOn: shift(issuedOn, days), basisPoints })), discount: null };
}

/** The day of the next month, or that month's last day. */
function dayOfNextMonth(issuedOn: string, day: number): string {
  const end = lastOfMonth(shift(lastOfMonth(issuedOn), 1));
  const wanted = `${end.slice(0, 8)}${String(day).padStart(2, '0')}`;
  return wanted < end ? wanted : end;
}

export const NET_TERMS: readonly ModelTerms[] = [net('NET30', 30), net('NET14', 14), net('NET60', 60), net('PREPAID', 0)];
export const CALENDAR_TERMS: readonly ModelTerms[] = [
  { code: 'EOM', due: (issuedOn) => once(lastOfMonth(issuedOn)), discount: null },
  { code: 'EOM15', due: (issuedOn) => once(shift(lastOfMonth(issuedOn), 15)), discount: null },
  { code: 'DAY15', due: (issuedOn) => once(dayOfNextMonth(issuedOn, 15)), discount: null },
  { code: 'DAY31', due: (issuedOn) => once(dayOfNextMonth(issuedOn, 31)), discount: null },
];
export const DISCOUNT_TERMS: readonly ModelTerms[] = [
  net('2/10NET30', 30, { basisPoints: 200, days: 10 }),
  net('3/7NET45', 45, { basisPoints: 300, days: 7 }),
  net('1.5/14NET60', 60, { basisPoints: 150, days: 14 }),
];
export const INSTALMENT_TERMS: readonly ModelTerms[] = [
  parts('40%@30+30%@60+30%@90', [4_000, 30], [3_000, 60], [3_000, 90]),
  parts('50%@10+50%@40', [5_000, 10], [5_000, 40]),
  parts('33.33%@15+66.67%@45', [3_333, 15], [6_667, 45]),
];

/** What falls due when; every part rounded by itself, the rest in the last. */
export function fallsDue(terms: ModelTerms, invoice: { issuedOn: string; gross: bigint }): { dueOn: string; minor: bigint }[] {
  const list = terms.due(invoice.issuedOn);
  let left = invoice.gross;
  return list.map(({ dueOn, basisPoints }, index) => {
    const minor = index === list.length - 1 ? left : share(invoice.gross, BigInt(basisPoints), 10_000n);
    left -= minor;
    return { dueOn, minor };
  });
}
