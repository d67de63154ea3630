import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { flag, instant, requiredText } from '../../foundation/contract/page.ts';

const TAG = 'Imports';
const kind = z.enum(['customers', 'invoices', 'payments']).meta({ id: 'ImportKind' });
const profileKind = z.enum(['customers', 'invoices', 'payments', 'statement']).meta({ id: 'ImportProfileKind' });
const name = requiredText(60);
const profileParams = z.object({ profile: name });
const content = z
  .record(z.string(), z.unknown())
  .meta({ description: 'columns (our field to the name of the column), constants, dateOrder, decimalMark, encoding, delimiter, quoting, skipLines.' });
const dateOrder = z.enum(['ymd', 'dmy', 'mdy']);
const share = z.number().min(0).max(1);

const savedProfile = z.object({ name: z.string(), kind: profileKind, profile: content, changedAt: instant }).meta({ id: 'ImportProfile' });

const writing = z.object({
  encoding: z.object({ value: z.string(), reason: z.string(), sure: z.boolean() }),
  delimiter: z.object({ value: z.string(), given: z.boolean() }),
  quoting: z.enum(['standard', 'none']),
  skipLines: z.int().meta({ description: 'Lines before the header.' }),
  headerLine: z.int().nullable().meta({ description: 'null where the first row holds values already.' }),
  dateOrder: z.object({
    value: dateOrder,
    reason: z.string().meta({ description: 'year_first, day_over_12, due_after_issued, habit (a guess), no_dates, kept_profile or given.' }),
    sure: z.boolean(),
    firstOver12: z.int().meta({ description: 'Dates with more than 12 in the first place, which must be the day.' }),
    secondOver12: z.int(),
    yearFirst: z.int(),
    either: z.int().meta({ description: 'Dates that both orders read, as another day each.' }),
  }),
  decimalMark: z.object({
    value: z.enum(['.', ',']),
    reason: z.string().meta({ description: 'counts, habit (a guess), kept_profile or given.' }),
    sure: z.boolean(),
    comma: z.int().meta({ description: 'Amounts that show a comma to be their decimal mark.' }),
    point: z.int(),
  }),
});

const column = z.object({
  index: z.int(),
  name: z.string(),
  look: z.enum(['date', 'amount', 'number', 'currency', 'country', 'email', 'iban', 'text', 'empty']),
  filled: z.int(),
  empty: share.meta({ description: 'Share of rows without a value.' }),
  samples: z.array(z.string()),
  field: z.string().nullable().meta({ description: 'Our field that it was guessed to be.' }),
  confidence: share.nullable(),
  reason: z.string().nullable().meta({ description: 'header_and_contents, header, header_part, only_fit, open_as_amount, kept_profile or given.' }),
});

const inspection = z
  .object({
    kind,
    fileName: z.string(),
    sizeBytes: z.int(),
    complete: z.boolean().meta({ description: 'false where the file is longer than what was looked at.' }),
    looksLike: z.object({
      kind: z.string().meta({
        description:
          'customers, invoices, payments, bank_statement, unknown_table; camt, mt940, bai2, ofx, pdf, workbook, zip, image, html, json, xml, empty, binary.',
      }),
      confidence: share,
      asAsked: z.boolean().meta({ description: 'It can be what was asked for.' }),
    }),
    rows: z.int().meta({ description: 'Below the header; blank lines do not count.' }),
    talliedRows: z.int().meta({ description: 'Of those, the rows whose values were looked at, from the first on: all counts below are theirs.' }),
    writing,
    columns: z.array(column),
    fields: z
      .array(z.object({ field: z.string(), needed: z.boolean() }))
      .meta({ description: 'What this kind of file may have. Of the needed ones see `missing`.' }),
    missing: z.array(z.array(z.string())).meta({ description: 'Groups of fields of which one is needed and none has a column or a constant.' }),
    checks: z.object({
      dueAfterIssued: z.array(z.object({ dateOrder, both: z.int(), dueOnOrAfter: z.int() })),
      openWithinGross: z.object({ both: z.int(), within: z.int() }).nullable(),
    }),
    findings: z.array(
      z.object({
        code: z.string(),
        severity: z.enum(['error', 'warning', 'note']),
        message: z.string(),
        line: z.int().nullable(),
        column: z.string().nullable(),
        count: z.int().nullable(),
      }),
    ),
    sample: z.array(z.object({ line: z.int(), cells: z.array(z.string()) })).meta({ description: 'Up to 50 rows as they stand in the file.' }),
    profile: content.meta({ description: 'How to read the file as guessed: to send with the import, and to save.' }),
    keptProfile: z.string().nullable().meta({ description: 'The saved profile that was used, because all its columns stand in the header.' }),
  })
  .meta({ id: 'ImportInspection' });

/** What is known about a file before it is imported, and the profiles that people keep. */
export const importProfileOperations = {
  inspectImport: defineOperation({
    id: 'inspectImport',
    method: 'POST',
    path: '/v1/companies/{company}/import-inspections',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'See how a CSV file is written and which column is which, before importing it',
    description: 'Needs the scope that the import of this kind needs. Nothing is kept.',
    upload: true,
    requestsPerMinute: 60,
    query: z.object({
      kind: kind.meta({ description: 'What it is given as.' }),
      profile: z
        .string()
        .max(20_000)
        .optional()
        .meta({ description: 'What a person said already: the settings of a profile as JSON text. What it leaves out is told from the file.' }),
      kept: flag.optional().meta({ description: 'false: look at the file without the saved profiles.' }),
      fromLine: z.coerce.number().int().min(1).optional().meta({ description: 'The sample begins with the row on this line.' }),
    }),
    ok: inspection,
    errors: ['profile.invalid', 'profile.not_json'],
  }),
  listImportProfiles: defineOperation({
    id: 'listImportProfiles',
    method: 'GET',
    path: '/v1/companies/{company}/import-profiles',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'List saved import profiles by name',
    query: z.object({ kind: profileKind.optional() }),
    ok: z.object({ items: z.array(z.object({ name: z.string(), kind: profileKind, changedAt: instant })) }),
  }),
  getImportProfile: defineOperation({
    id: 'getImportProfile',
    method: 'GET',
    path: '/v1/companies/{company}/import-profiles/{profile}',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'Get a saved import profile',
    params: profileParams,
    ok: savedProfile,
    errors: ['profile.not_found'],
  }),
  saveImportProfile: defineOperation({
    id: 'saveImportProfile',
    method: 'PUT',
    path: '/v1/companies/{company}/import-profiles/{profile}',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'Keep how a kind of file is written, in place of what had the name',
    description: 'Needs the scope that the import of this kind needs.',
    idempotent: true,
    params: profileParams,
    body: z.strictObject({ kind: profileKind, profile: content }),
    ok: savedProfile,
    errors: ['profile.invalid', 'profile.name_invalid', 'profile.other_kind'],
  }),
  deleteImportProfile: defineOperation({
    id: 'deleteImportProfile',
    method: 'DELETE',
    path: '/v1/companies/{company}/import-profiles/{profile}',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'Forget a saved import profile',
    description: 'Needs the scope that the import of its kind needs.',
    idempotent: true,
    params: profileParams,
    status: 204,
    errors: ['profile.not_found', 'profile.in_use'],
  }),
} as const satisfies Operations;
