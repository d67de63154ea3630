import type { Currency } from '../../foundation/money/currency.ts';
import type { BankEntry, BankReference } from '../statement/statement-events.ts';
import { fieldText, flat } from './field-text.ts';
import type { Mt940Field } from './mt940-fields.ts';
import { readAmount, readLine, type WrittenLine } from './mt940-values.ts';
import { referenceOf, type PaymentInformation } from './payment-information.ts';
import { readInformation } from './read-information.ts';

/** :61: with what followed it. */
export type EntryFields = {
  readonly line: Mt940Field;
  /** Lines of its :86:. */
  readonly information: string[];
  /** Lines of its :NS:, which some German banks send instead. */
  readonly nonStandard: string[];
};

export type ReadEntry = {
  /** Null: it can't be posted, and `problems` says why. */
  readonly entry: Omit<BankEntry, 'ordinal' | 'entry' | 'where'> | null;
  readonly problems: readonly string[];
};

/** Returned items: SEPA direct debits (108, 109), transfers (159), credits after a return (181, 184). Source: list of German business transaction codes. */
const RETURN_CODES = new Set(['108', '109', '159', '181', '184']);
const MAX_TEXT_CHARS = 10_000;
const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

export function readEntry(fields: EntryFields, options: { readonly currency: Currency; readonly booked: boolean }): ReadEntry {
  const [first = '', ...supplement] = fields.line.lines;
  const line = readLine(first);
  if (!line) return unread('The line :61: is not as the standard says; it was left out. Compare the statement with the bank.');
  const amount = readAmount(line.amount, options.currency);
  if (!amount.ok) return unread(`The amount of the line can't be read (${amount.reason}); the line was left out. Compare the statement with the bank.`);
  if (line.bookedOn === null && line.valueOn === null) return unread(`The line has no usable day (${line.problems.join('; ')}); it was left out.`);
  const information = informationOf(fields);
  const more = flat(fieldText(supplement.join('')));
  return {
    problems: line.problems.map((each) => `In the line, ${each}; its other date is used.`),
    entry: {
      booked: options.booked && !line.isExpected,
      reversal: line.isReversal || line.type === 'NRTI' || RETURN_CODES.has(information.transactionCode),
      bookedOn: line.bookedOn,
      valueOn: line.valueOn,
      minor: line.isDebit ? -amount.minor : amount.minor,
      currency: options.currency,
      counterpartyName: information.counterpartyName,
      counterpartyAccount: information.counterpartyAccount || (IBAN.test(more) ? more : ''),
      text: (information.text || (IBAN.test(more) ? '' : more)).slice(0, MAX_TEXT_CHARS),
      references: referencesOf(line, information),
      bankReference: flat(fieldText(line.bankReference)),
      code: [line.type, information.transactionCode, information.primanota].filter((each) => each !== '').join('+'),
    },
  };
}

function unread(problem: string): ReadEntry {
  return { entry: null, problems: [problem] };
}

function informationOf(fields: EntryFields): PaymentInformation {
  const information = readInformation(fields.information);
  if (fields.nonStandard.length === 0) return information;
  const lines = fields.nonStandard.map((each) => ({ code: Number(each.slice(0, 2)), text: each.slice(2) }));
  const pick = (from: number, to: number): string => flat(fieldText(lines.flatMap(({ code, text }) => (code >= from && code <= to ? [text] : [])).join(' ')));
  return { ...information, text: information.text || pick(1, 14), counterpartyName: information.counterpartyName || pick(15, 16) };
}

/** Those of :86:, then the reference of :61: where it says anything. */
function referencesOf(line: WrittenLine, information: PaymentInformation): readonly BankReference[] {
  const [own] = referenceOf('other', fieldText(line.ownReference));
  if (!own || information.references.some(({ value }) => value === own.value)) return information.references;
  return [...information.references, own];
}
