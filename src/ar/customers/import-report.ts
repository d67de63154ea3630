import { PLAIN_PROFILE, type Profile } from '../../formats/csv/profile.ts';
import type { Accepted } from '../../formats/csv/read-value.ts';
import type { RowProblem, SuggestionCode } from '../../formats/csv/row-problem.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { columnOf, diagnosisOf } from './import-diagnosis.ts';
import type { ImportTally, MoneySum } from './import-tally.ts';

const SHOWN_PROBLEMS = 1_000;
const SHOWN_KINDS = 200;

/** Of these each value is a problem of its own: every unknown customer has its own remedy. */
const BY_VALUE: ReadonlySet<RowProblem['code']> = new Set(['customer_unknown', 'currency_unknown', 'terms_unknown']);

/** Suggestions that a request says yes to. */
export function acceptedSuggestions(accept: SuggestionCode | readonly SuggestionCode[] | undefined): Accepted {
  return new Set(accept === undefined ? [] : typeof accept === 'string' ? [accept] : accept);
}

/** What an import says of its rows, as the API answers it: problems with their place, alike ones together, sums, and the cause behind most of them. */
export function importReport(input: { problems: readonly RowProblem[]; read: number; tally: ImportTally; profile: Profile | undefined }) {
  const { problems, read, tally, profile = PLAIN_PROFILE } = input;
  const held = new Set(problems.filter((problem) => !problem.rowKept).map((problem) => problem.line));
  const noted = new Set(
    problems.filter((problem) => problem.rowKept && problem.code !== 'column_unknown' && !held.has(problem.line)).map((problem) => problem.line),
  );
  const readable = [...tally.money.values()].reduce((sum, { bad }) => sum + bad.rows, 0);
  return {
    problemCount: problems.length,
    problems: problems.slice(0, SHOWN_PROBLEMS).map((problem) => problemView(problem, profile)),
    problemKinds: kindsOf(problems, profile),
    rows: {
      new: tally.rows.fresh,
      alreadyThere: tally.rows.known,
      withProblem: tally.rows.bad,
      withProblemUnreadable: tally.rows.bad - readable,
      noted: noted.size,
    },
    totals: [...tally.money].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sums]) => totalsView(currency, sums)),
    diagnosis: diagnosisOf(problems, read, profile),
  };
}

function problemView(problem: RowProblem, profile: Profile) {
  const { where, message, line, field, value, code, rowKept, suggestion } = problem;
  return { where, message, line, column: columnOf(profile, problem), field, value, code, rowKept, suggestion: suggestion ?? null };
}

/** Problems with one remedy, in the order in which they first come up. */
function kindsOf(problems: readonly RowProblem[], profile: Profile) {
  const kinds = Map.groupBy(
    problems,
    (problem) => `${problem.code}|${problem.field ?? ''}|${problem.suggestion?.code ?? ''}|${BY_VALUE.has(problem.code) ? (problem.value ?? '') : ''}`,
  );
  return [...kinds.values()].slice(0, SHOWN_KINDS).flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    const { code, field, rowKept } = first;
    return [
      { code, field, column: columnOf(profile, first), rowKept, rows: new Set(alike.map((problem) => problem.line)).size, first: problemView(first, profile) },
    ];
  });
}

function totalsView(currency: Currency, sums: Readonly<Record<'fresh' | 'known' | 'bad', MoneySum>>) {
  const view = ({ rows, minor, openMinor }: MoneySum) => ({ rows, gross: formatDecimal(minor, currency), open: formatDecimal(openMinor, currency) });
  const { fresh, known, bad } = sums;
  const all: MoneySum = {
    rows: fresh.rows + known.rows + bad.rows,
    minor: fresh.minor + known.minor + bad.minor,
    openMinor: fresh.openMinor + known.openMinor + bad.openMinor,
  };
  return { currency, new: view(fresh), alreadyThere: view(known), withProblem: view(bad), all: view(all) };
}
