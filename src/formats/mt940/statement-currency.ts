import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import type { Problem } from '../../foundation/errors/refusal.ts';

/** The currency of one statement: that of its first balance; once known it stays. */
export type StatementCurrency = {
  readonly known: Currency | null;
  /** A code that is none in use (a currency of the past): nothing of the statement can be delivered. '' where there is none. */
  readonly outOfUse: string;
  learn(code: string): void;
  /** For a line: the known one, else the default, told once; null where there is neither. */
  forLine(line: number): Currency | null;
};

export function createStatementCurrency(defaultCurrency: Currency | undefined, problem: (problem: Problem) => void): StatementCurrency {
  let known: Currency | null = null;
  let outOfUse = '';
  return {
    get known() {
      return known;
    },
    get outOfUse() {
      return outOfUse;
    },
    learn(code) {
      if (code === '' || known !== null || outOfUse !== '') return;
      if (isCurrency(code)) known = code;
      else outOfUse = code;
    },
    forLine(line) {
      if (known !== null) return known;
      const said =
        defaultCurrency === undefined
          ? 'the line was left out. Give the currency of the account.'
          : `${defaultCurrency} is taken. Check that it is the account's.`;
      problem({ where: `line ${line}`, message: `No balance before this line names the currency; ${said}` });
      known = defaultCurrency ?? null;
      return known;
    },
  };
}
