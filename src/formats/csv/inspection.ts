import type { ColumnLook } from './column-tally.ts';
import type { LenientFaults } from './decode-leniently.ts';
import type { EncodingReason } from './detect-encoding.ts';
import type { FileKind } from './file-kind.ts';
import type { ColumnGuess } from './guess-columns.ts';
import type { GuessedKind } from './header-words.ts';
import type { DateOrder, DecimalMark, Delimiter, Profile } from './profile.ts';
import type { RecordFaults } from './tolerant-records.ts';

/** How the order of dates was told. `day_over_12`: by dates of which only one place can be the day; `due_after_issued`: it makes due days follow their
 *  invoices; `habit`: by the marks that go with it in most countries, which is a guess. */
export type DateOrderReason = 'year_first' | 'day_over_12' | 'due_after_issued' | 'habit' | 'no_dates' | 'kept_profile' | 'given';

export type FoundDateOrder = {
  readonly value: DateOrder;
  readonly reason: DateOrderReason;
  readonly sure: boolean;
  /** Dates whose first place, or second, is more than 12, and so must be the day. */
  readonly firstOver12: number;
  readonly secondOver12: number;
  readonly yearFirst: number;
  /** Dates that both orders read, as another day each. */
  readonly either: number;
};

export type FoundDecimalMark = {
  readonly value: DecimalMark;
  readonly reason: 'counts' | 'habit' | 'kept_profile' | 'given';
  readonly sure: boolean;
  /** Amounts that show a comma, or a point, to be their decimal mark. */
  readonly comma: number;
  readonly point: number;
};

export type FoundWriting = {
  readonly encoding: { readonly value: string; readonly reason: EncodingReason | 'kept_profile'; readonly sure: boolean };
  readonly delimiter: { readonly value: Delimiter; readonly given: boolean };
  readonly quoting: 'standard' | 'none';
  readonly skipLines: number;
  readonly headerLine: number | null;
  readonly dateOrder: FoundDateOrder;
  readonly decimalMark: FoundDecimalMark;
};

export type InspectedColumn = {
  readonly name: string;
  readonly look: ColumnLook;
  readonly filled: number;
  /** Share of rows without a value, 0 to 1. */
  readonly empty: number;
  readonly samples: readonly string[];
};

/** Something that a person should know before importing. `error`: the import would refuse the file or read it wrongly. */
export type Finding = {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly line: number | null;
  readonly column: string | null;
  readonly count: number | null;
};

export type FindingCode =
  | 'other_kind'
  | 'no_table'
  | 'no_rows'
  | 'header_missing'
  | 'header_repeated'
  | 'column_twice'
  | 'one_column'
  | 'columns_missing'
  | 'quotes_as_text'
  | 'rows_with_more_cells'
  | 'quote_misplaced'
  | 'quote_not_closed'
  | 'record_too_large'
  | 'zero_bytes'
  | 'undecodable'
  | 'encoding_unsure'
  | 'date_order_unsure'
  | 'date_order_mixed'
  | 'decimal_mark_unsure'
  | 'decimal_mark_mixed'
  | 'sign_in_own_column'
  | 'number_repeated'
  | 'open_and_gross_swapped'
  | 'due_before_issued'
  | 'kept_profile_differs'
  | 'only_part_looked_at';

/** How many rows make sense under an order of dates: both days readable, and due on or after issued. */
export type DueCheck = { readonly dateOrder: DateOrder; readonly both: number; readonly dueOnOrAfter: number };

export type CrossChecks = {
  readonly dueAfterIssued: readonly DueCheck[];
  /** Rows with both amounts, and those of them where what is open is within the whole. null where a column of the two is missing. */
  readonly openWithinGross: { readonly both: number; readonly within: number } | null;
};

export type RawRow = { readonly line: number; readonly cells: readonly string[] };

/** What was counted over the rows of a file. */
export type RowFacts = {
  readonly rows: number;
  readonly sample: readonly RawRow[];
  readonly wider: { readonly count: number; readonly firstLine: number | null };
  readonly repeatedHeaders: { readonly count: number; readonly firstLine: number | null };
  readonly records: Readonly<RecordFaults>;
  readonly text: LenientFaults;
};

export type Inspection = {
  readonly asked: GuessedKind;
  readonly looksLike: { readonly kind: FileKind; readonly confidence: number; readonly asAsked: boolean };
  readonly bytes: number;
  /** False where the file is longer than what was looked at. */
  readonly complete: boolean;
  /** Rows below the header; blank lines do not count. */
  readonly rows: number;
  /** Of those, the rows whose values were looked at, from the first on. */
  readonly talliedRows: number;
  readonly writing: FoundWriting;
  readonly columns: readonly InspectedColumn[];
  readonly guesses: readonly ColumnGuess[];
  /** Groups of fields of which one is needed and none has a column. */
  readonly missing: readonly (readonly string[])[];
  readonly checks: CrossChecks;
  readonly findings: readonly Finding[];
  /** Raw cells, from the asked line on. */
  readonly sample: readonly RawRow[];
  /** What a reader needs to read the file as guessed; columns only where something was guessed. */
  readonly profile: Profile;
  readonly keptProfile: string | null;
};
