import type { Problem } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { LineSums } from './line-sums.ts';
import type { Mt940Field } from './mt940-fields.ts';
import { readAmount } from './mt940-values.ts';

/** The bank's own count and sum of one direction, at the end of MT942. */
export type ReportTotal = { readonly isDebit: boolean; readonly lines: number; readonly amount: string; readonly line: number };

/** `:90D:3EUR120,50`; null for anything else. */
export function readTotal(field: Mt940Field): ReportTotal | null {
  const found = /^\s*(\d{1,9})[A-Z]{3}([\d.,]+)\s*$/.exec(field.lines[0] ?? '');
  return found ? { isDebit: field.tag === '90D', lines: Number(found[1]), amount: found[2] ?? '', line: field.line } : null;
}

/** What the bank counts otherwise than we do; nothing while lines could not be read, of which there is a problem already. */
export function totalProblems(totals: readonly ReportTotal[], sums: LineSums, currency: Currency | null): Problem[] {
  if (currency === null || sums.unreadable > 0) return [];
  return totals.flatMap((each) => {
    const said = readAmount(each.amount, currency);
    const [lines, sum, noun] = each.isDebit ? [sums.debitLines, sums.debits, 'debits'] : [sums.creditLines, sums.credits, 'credits'];
    if (said.ok && said.minor === sum && each.lines === lines) return [];
    const message = `The bank counts ${each.lines} ${noun} of ${each.amount}; in the file are ${lines} of ${formatDecimal(sum, currency)}. Ask the bank for the file again.`;
    return [{ where: `line ${each.line}`, message }];
  });
}
