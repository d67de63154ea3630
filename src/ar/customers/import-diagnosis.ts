import { PLAIN_PROFILE, type DateOrder, type DecimalMark, type Profile } from '../../formats/csv/profile.ts';
import { readDay } from '../../formats/csv/read-day.ts';
import type { RowProblem, RowProblemCode } from '../../formats/csv/row-problem.ts';

export type DiagnosisCode =
  | 'date_order_wrong'
  | 'decimal_mark_wrong'
  | 'column_wrong'
  | 'delimiter_wrong'
  | 'customers_missing'
  | 'invoices_missing'
  | 'open_and_gross_swapped'
  | 'number_column_wrong'
  | 'currency_missing'
  | 'currency_wrong';

/** The one cause behind most problems of an import. `remedy` says which settings of the profile to change, and to what; where it says nothing, a person has to. */
export type Diagnosis = {
  readonly code: DiagnosisCode;
  readonly message: string;
  readonly rows: number;
  readonly field: string | null;
  readonly column: string | null;
  readonly remedy: { readonly dateOrder?: DateOrder; readonly decimalMark?: DecimalMark; readonly columns?: Readonly<Record<string, string>> };
};

type Told = Omit<Diagnosis, 'rows' | 'field' | 'column'>;
type Cause = {
  readonly codes: readonly RowProblemCode[];
  /** Least share of all rows, in percent. A wrong order of dates spares those whose day is 12 or less. */
  readonly percent: number;
  readonly tell: (of: { readonly problems: readonly RowProblem[]; readonly profile: Profile; readonly column: string }) => Told | undefined;
};

const ORDERS: readonly DateOrder[] = ['dmy', 'mdy', 'ymd'];
const ORDER_WORDS: Readonly<Record<DateOrder, string>> = { dmy: 'day, month, year', mdy: 'month, day, year', ymd: 'year, month, day' };
const LEAST_ROWS = 2;

const CAUSES: readonly Cause[] = [
  {
    codes: ['too_many_cells'],
    percent: 50,
    tell: () => ({ code: 'delimiter_wrong', message: 'Most rows have more cells than the header. Is the separator right?', remedy: {} }),
  },
  { codes: ['date_other_order'], percent: 40, tell: dateOrderWrong },
  { codes: ['amount_other_mark'], percent: 50, tell: decimalMarkWrong },
  {
    codes: [
      'date_unreadable',
      'date_missing',
      'amount_unreadable',
      'amount_missing',
      'number_missing',
      'customer_missing',
      'currency_unknown',
      'cell_too_long',
    ],
    percent: 50,
    tell: ({ column }) => ({
      code: 'column_wrong',
      message: `Most values of "${column}" cannot be what they are taken for. Is it the right column?`,
      remedy: {},
    }),
  },
  {
    codes: ['currency_missing'],
    percent: 50,
    tell: () => ({ code: 'currency_missing', message: 'The file does not say its currency. Name the column, or the one currency of all rows.', remedy: {} }),
  },
  {
    codes: ['amount_other_currency'],
    percent: 50,
    tell: ({ column }) => ({
      code: 'currency_wrong',
      message: `Most amounts of "${column}" are in another currency than the one that is expected. Name the column of the currency, or the one currency of all rows.`,
      remedy: {},
    }),
  },
  { codes: ['open_outside_amount'], percent: 50, tell: swappedAmounts },
  {
    codes: ['number_repeated'],
    percent: 50,
    tell: ({ column }) => ({
      code: 'number_column_wrong',
      message: `Most values of "${column}" stand on an earlier row already. Is it the number of the customer, or has the file a row for each item?`,
      remedy: {},
    }),
  },
  {
    codes: ['customer_unknown'],
    percent: 50,
    tell: ({ column }) => ({
      code: 'customers_missing',
      message: `Most values of "${column}" are no customers. Import the customers first, or look whether it is the right column.`,
      remedy: {},
    }),
  },
  {
    codes: ['invoice_unknown'],
    percent: 50,
    tell: ({ column }) => ({
      code: 'invoices_missing',
      message: `Most values of "${column}" are no invoices. Import the invoices first, or look whether it is the right column.`,
      remedy: {},
    }),
  },
];

/** Finds the cause that most rows of an import share, or null. `read`: rows of the file. */
export function diagnosisOf(all: readonly RowProblem[], read: number, profile: Profile = PLAIN_PROFILE): Diagnosis | null {
  const byCodeAndField = Map.groupBy(all, (problem) => `${problem.code}|${problem.field ?? ''}`);
  for (const { codes, percent, tell } of CAUSES) {
    for (const problems of byCodeAndField.values()) {
      const [first] = problems;
      if (!first || !codes.includes(first.code)) continue;
      const rows = new Set(problems.map((problem) => problem.line)).size;
      if (rows < LEAST_ROWS || rows * 100 < percent * read) continue;
      const column = columnOf(profile, first);
      const told = tell({ problems, profile, column: column ?? first.field ?? '' });
      if (told) return { ...told, rows, field: first.field, column };
    }
  }
  return null;
}

/** The file's column of a problem: by the profile, else the field's own name; null where no column is meant. */
export function columnOf(profile: Profile, problem: RowProblem): string | null {
  if (problem.code === 'column_unknown') return problem.value;
  if (problem.field === null) return null;
  return profile.columns === null ? problem.field : (profile.columns[problem.field]?.trim() ?? null);
}

function dateOrderWrong({ problems, profile, column }: Parameters<Cause['tell']>[0]): Told | undefined {
  const fitting = ORDERS.filter((order) => order !== profile.dateOrder).map((order) => ({
    order,
    count: problems.filter((problem) => readDay(problem.value ?? '', order).ok).length,
  }));
  const best = fitting.reduce((a, b) => (b.count > a.count ? b : a));
  if (best.count * 2 < problems.length) return undefined;
  const [example] = problems;
  const message = `"${example?.value ?? ''}" and ${problems.length - 1} more dates in "${column}" cannot be read as ${ORDER_WORDS[profile.dateOrder]}, but as ${ORDER_WORDS[best.order]}. The other dates would be read as wrong days.`;
  return { code: 'date_order_wrong', message, remedy: { dateOrder: best.order } };
}

function decimalMarkWrong({ problems, profile, column }: Parameters<Cause['tell']>[0]): Told {
  const decimalMark: DecimalMark = profile.decimalMark === '.' ? ',' : '.';
  const message = `"${problems[0]?.value ?? ''}" and ${problems.length - 1} more amounts in "${column}" have the decimal mark "${decimalMark}".`;
  return { code: 'decimal_mark_wrong', message, remedy: { decimalMark } };
}

function swappedAmounts({ profile }: Parameters<Cause['tell']>[0]): Told {
  const { amount, openAmount } = profile.columns ?? {};
  const columns = amount !== undefined && openAmount !== undefined ? { amount: openAmount, openAmount: amount } : undefined;
  const message = 'In most rows more is open than the whole amount. Are the two columns the wrong way round?';
  return { code: 'open_and_gross_swapped', message, remedy: columns ? { columns } : {} };
}
