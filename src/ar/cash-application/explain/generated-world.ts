import { addDays, day, type Day } from '../../../foundation/calendar/day.ts';
import { currency } from '../../../foundation/money/currency.ts';
import { multiplyDivideRounded } from '../../../foundation/money/money.ts';
import type { ClosedItem, ExplainInput, Line, MatchPolicy, OpenItem, PayerEvidence } from './explanation.ts';
import { aliasKey } from '../../customers/payer-name.ts';
import { rfReference, tokensOfNumber } from '../../receivables/payment-reference.ts';
import { tokensOfLine } from './tokens.ts';

/** A small generated book of open items and the bank lines that pay it, for tests and measurements. Everything follows from the seed. */
export type LineType =
  | 'clean'
  | 'several'
  | 'list'
  | 'typo'
  | 'unnamed one'
  | 'unnamed several'
  | 'balance'
  | 'discount'
  | 'short'
  | 'over'
  | 'parent'
  | 'parent unnamed'
  | 'wrong reference'
  | 'duplicate'
  | 'noise';

export type WorldLine = { readonly type: LineType; readonly line: Line; readonly truth: readonly OpenItem[] };

/** 32-bit mixing generator; good enough for tables of tests, repeatable everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

type Customer = {
  readonly id: string;
  readonly groupId: string;
  readonly name: string;
  readonly account: string;
  readonly accountKnown: boolean;
  readonly nameKnown: boolean;
  readonly series: 0 | 1 | 2;
  readonly usual: readonly bigint[];
  readonly discount: boolean;
};

export type World = {
  readonly lines: number;
  /** The next line with what the database would find for it. */
  readonly next: () => { readonly type: LineType; readonly truth: readonly OpenItem[]; readonly input: ExplainInput };
  /** Settles what was paid and bills new items in its place. */
  readonly settle: (paid: readonly OpenItem[]) => void;
};

export type WorldOptions = {
  readonly seed: number;
  readonly customers: number;
  readonly items: number;
  readonly lines: number;
  readonly hard: boolean;
  readonly policy: MatchPolicy;
};

const EUR = currency('EUR');
const SHARES: readonly (readonly [LineType, number, number])[] = [
  ['clean', 45, 30],
  ['several', 10, 10],
  ['list', 2, 3],
  ['typo', 8, 10],
  ['unnamed one', 12, 20],
  ['unnamed several', 4, 7],
  ['balance', 2, 2],
  ['discount', 5, 5],
  ['short', 4, 6],
  ['over', 2, 2],
  ['parent', 2, 4],
  ['parent unnamed', 1, 2],
  ['wrong reference', 0.5, 2],
  ['duplicate', 1.5, 3],
  ['noise', 2, 4],
];
const SYLLABLES = 'ba co da fe ga hi jo ka lu ma ne or pa qu ri sa to un vo wi xa yo ze bri cla dro fla gre kno pla sti tra'.split(' ');

type Dice = {
  readonly random: () => number;
  readonly under: (limit: number) => number;
  readonly one: <T>(values: readonly T[]) => T;
  readonly chance: (share: number) => boolean;
  readonly word: () => string;
  readonly digits: (count: number) => string;
};

function diceOf(seed: number): Dice {
  const random = seededRandom(seed);
  const under = (limit: number): number => Math.floor(random() * limit);
  const one = <T>(values: readonly T[]): T => values[under(values.length)]!;
  const chance = (share: number): boolean => random() < share;
  const word = (): string => Array.from({ length: 2 + under(2) }, () => one(SYLLABLES)).join('');
  const digits = (count: number): string => Array.from({ length: count }, () => under(10)).join('');
  return { random, under, one, chance, word, digits };
}

type Book = {
  readonly customers: readonly Customer[];
  readonly open: ReadonlyMap<string, OpenItem[]>;
  readonly openByToken: ReadonlyMap<string, ReadonlySet<OpenItem>>;
  readonly closedByToken: ReadonlyMap<string, ReadonlySet<ClosedItem>>;
  readonly paidBefore: readonly OpenItem[];
  readonly clock: { today: Day };
  readonly anyCustomer: () => Customer;
  readonly settle: (paid: readonly OpenItem[]) => void;
};

/** Customers, their open items, and the token tables that a database would hold. */
function bookOf(options: WorldOptions, { random, under, one, chance, word, digits }: Dice): Book {
  const clock = { today: day('2026-03-01') };
  const customers = Array.from({ length: options.customers }, (_, index): Customer => {
    // Every fifth block of ten begins with a parent that pays for the three after it.
    const parent = index % 50 < 4 ? index - (index % 50) : index;
    return {
      id: `c${String(index).padStart(5, '0')}`,
      groupId: `c${String(parent).padStart(5, '0')}`,
      name: `${word()} ${word()} ${one(['GmbH', 'Ltd', 'SARL', 'AG', 'Inc'])}`,
      account: `DE${digits(20)}`,
      accountKnown: chance(options.hard ? 0.4 : 0.75),
      nameKnown: chance(0.7),
      series: chance(0.6) ? 0 : chance(0.6) ? 1 : 2,
      usual: Array.from({ length: 1 + under(3) }, () => BigInt(2_000 + under(400_000))),
      discount: chance(0.3),
    };
  });
  const open = new Map<string, OpenItem[]>(customers.map((customer) => [customer.id, []]));
  const openByToken = new Map<string, Set<OpenItem>>();
  const closedByToken = new Map<string, Set<ClosedItem>>();
  const paidBefore: OpenItem[] = [];
  let counter = 1_000;
  let longCounter = 1_930_000_000;

  const bill = (customer: Customer): void => {
    counter += 1;
    longCounter += 1 + under(9);
    const number = customer.series === 0 ? `INV-2026-${String(counter).padStart(6, '0')}` : customer.series === 1 ? String(longCounter) : `R${counter}`;
    const reference = customer.series === 2 ? (rfReference(`10${customer.id.slice(1)}${String(counter).padStart(7, '0')}`) ?? '') : '';
    const minor = chance(options.hard ? 0.5 : 0.25) ? one(customer.usual) : BigInt(300 + Math.floor(Math.exp(6 + random() * 5) * 10));
    const issuedOn = addDays(clock.today, -under(60));
    const discount = customer.discount ? { untilOn: addDays(clock.today, 40), minor: multiplyDivideRounded(minor, 2n, 100n) } : null;
    const item: OpenItem = {
      receivableId: `r${String(counter).padStart(7, '0')}`,
      customerId: customer.id,
      groupId: customer.groupId,
      number,
      reference,
      currency: EUR,
      open: minor,
      original: minor,
      issuedOn,
      dueOn: addDays(issuedOn, 30),
      discount,
      held: null,
    };
    open.get(customer.id)!.push(item);
    for (const token of [...tokensOfNumber(number), ...tokensOfNumber(reference)]) openByToken.set(token, (openByToken.get(token) ?? new Set()).add(item));
  };
  const anyCustomer = (): Customer => customers[Math.floor(random() ** 2 * customers.length)]!;
  for (let index = 0; index < options.items; index++) bill(anyCustomer());
  const settle: Book['settle'] = (paid) => {
    for (const item of paid) {
      const list = open.get(item.customerId)!;
      const at = list.indexOf(item);
      if (at < 0) continue;
      list.splice(at, 1);
      paidBefore.push(item);
      for (const token of [...tokensOfNumber(item.number), ...tokensOfNumber(item.reference)]) {
        openByToken.get(token)?.delete(item);
        closedByToken.set(token, (closedByToken.get(token) ?? new Set()).add(item));
      }
      bill(anyCustomer());
    }
  };
  return { customers, open, openByToken, closedByToken, paidBefore, clock, anyCustomer, settle };
}

type Hand = { readonly written: (item: OpenItem) => string; readonly wrap: (parts: readonly string[]) => string; readonly typo: (text: string) => string };

/** How payers write numbers, and what they write around them. */
function handOf({ random, under, one, chance, digits }: Dice): Hand {
  const written = (item: OpenItem): string => {
    const roll = random();
    if (item.reference !== '') return roll < 0.6 ? item.reference : item.reference.replace(/(.{4})/g, '$1 ').trim();
    if (!item.number.startsWith('INV')) return roll < 0.9 ? item.number : `${item.number.slice(0, 4)} ${item.number.slice(4)}`;
    const short = item.number.slice(-6);
    if (roll < 0.55) return item.number;
    return roll < 0.68 ? item.number.replaceAll('-', '') : roll < 0.78 ? item.number.replaceAll('-', ' ') : roll < 0.92 ? `INV ${short}` : `2026/${short}`;
  };
  const noise = (): string =>
    one([`PO 45${digits(8)}`, `2026-0${1 + under(6)}-${10 + under(18)}`, `TEL 0${digits(9)}`, `KDNR 10${digits(4)}`, 'THANK YOU', 'YOUR INVOICE', '', '']);
  const wrap = (parts: readonly string[]): string => {
    const listed = `${one(['PAYMENT ', 'RE: ', '/INV/', 'RECHNUNG ', '', ''])}${parts.join(one([', ', ', ', ' ', '/']))}`;
    return `${chance(0.1) ? `${noise()}, ` : ''}${listed}${chance(0.45) ? ` ${noise()}` : ''}`.slice(0, 140);
  };
  const typo = (text: string): string => {
    const places = Array.from(text).flatMap((letter, at) => (/\d/.test(letter) ? [at] : []));
    const at = places[Math.floor(places.length * 0.5) + under(Math.ceil(places.length * 0.5))] ?? text.length - 1;
    const digit = text[at]!;
    return one([
      text.slice(0, at) + ((Number(digit) + 1 + under(9)) % 10) + text.slice(at + 1),
      text.slice(0, at) + text.slice(at + 1),
      text.slice(0, at) + digit + text.slice(at),
      text.slice(0, at) + (digit === '0' ? 'O' : digit === '1' ? 'I' : digit === '5' ? 'S' : '7') + text.slice(at + 1),
    ]);
  };
  return { written, wrap, typo };
}

type Draft = { readonly payer: Customer; readonly paid: readonly OpenItem[]; readonly minor: bigint; readonly text: string };

/** One line of a type, or null where the customer that was drawn cannot pay so. */
function draftOf(type: LineType, book: Book, hand: Hand, dice: Dice): Draft | null {
  const { customers, open, paidBefore, anyCustomer } = book;
  const { written, wrap, typo } = hand;
  const { under, one, chance, word, digits } = dice;
  const someOf = (items: readonly OpenItem[], count: number): OpenItem[] => {
    if (chance(0.7)) return items.slice(0, count);
    const left = [...items];
    return Array.from({ length: count }, () => left.splice(under(left.length), 1)[0]!);
  };
  const customer = anyCustomer();
  const items = open.get(customer.id)!;
  const sum = (some: readonly OpenItem[]): bigint => some.reduce((total, item) => total + item.open, 0n);
  if (type === 'noise') {
    const text = one(['INTEREST Q2', `REFUND ${digits(7)}`, `TRANSFER 2026${digits(6)}`, `CARD SETTLEMENT ${digits(8)}`, `INV ${digits(6)}`]);
    const stranger = { ...customer, id: 'x', name: `${word()} ${word()}`, account: `DE${digits(20)}`, accountKnown: false, nameKnown: false };
    return { payer: stranger, paid: [], minor: BigInt(500 + under(3_000_000)), text };
  }
  if (type === 'duplicate') {
    const before = paidBefore.length > 0 ? one(paidBefore) : undefined;
    const payer = customers.find((each) => each.id === before?.customerId);
    return before && payer ? { payer, paid: [], minor: before.open, text: wrap([before.reference === '' ? before.number : before.reference]) } : null;
  }
  const wanted = type === 'several' || type === 'unnamed several' || type === 'list' ? 2 + under(4) : 1;
  if (items.length < wanted) return null;
  const paid = someOf(items, wanted);
  const due = sum(paid);
  const named = wrap(paid.map(written));
  const silent = one(['', '', 'PAYMENT INVOICES', 'THANK YOU', `PO 45${digits(8)}`]);
  const parent = customers.find((each) => each.id === customer.groupId);
  switch (type) {
    case 'typo':
      return { payer: customer, paid, minor: due, text: wrap([typo(written(paid[0]!))]) };
    case 'list':
      return customer.series === 2
        ? null
        : { payer: customer, paid, minor: due, text: `INV ${paid.map((item, at) => (at === 0 ? item.number : item.number.slice(-3))).join('/')}` };
    case 'unnamed one':
    case 'unnamed several':
      return { payer: customer, paid, minor: due, text: silent };
    case 'balance':
      return items.length < 2 || items.length > 60 ? null : { payer: customer, paid: [...items], minor: sum(items), text: 'STATEMENT BALANCE' };
    case 'discount':
      return paid[0]!.discount ? { payer: customer, paid, minor: due - paid[0]!.discount.minor, text: named } : null;
    case 'short':
      return due < 100n ? null : { payer: customer, paid, minor: due - multiplyDivideRounded(due, BigInt(20 + under(400)), 1_000n), text: named };
    case 'over':
      return { payer: customer, paid, minor: due + multiplyDivideRounded(due, BigInt(10 + under(300)), 1_000n) + 1n, text: named };
    case 'parent':
    case 'parent unnamed':
      return parent && parent.id !== customer.id ? { payer: parent, paid, minor: due, text: type === 'parent' ? named : 'PAYMENT FOR SUBSIDIARY' } : null;
    case 'wrong reference':
      return { payer: customer, paid, minor: due, text: wrap([written(one(one([...open.values()].filter((list) => list.length > 0))))]) };
    default:
      return { payer: customer, paid, minor: due, text: named };
  }
}

/** What the database would know of the payer of a line. */
function payerLookup(customers: readonly Customer[]): (line: Line) => PayerEvidence[] {
  /** Names that several customers share would be no alias; here names are long enough to differ. */
  const byAlias = new Map(customers.filter((customer) => customer.nameKnown).map((customer) => [aliasKey(customer.name), customer]));
  const byAccount = new Map(customers.filter((customer) => customer.accountKnown).map((customer) => [customer.account, customer]));
  return (line) => {
    const found = byAccount.get(line.counterpartyAccount);
    const alias = byAlias.get(aliasKey(line.counterpartyName));
    const out: PayerEvidence[] = [];
    if (found) out.push({ customerId: found.id, grade: 'account' });
    if (alias) out.push({ customerId: alias.id, grade: 'alias' });
    for (const known of [found, alias]) {
      if (!known) continue;
      for (const member of customers) if (member.groupId === known.groupId && member.id !== known.id) out.push({ customerId: member.id, grade: 'group' });
    }
    return out;
  };
}

export function generatedWorld(options: WorldOptions): World {
  const dice = diceOf(options.seed);
  const book = bookOf(options, dice);
  const hand = handOf(dice);
  const payersOf = payerLookup(book.customers);
  const nameOf = (customer: Customer): string =>
    dice.one([customer.name, customer.name.toUpperCase(), customer.name, customer.name.split(' ').slice(0, 2).join(' ')]);
  let made = 0;
  const next: World['next'] = () => {
    const column = options.hard ? 2 : 1;
    const all = SHARES.reduce((sum, share) => sum + share[column], 0);
    for (;;) {
      let roll = dice.random() * all;
      const type = SHARES.find((share) => (roll -= share[column]) < 0)?.[0] ?? 'clean';
      const drafted = draftOf(type, book, hand, dice);
      if (!drafted || drafted.minor <= 0n) continue;
      made += 1;
      if (made % 25 === 0) book.clock.today = addDays(book.clock.today, 1);
      const line: Line = {
        lineId: `l${made}`,
        minor: drafted.minor,
        currency: EUR,
        valueOn: book.clock.today,
        bookedOn: book.clock.today,
        text: drafted.text,
        references: [],
        counterpartyName: nameOf(drafted.payer),
        counterpartyAccount: dice.chance(0.93) ? drafted.payer.account : '',
      };
      const payers = payersOf(line);
      const tokens = tokensOfLine(line);
      const items = new Set(payers.flatMap((payer) => book.open.get(payer.customerId) ?? []));
      for (const token of tokens) for (const item of book.openByToken.get(token) ?? []) items.add(item);
      const closed = new Set(tokens.flatMap((token) => [...(book.closedByToken.get(token) ?? [])]));
      const input: ExplainInput = { line, payers, items: [...items], itemsCapped: false, closed: [...closed], knownMoney: [], policy: options.policy };
      return { type, truth: drafted.paid, input };
    }
  };
  return { lines: options.lines, next, settle: book.settle };
}
