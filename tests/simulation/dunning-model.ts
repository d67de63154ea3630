/** What a year of reminders is judged by: a small world of its own that shares no function with the program. Days are texts, amounts minor units. */

export type Buyer = {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly country: 'DE' | 'US' | 'JP';
  readonly zone: string;
  readonly iban: string;
  readonly parent: string | null;
};

/** What somebody owes: an invoice, or one instalment of it. */
export type Owed = {
  readonly id: string;
  readonly number: string;
  readonly reference: string;
  readonly customer: string;
  readonly dueOn: string;
  readonly original: bigint;
};

export type MoneyKind =
  | 'named'
  | 'reference'
  | 'several'
  | 'part'
  | 'over'
  | 'payer_only'
  | 'name_only'
  | 'stranger_exact'
  | 'stranger_less_fee'
  | 'head_of_group'
  | 'on_account'
  | 'noise';

/** A line of the bank with what its sender meant. */
export type Money = {
  readonly id: string;
  readonly kind: MoneyKind;
  readonly minor: bigint;
  readonly payer: string | null;
  readonly meant: readonly string[];
  state: 'waiting' | 'applied' | 'aside';
};

export type Promised = { readonly id: string; readonly items: readonly string[]; readonly on: string; readonly keeps: boolean; cancelled: boolean };
export type Disputed = { readonly hold: string; readonly item: string; released: boolean };

/** A mail that the mail server was handed, and whether its receiver got it. */
export type Handed = {
  readonly message: string;
  readonly messageId: string;
  readonly to: string;
  readonly customer: string;
  readonly on: string;
  readonly at: string;
  readonly outcome: 'accepted' | 'unknown';
  readonly arrived: boolean;
  /** Of each receivable that takes a step: `receivable|cycle|step`. */
  readonly steps: readonly string[];
  /** It comes back one day. */
  readonly bounces: boolean;
  bounced: boolean;
  settled: boolean;
};

export type DunningModel = {
  readonly buyers: Buyer[];
  readonly owed: Map<string, Owed>;
  readonly money: Map<string, Money>;
  readonly promises: Promised[];
  readonly disputes: Disputed[];
  readonly handed: Handed[];
  /** By `receivable|cycle|step` the message that took the step. */
  readonly taken: Map<string, string>;
  /** By receivable: how much of it is settled, and by customer what they have with us beyond that. */
  settled: Map<string, bigint>;
  credit: Map<string, bigint>;
  /** By receivable: how often it was wholly settled when a run looked, and whether it is so now. */
  readonly closings: Map<string, number>;
};

export function emptyModel(buyers: readonly Buyer[]): DunningModel {
  return {
    buyers: [...buyers],
    owed: new Map(),
    money: new Map(),
    promises: [],
    disputes: [],
    handed: [],
    taken: new Map(),
    settled: new Map(),
    credit: new Map(),
    closings: new Map(),
  };
}

export function openOf(model: DunningModel, id: string): bigint {
  return (model.owed.get(id)?.original ?? 0n) - (model.settled.get(id) ?? 0n);
}

export function buyerOf(model: DunningModel, id: string): Buyer {
  return model.buyers.find((buyer) => buyer.id === id) as Buyer;
}

/** A promise counts at least through its day and two more, for the bank. */
const BANK_DAYS = 2;

export function livePromise(model: DunningModel, item: string, today: string): Promised | undefined {
  return model.promises.find((promise) => !promise.cancelled && promise.items.includes(item) && today <= shiftDay(promise.on, BANK_DAYS));
}

export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function daysFrom(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** Nation-wide holidays of 2026 on weekdays, copied by hand from the calendars of the three countries. */
const HOLIDAYS: Readonly<Record<Buyer['country'], readonly string[]>> = {
  DE: ['01-01', '04-03', '04-06', '05-01', '05-14', '05-25', '12-25'],
  US: ['01-01', '01-19', '05-25', '06-19', '07-03', '09-07', '11-26', '12-25'],
  JP: ['01-01', '01-12', '02-11', '02-23', '03-20', '04-29', '05-04', '05-05', '05-06', '07-20', '08-11', '09-21', '09-22', '09-23', '10-12', '11-03', '11-23'],
};

export function isWorkday(day: string, country: Buyer['country']): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !HOLIDAYS[country].includes(day.slice(5));
}

/** The wall clock somewhere: its day and its minute. */
export function wallClock(at: Date, zone: string): { readonly day: string; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { day: `${of('year')}-${of('month')}-${of('day')}`, minute: Number(of('hour')) * 60 + Number(of('minute')) };
}

/** In an order that does not hang on which worker was faster. */
export function handedInOrder(model: DunningModel): Handed[] {
  const key = ({ at, to }: Handed): string => `${at} ${to}`;
  return model.handed.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
