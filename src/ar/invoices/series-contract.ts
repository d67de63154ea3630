import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { plainText, reasonText } from '../../foundation/contract/page.ts';

const TAG = 'Number series';

const kind = z.enum(['invoice', 'credit_note']);
const series = z
  .string()
  .max(50)
  .regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/, 'A series is named in lower-case letters and digits, such as main or 2027.');
const prefix = plainText(30).meta({ description: 'What stands before the digits; the next number shows how it looks.', examples: ['INV-'] });
const width = z.int().min(1).max(18).meta({ description: 'Digits at least, filled up with zeros.' });
const place = z
  .int()
  .min(1)
  .max(Number.MAX_SAFE_INTEGER - 1);

const seriesView = z
  .object({
    kind,
    series: z.string(),
    prefix: z.string(),
    width: z.int(),
    next: z.int().meta({ description: 'The place of the next document in the series.' }),
    nextNumber: z.string(),
    issued: z.int().meta({ description: 'Documents that have a number of this series.' }),
    lastNumber: z.string().nullable(),
  })
  .meta({ id: 'NumberSeries' });

const ERRORS = ['number_series.prefix_taken', 'number_series.number_taken'] as const;

export const seriesOperations = {
  listNumberSeries: defineOperation({
    id: 'listNumberSeries',
    method: 'GET',
    path: '/v1/companies/{company}/number-series',
    tag: TAG,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'List the number series of invoices and credit notes',
    ok: z.object({ items: z.array(seriesView) }),
  }),
  createNumberSeries: defineOperation({
    id: 'createNumberSeries',
    method: 'POST',
    path: '/v1/companies/{company}/number-series',
    tag: TAG,
    realm: 'company',
    scope: 'settings:write',
    summary: 'Add a number series',
    body: z.strictObject({ kind, series: series.min(1), prefix, width, next: place.optional() }),
    status: 201,
    ok: seriesView,
    errors: ['number_series.exists', ...ERRORS],
    idempotent: true,
  }),
  updateNumberSeries: defineOperation({
    id: 'updateNumberSeries',
    method: 'PATCH',
    path: '/v1/companies/{company}/number-series/{kind}/{series}',
    tag: TAG,
    realm: 'company',
    scope: 'settings:write',
    summary: 'Change prefix, width or next place of a number series',
    description: 'For numbers from the next one on; what was issued keeps its number. The next place only rises, and leaves a gap where numbers were issued.',
    params: z.object({ kind, series: z.string().max(50) }),
    body: z.strictObject({ prefix: prefix.optional(), width: width.optional(), next: place.optional(), reason: reasonText.optional() }),
    ok: seriesView,
    errors: ['invoice.series_unknown', 'number_series.next_falls', ...ERRORS],
    idempotent: true,
  }),
} as const satisfies Operations;
