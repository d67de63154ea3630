import { describe, expect, it } from 'vitest';
import { documentedCodes, raisedRefusals } from './raised-refusals.ts';

describe('error codes', () => {
  const all = raisedRefusals();
  const rows = documentedCodes();

  it('are written where the refusal is made, as <noun>.<reason>', () => {
    expect(all.length).toBeGreaterThan(0);
    expect(
      all.filter(({ codes }) => codes.length === 0).map(({ where }) => where),
      "Give the code as a literal: new Refusal('noun.reason', ...).",
    ).toEqual([]);
  });

  it('stand in docs/errors.md, each once, with what happened and what to do', () => {
    const known = new Set(rows.map(({ code }) => code));
    const missing = new Map<string, string>();
    for (const { codes, where } of all) for (const code of codes) if (!known.has(code)) missing.set(code, where);
    const lines = [...missing].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([code, where]) => `| \`${code}\` | what happened | what to do | (${where})`);
    expect(lines, 'Add these rows to docs/errors.md.').toEqual([]);
    expect(
      rows.filter(({ code }, index) => rows.findIndex((row) => row.code === code) !== index).map(({ code }) => code),
      'Twice in docs/errors.md.',
    ).toEqual([]);
    expect(
      rows.filter(({ cells }) => cells.length !== 2 || cells.some((cell) => cell.length < 10)).map(({ code }) => code),
      'A row says what happened and what to do.',
    ).toEqual([]);
  });

  it('leave docs/errors.md when nothing refuses with them any more', () => {
    const used = new Set(all.flatMap(({ codes }) => codes));
    expect(
      rows.filter(({ code }) => !used.has(code)).map(({ code }) => code),
      'Remove these rows from docs/errors.md.',
    ).toEqual([]);
  });
});
