import { later, shift } from './model-terms.ts';

/** The small independent book: what every party did, in plain maps, with a posting day worked out by the rule in the documentation. It never reads our tables;
 *  it keeps our ids only as names, and takes a machine's decision over once that was judged right. */

export type ModelItem = {
  readonly id: string;
  readonly invoice: string;
  readonly number: string;
  readonly customer: string;
  readonly currency: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly postedOn: string;
  readonly original: bigint;
  readonly tax: bigint;
  readonly discount: { readonly untilOn: string; readonly minor: bigint } | null;
};

export type ModelCredit = {
  readonly id: string;
  readonly side: 'cash' | 'note';
  readonly customer: string;
  readonly currency: string;
  readonly postedOn: string;
  readonly original: bigint;
  /** The day whose exchange rate it is worth. */
  readonly worthOn: string;
  readonly cause: string;
  /** What left it without an item: refunds, and what a reversal took up. */
  gone: bigint;
  refunded: boolean;
};

/** An amount of an item settled by a credit, or given up (credit null: discount or tolerance). */
export type Settlement = {
  readonly item: string;
  readonly credit: string | null;
  readonly minor: bigint;
  readonly forgiven: 'discount' | 'tolerance' | null;
  readonly postedOn: string;
  readonly cause: string;
  live: boolean;
};

type Movement = {
  readonly of: 'item' | 'cash' | 'note';
  readonly id: string;
  readonly currency: string;
  readonly customer: string;
  readonly dueOn: string;
  readonly postedOn: string;
  readonly minor: bigint;
};

export type ModelBook = {
  readonly items: Map<string, ModelItem>;
  readonly credits: Map<string, ModelCredit>;
  readonly settlements: Settlement[];
  readonly movements: Movement[];
  /** The last posting day of everything a cause did. */
  readonly lastPosted: Map<string, string>;
  closedThrough: string | null;
};

export function emptyBook(): ModelBook {
  return { items: new Map(), credits: new Map(), settlements: [], movements: [], lastPosted: new Map(), closedThrough: null };
}

/** The event's day, not before what it settles, and the first open day where that is closed. */
export function postsOn(book: ModelBook, ...days: readonly string[]): string {
  const day = later(...days);
  return book.closedThrough !== null && day <= book.closedThrough ? shift(book.closedThrough, 1) : day;
}

export function openOf(book: ModelBook, id: string): bigint {
  const item = book.items.get(id) as ModelItem;
  return book.settlements.reduce((open, s) => (s.live && s.item === id ? open - s.minor : open), item.original);
}

export function unusedOf(book: ModelBook, id: string): bigint {
  const credit = book.credits.get(id) as ModelCredit;
  return book.settlements.reduce((open, s) => (s.live && s.credit === id ? open - s.minor : open), credit.original - credit.gone);
}

export function itemsOfInvoice(book: ModelBook, invoice: string): ModelItem[] {
  return [...book.items.values()].filter((item) => item.invoice === invoice);
}

export function owedOn(book: ModelBook, invoice: string): bigint {
  return itemsOfInvoice(book, invoice).reduce((sum, item) => sum + openOf(book, item.id), 0n);
}

function move(book: ModelBook, of: Movement['of'], thing: ModelItem | ModelCredit, minor: bigint, postedOn: string): void {
  book.movements.push({ of, id: thing.id, currency: thing.currency, customer: thing.customer, dueOn: 'dueOn' in thing ? thing.dueOn : '', postedOn, minor });
}

function mark(book: ModelBook, cause: string, postedOn: string): void {
  book.lastPosted.set(cause, later(postedOn, book.lastPosted.get(cause) ?? postedOn));
}

export function owe(book: ModelBook, item: ModelItem): void {
  book.items.set(item.id, item);
  move(book, 'item', item, item.original, item.postedOn);
}

export function receive(book: ModelBook, credit: Omit<ModelCredit, 'gone' | 'refunded'>): void {
  const kept = { ...credit, gone: 0n, refunded: false };
  book.credits.set(credit.id, kept);
  move(book, credit.side, kept, credit.original, credit.postedOn);
  mark(book, credit.cause, credit.postedOn);
}

/** Settles part of an item on the day of an event; refuses in words what no honest book could hold. */
export function settle(
  book: ModelBook,
  of: { item: string; credit: string | null; minor: bigint; forgiven?: 'discount' | 'tolerance'; eventOn: string; cause: string },
): Settlement {
  const item = book.items.get(of.item);
  const credit = of.credit === null ? null : book.credits.get(of.credit);
  if (!item || credit === undefined) throw new Error(`${of.cause} settles something that nobody made`);
  if (of.minor <= 0n || of.minor > openOf(book, item.id))
    throw new Error(`${of.cause} settles ${of.minor} of ${item.number}, of which ${openOf(book, item.id)} is open`);
  if (credit && of.minor > unusedOf(book, credit.id)) throw new Error(`${of.cause} uses ${of.minor} of a credit with ${unusedOf(book, credit.id)} left`);
  if (credit && credit.currency !== item.currency) throw new Error(`${of.cause} pays ${item.currency} with ${credit.currency}`);
  const postedOn = postsOn(book, of.eventOn, item.postedOn, ...(credit ? [credit.postedOn] : []));
  const made: Settlement = { item: of.item, credit: of.credit, minor: of.minor, forgiven: of.forgiven ?? null, postedOn, cause: of.cause, live: true };
  book.settlements.push(made);
  move(book, 'item', item, -of.minor, postedOn);
  if (credit) move(book, credit.side, credit, -of.minor, postedOn);
  mark(book, of.cause, postedOn);
  return made;
}

/** The causes and those that used the credits which these made. */
function closure(book: ModelBook, cause: string): Set<string> {
  const causes = new Set([cause]);
  for (let before = 0; before !== causes.size;) {
    before = causes.size;
    for (const s of book.settlements) if (s.live && s.credit !== null && causes.has((book.credits.get(s.credit) as ModelCredit).cause)) causes.add(s.cause);
  }
  return causes;
}

/** Takes a cause back with everything built on it: on the day of the event (a return), or as of its own last posting (an undo). */
export function takeBack(book: ModelBook, cause: string, eventOn: string | null): void {
  const causes = closure(book, cause);
  const last = later(...[...causes].flatMap((one) => book.lastPosted.get(one) ?? []));
  const postedOn = postsOn(book, eventOn ?? last, last);
  for (const s of book.settlements) {
    if (!s.live || !causes.has(s.cause)) continue;
    s.live = false;
    move(book, 'item', book.items.get(s.item) as ModelItem, s.minor, postedOn);
    const credit = s.credit === null ? undefined : book.credits.get(s.credit);
    if (credit) move(book, credit.side, credit, s.minor, postedOn);
  }
  for (const credit of book.credits.values()) {
    if (!causes.has(credit.cause)) continue;
    const left = unusedOf(book, credit.id);
    if (left === 0n) continue;
    credit.gone += left;
    move(book, credit.side, credit, -left, postedOn);
  }
}

/** Money or a note's rest goes back to the customer. */
export function giveBack(book: ModelBook, of: { credit: string; minor: bigint; on: string }): void {
  const credit = book.credits.get(of.credit) as ModelCredit;
  credit.gone += of.minor;
  credit.refunded = true;
  move(book, credit.side, credit, -of.minor, postsOn(book, of.on, credit.postedOn));
}

/** Whether undoing this cause would have to take back money that was refunded since. */
export function touchesRefund(book: ModelBook, cause: string): boolean {
  const causes = closure(book, cause);
  return [...book.credits.values()].some((credit) => causes.has(credit.cause) && credit.refunded);
}

export type ModelAging = { open: bigint; count: number; buckets: bigint[]; cash: bigint; notes: bigint };

/** Aging at the end of a posting day by adding up every movement until then; `customer` for one alone. */
export function agedOn(book: ModelBook, day: string, customer?: string): Map<string, ModelAging> {
  const left = new Map<string, Movement & { sum: bigint }>();
  for (const m of book.movements) {
    if (m.postedOn > day || (customer !== undefined && m.customer !== customer)) continue;
    const known = left.get(m.id);
    if (known) known.sum += m.minor;
    else left.set(m.id, { ...m, sum: m.minor });
  }
  const totals = new Map<string, ModelAging>();
  for (const { of, currency, dueOn, sum } of left.values()) {
    if (sum === 0n) continue;
    const total = totals.get(currency) ?? { open: 0n, count: 0, buckets: [0n, 0n, 0n, 0n, 0n], cash: 0n, notes: 0n };
    totals.set(currency, total);
    if (of === 'cash') total.cash += sum;
    else if (of === 'note') total.notes += sum;
    else {
      const days = (Date.parse(day) - Date.parse(dueOn)) / 86_400_000;
      const bucket = days <= 0 ? 0 : days <= 30 ? 1 : days <= 60 ? 2 : days <= 90 ? 3 : 4;
      total.open += sum;
      total.count++;
      total.buckets[bucket] = (total.buckets[bucket] as bigint) + sum;
    }
  }
  return totals;
}
