import type { z } from 'zod';

/** What a place of a request breaks, for programs: a rule with its limit or with what was expected. */
export type BrokenRule = { readonly rule: string; readonly limit?: number | string; readonly expected?: string };

const SIZES: Readonly<Record<string, { readonly small: string; readonly big: string }>> = {
  string: { small: 'too_short', big: 'too_long' },
  array: { small: 'too_few', big: 'too_many' },
  set: { small: 'too_few', big: 'too_many' },
};
const AMOUNTS = { small: 'too_low', big: 'too_high' } as const;

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined), value);
}

/** A limit as JSON can carry it. */
function plain(limit: number | bigint): number | string {
  return typeof limit === 'bigint' ? limit.toString() : limit;
}

/** The rule behind an issue of the validator; undefined where only its sentence says it. */
export function brokenRule(issue: z.core.$ZodIssue, input: unknown): BrokenRule | undefined {
  if (issue.code === 'unrecognized_keys') return { rule: 'unknown_field' };
  if (issue.code === 'custom') return undefined;
  if (valueAt(input, issue.path) === undefined) return { rule: 'required' };
  switch (issue.code) {
    case 'too_small':
      return { rule: (SIZES[issue.origin] ?? AMOUNTS).small, limit: plain(issue.minimum) };
    case 'too_big':
      return { rule: (SIZES[issue.origin] ?? AMOUNTS).big, limit: plain(issue.maximum) };
    case 'invalid_type':
      return { rule: 'type', expected: issue.expected };
    case 'invalid_format':
      return { rule: 'format', expected: issue.format };
    case 'invalid_value':
      return { rule: 'choice' };
    default:
      return undefined;
  }
}
