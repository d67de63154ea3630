import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { BankEntry, BankReference } from '../statement/statement-events.ts';
import { readCode, withoutRepeats, type CamtDetail, type Party } from './camt-detail.ts';
import { child, freeTextAt, textAt, type CamtNode } from './camt-node.ts';
import { directionOf, flat, readAmount, readDay, signed, writtenAmount, type Direction, type WrittenAmount } from './camt-values.ts';

/** A line of an entry before it has its number in the statement. */
export type EntryLine = Omit<BankEntry, 'ordinal'>;

export type ReadEntry = {
  readonly booked: boolean;
  /** The entry's own amount, signed as it moves the balance; null where it can't be read. */
  readonly minor: bigint | null;
  readonly lines: readonly EntryLine[];
  readonly problems: readonly string[];
};

export type EntryPlace = {
  readonly entry: number;
  readonly where: string;
  readonly kind: 'statement' | 'report' | 'notification';
  /** The currency of the account; an entry in another one can't be posted to it. */
  readonly currency: Currency | null;
};

/** The details of one entry: those held, and how many there were. */
export type HeldDetails = { readonly held: readonly CamtDetail[]; readonly count: number };

const MAX_TEXT_CHARS = 10_000;
/** More than any remittance inside a statement carries; longer lists travel as remittance advices. */
const MAX_REFERENCES = 10_000;

/** Reads one Ntry with its details. A batch whose details account for every minor unit becomes one line per detail; any other entry one line.
 *  No lines: the entry can't be posted, and `problems` says why. `currency` is the account's or, while that is unknown, the entry's own.
 *  Source: ISO 20022 camt.053.001.08, Stmt/Ntry. */
export function readEntry(node: CamtNode, details: HeldDetails, place: EntryPlace): ReadEntry {
  const problems: string[] = [];
  const booked = isBooked(node, place, problems);
  const direction = directionOf(textAt(node, 'CdtDbtInd'));
  const amount = writtenAmount(child(node, 'Amt'));
  const minor = readEntryAmount(amount, direction, place.currency, problems);
  const bookedOn = readDay(child(node, 'BookgDt'), 'booking date');
  const valueOn = readDay(child(node, 'ValDt'), 'value date');
  for (const each of [bookedOn, valueOn]) if (each.problem) problems.push(`${each.problem}; ask the bank which day is meant`);
  if (minor === null || direction === null || place.currency === null) return { booked, minor: null, lines: [], problems };
  if (bookedOn.day === null && valueOn.day === null) {
    problems.push('has neither a readable booking date nor a value date and is not posted; ask the bank for the file again');
    return { booked, minor, lines: [], problems };
  }
  const base: EntryLine = {
    entry: place.entry,
    where: place.where,
    booked,
    reversal: ['true', '1'].includes(textAt(node, 'RvslInd')),
    bookedOn: bookedOn.day,
    valueOn: valueOn.day,
    minor,
    currency: place.currency,
    counterpartyName: '',
    counterpartyAccount: '',
    text: flat(freeTextAt(node, 'AddtlNtryInf')).slice(0, MAX_TEXT_CHARS),
    references: [],
    bankReference: textAt(node, 'AcctSvcrRef'),
    code: readCode(child(node, 'BkTxCd')),
  };
  return { booked, minor, lines: linesOf(base, details, direction, problems), problems };
}

function isBooked(node: CamtNode, place: EntryPlace, problems: string[]): boolean {
  const status = textAt(node, 'Sts', 'Cd') || textAt(node, 'Sts', 'Prtry') || textAt(node, 'Sts');
  if (status !== '') return status === 'BOOK';
  // A statement lists booked entries by its definition; a report or notification may list others.
  if (place.kind === 'statement') return true;
  problems.push('does not say whether it is booked; it is listed and not posted');
  return false;
}

function readEntryAmount(amount: WrittenAmount | null, direction: Direction | null, currency: Currency | null, problems: string[]): bigint | null {
  if (!amount) problems.push('has no amount and is not posted; ask the bank for the file again');
  else if (currency === null) problems.push(`has the currency "${amount.currencyCode.slice(0, 10)}", which is no ISO 4217 code, and is not posted`);
  else if (amount.currencyCode !== '' && amount.currencyCode !== currency) {
    problems.push(`is in ${amount.currencyCode.slice(0, 10)}, but the account is in ${currency}; it is not posted`);
  } else {
    const parsed = readAmount(amount, currency);
    if (!parsed.ok) problems.push(`${parsed.reason}; the entry is not posted. Ask the bank for the file again`);
    else if (direction === null) problems.push('does not say whether it is a credit or a debit (CRDT or DBIT) and is not posted');
    else return signed(parsed.minor, direction);
  }
  return null;
}

function linesOf(base: EntryLine, details: HeldDetails, direction: Direction, problems: string[]): readonly EntryLine[] {
  const [first] = details.held;
  if (!first) return [base];
  if (details.count === 1) return [lineOf(base, first, { minor: base.minor, where: base.where }, problems)];
  if (details.count > details.held.length) {
    problems.push(`has ${details.count} details, more than the ${details.held.length} that can be taken apart; it stays one line without them`);
    return [base];
  }
  const split = splitAmounts(base, details.held, direction);
  if (split.amounts) {
    const amounts = split.amounts;
    return details.held.map((detail, index) => lineOf(base, detail, { minor: amounts[index] ?? 0n, where: `${base.where}, detail ${index + 1}` }, problems));
  }
  if (split.problem) problems.push(split.problem);
  return [mergedLine(base, details.held, problems)];
}

function lineOf(base: EntryLine, detail: CamtDetail, own: { readonly minor: bigint; readonly where: string }, problems: string[]): EntryLine {
  const party = counterparty(detail, own.minor, base.reversal);
  return {
    ...base,
    where: own.where,
    minor: own.minor,
    counterpartyName: party.name,
    counterpartyAccount: party.account,
    text: detail.text.slice(0, MAX_TEXT_CHARS) || base.text,
    references: capped(detail.references, problems),
    bankReference: detail.bankReference || base.bankReference,
    code: detail.code || base.code,
  };
}

/** The other side: the debtor of a credit, the creditor of a debit. A reversal keeps the roles of the payment it takes back. */
function counterparty(detail: CamtDetail, minor: bigint, reversal: boolean): Party {
  const credit = minor >= 0n;
  const usual = credit ? detail.debtor : detail.creditor;
  if (!reversal) return usual;
  const original = credit ? detail.creditor : detail.debtor;
  return original.name !== '' || original.account !== '' ? original : usual;
}

type Split = { readonly amounts: readonly bigint[] | null; readonly problem: string | null };

/** Amounts per detail that give the entry's amount exactly, or none. Banks differ in which element carries the booked amount and in whose view the direction is, so
 *  each reading is tried as a whole and taken only when it leaves no rest. */
function splitAmounts(base: EntryLine, details: readonly CamtDetail[], direction: Direction): Split {
  if (details.every((each) => each.bookedAmount === null && each.otherAmounts.length === 0)) return { amounts: null, problem: null };
  const allOpposite = details.every((each) => each.direction !== null && each.direction !== direction);
  let seen: bigint | null = null;
  for (const bookedFirst of [true, false]) {
    const amounts = details.map((each) => detailAmount(each, base.currency, bookedFirst));
    if (amounts.includes(null)) continue;
    for (const ownDirection of allOpposite ? [true, false] : [true]) {
      const moved = amounts.map((amount, index) => signed(amount ?? 0n, (ownDirection ? details[index]?.direction : null) ?? direction));
      const sum = moved.reduce((a, b) => a + b, 0n);
      if (sum === base.minor) return { amounts: moved, problem: null };
      seen ??= sum;
    }
  }
  const why =
    seen === null
      ? `not every one of its ${details.length} details has a readable amount in ${base.currency}`
      : `its ${details.length} details add up to ${formatDecimal(seen, base.currency)}, the entry is ${formatDecimal(base.minor, base.currency)} ${base.currency}`;
  return { amounts: null, problem: `${why}; it stays one line` };
}

function detailAmount(detail: CamtDetail, currency: Currency, bookedFirst: boolean): bigint | null {
  const booked = detail.bookedAmount ? [detail.bookedAmount] : [];
  const candidates = bookedFirst ? [...booked, ...detail.otherAmounts] : [...detail.otherAmounts, ...booked];
  const inCurrency = candidates.find((each) => each.currencyCode === currency);
  if (!inCurrency) return null;
  const parsed = readAmount(inCurrency, currency);
  return parsed.ok ? parsed.minor : null;
}

/** One line for a batch that can't be taken apart: what all details share, and all their references. */
function mergedLine(base: EntryLine, details: readonly CamtDetail[], problems: string[]): EntryLine {
  const parties = details.map((each) => counterparty(each, base.minor, base.reversal));
  const references: BankReference[] = withoutRepeats(details.flatMap((each) => each.references));
  return {
    ...base,
    counterpartyName: shared(parties.map((each) => each.name)),
    counterpartyAccount: shared(parties.map((each) => each.account)),
    text: joinedText(details) || base.text,
    references: capped(references, problems),
    code: base.code || shared(details.map((each) => each.code)),
  };
}

function capped(references: readonly BankReference[], problems: string[]): readonly BankReference[] {
  if (references.length <= MAX_REFERENCES) return references;
  problems.push(`carries ${references.length} references; the first ${MAX_REFERENCES} are kept`);
  return references.slice(0, MAX_REFERENCES);
}

function joinedText(details: readonly CamtDetail[]): string {
  let text = '';
  for (const each of details) {
    if (each.text !== '') text += text === '' ? each.text : ` ${each.text}`;
    if (text.length >= MAX_TEXT_CHARS) return text.slice(0, MAX_TEXT_CHARS);
  }
  return text;
}

function shared(values: readonly string[]): string {
  const [first = ''] = values;
  return values.every((each) => each === first) ? first : '';
}
