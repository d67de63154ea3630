import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { brokenRule } from './broken-rule.ts';

function broken(schema: z.ZodType, value: unknown): unknown[] {
  return schema.safeParse(value).error?.issues.map((issue) => brokenRule(issue, value)) ?? [];
}

describe('the rule that a place of a request breaks', () => {
  it.each<[string, z.ZodType, unknown, object | undefined]>([
    ['what is left out', z.object({ a: z.string() }), {}, { rule: 'required' }],
    ['a choice that is left out', z.object({ a: z.enum(['x', 'y']) }), {}, { rule: 'required' }],
    ['what is null', z.object({ a: z.string() }), { a: null }, { rule: 'type', expected: 'string' }],
    ['an empty text', z.string().min(1), '', { rule: 'too_short', limit: 1 }],
    ['a long text', z.string().max(2), 'abc', { rule: 'too_long', limit: 2 }],
    ['too few of a list', z.array(z.int()).min(1), [], { rule: 'too_few', limit: 1 }],
    ['too many of a list', z.array(z.int()).max(1), [1, 2], { rule: 'too_many', limit: 1 }],
    ['a small number', z.number().min(3), 2, { rule: 'too_low', limit: 3 }],
    ['a large number', z.bigint().max(3n), 4n, { rule: 'too_high', limit: '3' }],
    ['a text for a number', z.number(), 'x', { rule: 'type', expected: 'number' }],
    ['a part of a number', z.int(), 1.5, { rule: 'type', expected: 'int' }],
    ['an address without a domain', z.email(), 'x', { rule: 'format', expected: 'email' }],
    ['a day for an instant', z.iso.datetime(), '2026-01-01', { rule: 'format', expected: 'datetime' }],
    ['none of the choices', z.enum(['x', 'y']), 'z', { rule: 'choice' }],
    ['a name that is not known', z.strictObject({}), { zz: 1 }, { rule: 'unknown_field' }],
    ['what a contract says in its own words', z.string().refine(() => false, 'Own words.'), 'x', undefined],
  ])('is told of %s', (_, schema, value, rule) => {
    expect(broken(schema, value)).toEqual([rule]);
  });
});
