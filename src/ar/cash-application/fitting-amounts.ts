/** An open receivable; of one customer they stand together, the oldest due first. */
export type FittingItem = {
  readonly receivableId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly open: bigint;
  readonly discount: bigint;
};

export type UnknownMoney = { readonly lineId: string; readonly currency: string; readonly minor: bigint };

/** A payment within so many percent of an amount may be meant for it: a fee, a discount, a rounding. */
const NEAR_PERCENT = 5n;
/** Pairs are tried for customers with at most this many open receivables; beyond, an amount that fits by accident is too likely. */
const MAX_PAIRED = 40;

/** Receivables that money of an unknown payer may settle by its amount: one of them nearly or less its discount, two of a customer, the oldest few of a
 *  customer, or all of them nearly. By receivable the line. */
export function amountsThatFit(money: readonly UnknownMoney[], items: readonly FittingItem[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const exact = new Map(money.map((one) => [`${one.currency}|${one.minor}`, one.lineId]));
  const byCurrency = new Map<string, UnknownMoney[]>();
  for (const one of money) byCurrency.set(one.currency, [...(byCurrency.get(one.currency) ?? []), one]);
  for (const own of ofOneCustomer(items)) {
    const currency = own[0]?.currency ?? '';
    const near = (amount: bigint): string | undefined => byCurrency.get(currency)?.find(({ minor }) => isNear(minor, amount))?.lineId;
    const mark = (line: string | undefined, touched: readonly FittingItem[]): void => {
      if (line !== undefined) for (const item of touched) found.set(item.receivableId, line);
    };
    for (const item of own) mark(near(item.open) ?? exact.get(`${currency}|${item.open - item.discount}`), [item]);
    let sum = 0n;
    for (const [index, item] of own.entries()) {
      sum += item.open;
      if (index > 0) mark(exact.get(`${currency}|${sum}`), own.slice(0, index + 1));
    }
    if (own.length > 1) mark(near(sum), own);
    if (own.length <= MAX_PAIRED) markPairs(own, (amount) => exact.get(`${currency}|${amount}`), mark);
  }
  return found;
}

function markPairs(
  own: readonly FittingItem[],
  lineOf: (amount: bigint) => string | undefined,
  mark: (line: string | undefined, touched: readonly FittingItem[]) => void,
): void {
  for (const [index, one] of own.entries()) for (const other of own.slice(index + 1)) mark(lineOf(one.open + other.open), [one, other]);
}

function isNear(minor: bigint, amount: bigint): boolean {
  const difference = minor > amount ? minor - amount : amount - minor;
  return difference * 100n <= amount * NEAR_PERCENT;
}

function ofOneCustomer(items: readonly FittingItem[]): FittingItem[][] {
  const groups = new Map<string, FittingItem[]>();
  for (const item of items) {
    const key = `${item.customerId}|${item.currency}`;
    const own = groups.get(key);
    if (own) own.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
