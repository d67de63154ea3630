import { z } from 'zod';
import { isWrittenDay, parseDay, type Day } from '../calendar/day.ts';
import { isCurrency, type Currency } from '../money/currency.ts';

/** An exact decimal in the currency's own decimals, a point and no grouping: never a JSON number. */
export const amount = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,3})?$/, 'An amount is a decimal string such as "1234.50".')
  .meta({ id: 'Amount', description: 'Exact decimal with a point and no grouping, at most the decimals of its currency.', examples: ['1234.50'] });

export const day: z.ZodType<Day, string> = z
  .custom<Day>((value) => typeof value === 'string' && isWrittenDay(value), 'A day of the calendar is written YYYY-MM-DD.')
  .refine((value) => parseDay(value) !== undefined, 'This day is too early or too late: days from 1900 to 2199 can be used.')
  .meta({ id: 'Day', type: 'string', format: 'date', description: 'A day of the calendar, YYYY-MM-DD.', examples: ['2026-01-31'] });

/** ISO 8601 in UTC. */
export const instant = z.iso.datetime().meta({ id: 'Instant', description: 'An instant in UTC.', examples: ['2026-01-31T08:15:00.000Z'] });

export const currencyCode: z.ZodType<Currency, string> = z
  .custom<Currency>((value) => typeof value === 'string' && isCurrency(value), 'A currency is an ISO 4217 code such as EUR.')
  .meta({ id: 'Currency', type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217 alphabetic code.', examples: ['EUR'] });

export const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'An id is a UUID in lower case.')
  .meta({ id: 'Id', format: 'uuid' });

export const cursor = z.string().max(2000).meta({ id: 'Cursor', description: 'Opaque: pass back the `next` of the page before.' });

/** Query of a keyset-paged list; extend it with filters: `pageQuery.extend({ … })`. */
export const pageQuery = z.object({
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50).meta({ description: 'Rows of a page.' }),
});

/** `{ items, next }`; `next` is null on the last page. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), next: cursor.nullable() });
}

/** Text that the database can keep: trimmed, without control characters other than line breaks and tabs. */
export function plainText(maxCharacters: number) {
  return z
    .string()
    .trim()
    .max(maxCharacters)
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, 'Control characters cannot be used here.');
}

/** As plainText, and not empty. */
export function requiredText(maxCharacters: number) {
  return plainText(maxCharacters).min(1);
}

/** Why something was done, for the audit trail. */
export const reasonText = requiredText(1_000).meta({ description: 'Why, for the audit trail.' });

/** Rows of an import that could not be used, each with its place; the first thousand are listed. */
export const problemList = z
  .array(z.object({ where: z.string(), message: z.string() }))
  .meta({ description: 'The first thousand; `problemCount` counts all.' });

/** Whether a step is possible now: true, or the code of the refusal that it would get. */
export const permitted = z
  .union([z.literal(true), z.string()])
  .meta({ id: 'Permitted', description: 'true, or the code of the refusal that this step would get now.' });

/** A yes or no in a query: `true` or `false`. */
export const flag = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] });
