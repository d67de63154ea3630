import { bareNumber } from './cell-looks.ts';
import type { ColumnGuess } from './guess-columns.ts';
import type { CrossChecks, DueCheck } from './inspection.ts';
import type { DateOrder, DecimalMark } from './profile.ts';
import { readDay } from './read-day.ts';

const ORDERS: readonly DateOrder[] = ['dmy', 'mdy', 'ymd'];

export type CrossCheckTally = { readonly add: (cells: readonly string[]) => void; readonly result: () => CrossChecks };

/** Counts over the rows of an invoice file whether days and amounts make sense together. Orders under which no row has two days are left out. */
export function crossCheckTally(guesses: readonly ColumnGuess[], decimalMark: DecimalMark): CrossCheckTally {
  const column = (field: string): number => guesses.find((guess) => guess.field === field)?.column ?? -1;
  const [issued, due, gross, open] = [column('issuedOn'), column('dueOn'), column('amount'), column('openAmount')];
  const days = new Map(ORDERS.map((order) => [order, { both: 0, dueOnOrAfter: 0 }]));
  let [both, within] = [0, 0];
  const add = (cells: readonly string[]): void => {
    if (issued >= 0 && due >= 0) {
      for (const order of ORDERS) {
        const from = readDay(cells[issued]?.trim() ?? '', order);
        const to = readDay(cells[due]?.trim() ?? '', order);
        const counts = days.get(order);
        if (!from.ok || !to.ok || !counts) continue;
        counts.both++;
        if (to.day >= from.day) counts.dueOnOrAfter++;
      }
    }
    if (gross < 0 || open < 0) return;
    const [whole, left] = [magnitude(cells[gross] ?? '', decimalMark), magnitude(cells[open] ?? '', decimalMark)];
    if (whole === undefined || left === undefined) return;
    both++;
    if (left <= whole) within++;
  };
  const result = (): CrossChecks => ({
    dueAfterIssued: [...days].flatMap(([dateOrder, counts]): DueCheck[] => (counts.both === 0 ? [] : [{ dateOrder, ...counts }])),
    openWithinGross: gross < 0 || open < 0 ? null : { both, within },
  });
  return { add, result };
}

/** The size of an amount in ten-thousandths, to compare two of a row; its sign and currency do not count. */
function magnitude(text: string, mark: DecimalMark): bigint | undefined {
  const bare = bareNumber(text.trim());
  if (bare === undefined) return undefined;
  const [whole = '', fraction = ''] = bare.split(mark);
  return BigInt(`${whole.replace(/\D/g, '') || '0'}${fraction.replace(/\D/g, '').slice(0, 4).padEnd(4, '0')}`);
}
