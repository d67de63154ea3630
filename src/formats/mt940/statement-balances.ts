import type { Problem } from '../../foundation/errors/refusal.ts';
import { isCurrency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { StatementBalance } from '../statement/statement-events.ts';
import type { LineSums } from './line-sums.ts';
import type { Mt940Field } from './mt940-fields.ts';
import { readAmount, readBalance, type WrittenBalance } from './mt940-values.ts';
import type { StatementCurrency } from './statement-currency.ts';

/** Fields of balances and their ISO 20022 types. A page of a longer statement begins and ends with intermediate ones. */
const TYPES: Readonly<Record<string, string>> = { '60F': 'OPBD', '60M': 'ITBD', '62F': 'CLBD', '62M': 'ITBD', '64': 'CLAV', '65': 'FWAV' };
const MAX_BALANCES = 1_000;

export type StatementBalances = {
  /** The first :60F: or :60M:. */
  readonly opening: StatementBalance | null;
  /** The last :62F: or :62M:. */
  readonly closing: StatementBalance | null;
  readonly all: readonly StatementBalance[];
  read(field: Mt940Field): void;
  /** Null where a balance is missing. With an unreadable line the balances prove nothing, whatever they sum to. */
  agreeWith(sums: LineSums): boolean | null;
};

export function isBalance(tag: string): boolean {
  return Object.hasOwn(TYPES, tag);
}

export function createStatementBalances(currency: StatementCurrency, problem: (problem: Problem) => void): StatementBalances {
  const all: StatementBalance[] = [];
  let opening: StatementBalance | null = null;
  let closing: StatementBalance | null = null;
  let foreign = false;

  function keep(tag: string, read: StatementBalance): string | null {
    if (all.length < MAX_BALANCES) all.push(read);
    const checks = tag.startsWith('6') && tag.length === 3;
    if (checks && currency.known !== null && read.currency !== currency.known) {
      foreign = true;
      return `of ${formatDecimal(read.minor, read.currency)} is in ${read.currency}, the account in ${currency.known}: the statement can't be checked by it. Compare it with the bank.`;
    }
    if (tag.startsWith('60')) opening ??= read;
    else if (tag.startsWith('62')) closing = read;
    return null;
  }

  function judge(tag: string, written: WrittenBalance): string | null {
    const known = currency.known;
    const own = isCurrency(written.currencyCode) ? written.currencyCode : null;
    const code = written.currencyCode === '' ? known : own;
    if (code === null) return 'has no currency in use and is left out. Compare the statement with the bank.';
    const parsed = readAmount(written.amount, code);
    if (!parsed.ok) return `is left out: ${parsed.reason}. Compare the statement with the bank.`;
    return keep(tag, { type: TYPES[tag] ?? tag, minor: written.isDebit ? -parsed.minor : parsed.minor, currency: code, on: written.on });
  }

  return {
    get opening() {
      return opening;
    },
    get closing() {
      return closing;
    },
    all,
    read(field) {
      const tell = (what: string): void => problem({ where: `line ${field.line}`, message: `The balance :${field.tag}: ${what}` });
      const written = readBalance(field.lines[0] ?? '');
      if (!written) return tell("can't be read and is left out. Compare the statement with the bank.");
      if (written.on === null) tell(`has the date "${written.onText}", which is no day of the calendar.`);
      currency.learn(written.currencyCode);
      const wrong = currency.outOfUse === '' ? judge(field.tag, written) : null;
      if (wrong !== null) tell(wrong);
    },
    agreeWith(sums) {
      if (foreign) return false;
      if (opening === null || closing === null) return null;
      return sums.unreadable === 0 && opening.minor + sums.credits - sums.debits === closing.minor;
    },
  };
}
