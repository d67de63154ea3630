import type { z } from 'zod';
import { brokenRule, type BrokenRule } from './broken-rule.ts';

export type InvalidPlace = { readonly in: 'path' | 'query' | 'body' | 'header'; readonly pointer: string; readonly detail: string } & Partial<BrokenRule>;

/** The request does not have the shape that the contract describes; every place is named. */
export class InvalidRequest extends Error {
  readonly places: readonly InvalidPlace[];

  constructor(places: readonly InvalidPlace[]) {
    super(`The request is not valid: ${places.length === 1 ? 'one place' : `${places.length} places`} to correct, listed in \`errors\`.`);
    this.name = 'InvalidRequest';
    this.places = places;
  }
}

const MAX_PLACES = 100;

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Where a text holds what no text of ours may: a NUL, or half of a surrogate pair. The database would refuse it later and less clearly. */
function unreadableText(value: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[] | undefined {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed() ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = unreadableText(key) ?? unreadableText(inner, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** The rule that is broken with its sentence: the contract's own, the validator's, or ours where the validator's is no sentence for a person. */
function placeOf(issue: z.core.$ZodIssue, value: unknown): { readonly detail: string } & Partial<BrokenRule> {
  const broken = brokenRule(issue, value);
  if (issue.code === 'unrecognized_keys') return { detail: 'This field is unknown here. Check its spelling or leave it out.', ...broken };
  const empty = broken?.rule === 'required' || (broken?.rule === 'too_short' && broken.limit === 1);
  return { detail: empty && /^(Too small|Invalid input)\b/.test(issue.message) ? 'This is required.' : issue.message, ...broken };
}

/** Validates the parts of a request together, so that a client sees all its mistakes at once. */
export function validateParts(parts: readonly { in: InvalidPlace['in']; schema: z.ZodType | undefined; value: unknown }[]): unknown[] {
  const places: InvalidPlace[] = [];
  const values = parts.map(({ in: where, schema, value }) => {
    if (!schema) return undefined;
    const unreadable = unreadableText(value);
    if (unreadable) {
      places.push({
        in: where,
        pointer: pointerOf(unreadable),
        detail: 'The text holds a character that cannot be kept (NUL or half a surrogate pair). Send plain text in UTF-8.',
        rule: 'unreadable_text',
      });
      return undefined;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const steps = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      for (const step of steps)
        places.push({
          in: where,
          pointer: pointerOf(step),
          ...placeOf(issue, value),
        });
    }
    return undefined;
  });
  if (places.length > 0) throw new InvalidRequest(places.slice(0, MAX_PLACES));
  return values;
}
