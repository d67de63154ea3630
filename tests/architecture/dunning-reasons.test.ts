import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { STOPPING_HOLDS, type DunningReason } from '../../src/ar/collections/plan-reminders.ts';
import { readPolicy } from '../../src/ar/collections/policy.ts';
import { root } from './source-tree.ts';

/** Every reason that is no hold; the compiler misses one that is left out. */
const OTHERS: Readonly<Record<Exclude<DunningReason, `hold_${string}`>, true>> = {
  reminded: true,
  listed: true,
  outside_audience: true,
  automation_off: true,
  other_policy: true,
  credit_could_settle: true,
  money_in_bank_file: true,
  not_due_yet: true,
  next_step_later: true,
  ladder_finished: true,
  below_minimum: true,
  not_business_day: true,
  reminded_recently: true,
  no_address: true,
};

const text = readFileSync(path.join(root, 'docs', 'dunning.md'), 'utf8');

it('every reason of a decision stands in docs/dunning.md with its meaning and remedy, and no other does', () => {
  const section = text.slice(text.indexOf('## Reasons of decisions'), text.indexOf('## Reasons of a run'));
  const rows = [...section.matchAll(/^\| `([a-z_]+)` \| ([^|]{10,}) \| ([^|]{8,}) \|$/gm)].map((row) => row[1] ?? '');
  expect(rows.toSorted()).toEqual([...Object.keys(OTHERS), ...STOPPING_HOLDS.map((kind) => `hold_${kind}`)].toSorted());
});

it('the policy that docs/dunning.md shows can be used', () => {
  const shown = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  expect(readPolicy(JSON.parse(shown)).steps).toHaveLength(3);
});
