import { z } from 'zod';
import { amount, currencyCode, flag, id } from './page.ts';

const suggestion = z.object({ code: z.enum(['last_day_of_month', 'other_decimal_mark', 'other_date_order', 'create_customer']), value: z.string() }).meta({
  id: 'ImportSuggestion',
  description: "What was probably meant: a day as YYYY-MM-DD, an amount as decimal with a point, a customer's name. `accept` follows it.",
});

const rowProblem = z
  .object({
    where: z.string().meta({ description: 'The place, for people.' }),
    message: z.string(),
    line: z.int().nullable(),
    column: z.string().nullable().meta({ description: "The file's own name of the column." }),
    field: z.string().nullable().meta({ description: 'Our field.' }),
    value: z.string().nullable().meta({ description: 'As it stands in the file; null for addresses and account numbers.' }),
    code: z.string(),
    rowKept: z.boolean().meta({
      description: 'The row went in all the same, without this value, or with it where it is only doubtful (`issued_in_future`, `due_before_issued`).',
    }),
    suggestion: suggestion.nullable(),
  })
  .meta({ id: 'ImportProblem' });

const sum = z.object({ rows: z.int(), gross: amount, open: amount });

/** What every import of rows may be told. */
export const importQuery = {
  profile: z.string().max(20_000).optional().meta({ description: 'How the file is written: a profile as JSON text.' }),
  dryRun: flag.optional().meta({ description: 'Do everything, report it, and keep nothing.' }),
  strict: flag.optional().meta({ description: 'Keep nothing when any row has a problem.' }),
  wholeRows: flag.optional().meta({ description: 'Keep back a row with any problem, also where it could go in without the value.' }),
  accept: z
    .union([suggestion.shape.code, z.array(suggestion.shape.code)])
    .optional()
    .meta({ description: 'Suggestions to follow wherever they are made; several by repeating it.' }),
  progress: id.optional().meta({ description: 'An id of your making, under which getImportProgress tells how far this import is.' }),
};

/** What every import of rows answers beside its own counts. */
export const importAnswer = {
  dryRun: z.boolean(),
  problemCount: z.int(),
  problems: z.array(rowProblem).meta({ description: 'The first thousand; `problemCount` counts all.' }),
  problemKinds: z
    .array(
      z.object({
        code: z.string(),
        field: z.string().nullable(),
        column: z.string().nullable(),
        rowKept: z.boolean(),
        rows: z.int(),
        first: rowProblem,
      }),
    )
    .meta({ description: 'Problems with one remedy together, in the order in which they first come up; at most 200.' }),
  rows: z.object({
    new: z.int(),
    alreadyThere: z.int().meta({ description: 'Skipped as known; of customers: updated.' }),
    withProblem: z.int().meta({ description: 'Kept back.' }),
    withProblemUnreadable: z.int().meta({ description: 'Of those, the ones whose money is in no total.' }),
    noted: z.int().meta({ description: 'Went in, or were skipped as known, with a problem that did not keep them back.' }),
  }),
  totals: z
    .array(z.object({ currency: currencyCode, new: sum, alreadyThere: sum, withProblem: sum, all: sum }))
    .meta({ description: 'Money by currency, credit notes negative; of payments `open` is zero, of customers there is none.' }),
  diagnosis: z
    .object({
      code: z.string(),
      message: z.string(),
      rows: z.int(),
      field: z.string().nullable(),
      column: z.string().nullable(),
      remedy: z
        .object({
          dateOrder: z.enum(['ymd', 'dmy', 'mdy']).optional(),
          decimalMark: z.enum(['.', ',']).optional(),
          columns: z.record(z.string(), z.string()).optional(),
        })
        .meta({ description: 'Settings of the profile to change, and to what.' }),
    })
    .nullable()
    .meta({ description: 'The one cause behind most of the problems, where there is one.' }),
};
