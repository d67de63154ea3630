import { addBusinessDays } from '../../foundation/calendar/business-days.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { currency as currencyOf } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { importStatement } from '../../ar/cash-application/import-statement.ts';
import { bankStatementText, type WrittenStatement } from './bank-statement-text.ts';
import { collected, regret } from './decide-payment.ts';
import { count, inDays, plan, takeErrands, type Bill, type Errand, type Party, type SentLine, type World } from './demo-world.ts';

type Pay = Extract<Errand, { do: 'pay' }>;
type Meant = SentLine['meant'];

const WORDS = {
  de: { invoice: 'Rechnung', less: 'abzgl. Reklamation', account: 'Akonto', twice: 'Lieferung' },
  en: { invoice: 'Invoice', less: 'less damaged goods', account: 'on account', twice: 'delivery' },
} as const;

/** Everything that moves on the company's accounts today: payments, what comes back, refunds, and what has nothing to do with customers. */
export function moveMoney(world: World): SentLine[] {
  const lines = [
    ...takeErrands(world, 'pay').flatMap((errand) => payment(world, errand)),
    ...takeErrands(world, 'send').map(({ line }) => sent(world, line)),
    ...noise(world),
  ];
  for (const line of lines) regret(world, line);
  return lines;
}

function sent(world: World, line: SentLine): SentLine {
  const today = { ...line, bookedOn: world.clock.today, clerkOn: clerkDay(world), mistaken: world.random.chance(0.04) };
  if (today.kind === 'returned') {
    count(world, 'returned debits');
    for (const { bill, cash } of today.returns?.meant ?? []) {
      bill.owed += cash;
      plan(world, inDays(world, 14), { do: 'pay', party: bill.party, bills: [bill], how: 'plain' });
    }
  }
  return today;
}

/** People come to a line within days; in the last days of the demo some of the work is still to be done. */
function clerkDay(world: World) {
  const { today } = world.clock;
  const days = addBusinessDays(today, 6, world.company.country) > world.lastOn ? world.random.int(1, 9) : world.random.int(1, 3);
  return addBusinessDays(today, days, world.company.country);
}

function payment(world: World, errand: Pay): SentLine[] {
  const { party, how } = errand;
  const { today } = world.clock;
  if (party.failsOn !== null && party.failsOn <= today) return [];
  const wanted = errand.bills.length === 0 ? collected(world, party, today) : errand.bills.filter((bill) => bill.owed > 0n && !bill.disputed);
  const bills = wanted.filter((bill) => bill.party.currency === party.currency);
  if (bills.length === 0) return [];
  const meant = bills.map((bill) => share(world, bill, errand));
  const cash = meant.reduce((sum, part) => sum + part.cash, 0n);
  if (cash <= 0n) return [];
  for (const { bill, cash: paid, discount } of meant) bill.owed -= paid + discount;
  party.reminders = 0;
  const extra = how === 'over' ? BigInt(world.random.int(2, 60)) * 100n : 0n;
  count(world, `paid ${how}`);
  return [
    {
      kind: how === 'unnamed' ? 'unnamed' : how === 'short' ? 'short' : how === 'over' ? 'over' : how === 'debit' ? 'debit' : 'paid',
      party,
      currency: party.currency,
      minor: cash + extra,
      text: textOf(world, errand, meant),
      name: how === 'unnamed' && world.random.chance(0.3) ? '' : party.name,
      account: party.account,
      meant,
      returns: null,
      refundId: null,
      bookedOn: today,
      clerkOn: clerkDay(world),
      mistaken: world.random.chance(0.04),
    },
  ];
}

function share(world: World, bill: Bill, { how, share: part }: Pay): Meant[number] {
  const { today } = world.clock;
  if (how === 'part') {
    const minor = bill.parts[part ?? 0]?.minor ?? bill.owed;
    return { bill, cash: minor < bill.owed ? minor : bill.owed, discount: 0n };
  }
  if (how === 'short') {
    bill.disputed = true;
    return { bill, cash: bill.owed - (bill.owed * BigInt(world.random.int(4, 18))) / 100n, discount: 0n };
  }
  const whole = bill.owed === bill.gross;
  const discount = whole && bill.discount !== null && today <= bill.discount.untilOn ? bill.discount.minor : 0n;
  return { bill, cash: bill.owed - discount, discount };
}

function textOf(world: World, { how, party }: Pay, meant: Meant): string {
  const words = WORDS[world.spec.language];
  const numbers = meant.map(({ bill }) => bill.number);
  if (how === 'unnamed') return `${words.twice} ${world.clock.today.slice(5, 7)}/${world.clock.today.slice(0, 4)}`;
  if (how === 'short') {
    const open = meant.reduce((sum, { bill }) => sum + bill.owed, 0n) - meant.reduce((sum, { cash }) => sum + cash, 0n);
    return `${words.invoice} ${numbers[0] ?? ''} ${words.less} ${formatDecimal(open, party.currency)}`;
  }
  if (how === 'debit') return `SEPA ${numbers[0] ?? ''}`;
  if (meant.length > 1) return numbers.join(', ').slice(0, 140);
  const [only] = meant;
  // Now and then a digit is wrong.
  const number = only && world.random.chance(0.015) ? only.bill.number.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)) : (numbers[0] ?? '');
  return world.random.chance(0.6) ? `${words.invoice} ${number}` : number;
}

const NOISE: readonly (readonly [text: string, name: string, low: number, high: number])[] = [
  ['RENT WAREHOUSE', 'Nowhere Estates (invented)', -4_800, -4_800],
  ['PAYROLL RUN', 'Wages and salaries', -38_000, -26_000],
  ['ELECTRICITY', 'Example Power', -900, -300],
  ['INSURANCE REFUND', 'Sample Mutual', 60, 900],
  ['BANK CHARGES', '', -45, -8],
  ['CARD SETTLEMENT', 'Fiction Card Services', 100, 1_500],
];

function noise(world: World): SentLine[] {
  const { random, spec } = world;
  if (!random.chance(0.18)) return [];
  const [text, name, low, high] = random.pick(NOISE);
  count(world, 'noise');
  const minor = BigInt(random.int(low * 100, high * 100));
  const empty = { party: null, meant: [], returns: null, refundId: null, mistaken: false };
  return [
    { ...empty, kind: 'noise', currency: currencyOf(spec.currency), minor, text, name, account: '', bookedOn: world.clock.today, clerkOn: clerkDay(world) },
  ];
}

/** The bank's file of the day, with a statement for every account that is in use, taken in like any other file. */
export async function bankSends(world: World, lines: readonly SentLine[]): Promise<void> {
  const { today } = world.clock;
  const statements: WrittenStatement[] = [];
  for (const [currency, opening] of world.balances) {
    const own = lines.filter((line) => line.currency === currency);
    statements.push({ reference: referenceOf(world, currency), account: world.spec.accounts[currency] ?? '', currency, on: today, opening, lines: own });
    world.balances.set(
      currency,
      own.reduce((sum, { minor }) => sum + minor, opening),
    );
    for (const [index, line] of own.entries()) world.lines.set(`${referenceOf(world, currency)}/${index + 1}`, line);
  }
  const text = bankStatementText(`${world.spec.slug}-${today}`, statements);
  await world.run((ctx) => importStatement(ctx, { fileName: `bank-${today}.xml`, source: bytesOf(text) }));
  count(world, 'lines', lines.length);
}

function referenceOf(world: World, currency: Currency): string {
  return `${currency}-${world.clock.today}`;
}

// eslint-disable-next-line typescript/require-await -- a source is asynchronous, also where its bytes are there
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Whom a payer's money may be for. */
export function membersOf(world: World, payer: Party): Party[] {
  return world.parties.filter((party) => party === payer || party.payer === payer);
}
