import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest, lineAt, root, sources } from './source-tree.ts';

const CODE = /'([a-z][a-z_]*\.[a-z][a-z0-9_]*)'/g;

/** The text of the first argument of a call, which begins at `at`, just after the parenthesis. */
function firstArgument(code: string, at: number): string {
  let depth = 0;
  for (let i = at; i < code.length; i++) {
    const c = code[i];
    if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    if (depth < 0 || (depth === 0 && c === ',')) return code.slice(at, i);
  }
  return code.slice(at);
}

type Thrown = { readonly codes: readonly string[]; readonly where: string };

function thrown(): Thrown[] {
  return sources()
    .filter((file) => file.path.startsWith('src/') && !isTest(file.path))
    .flatMap((file) =>
      [...file.code.matchAll(/new Refusal\(/g)].map((match) => ({
        codes: [...firstArgument(file.code, match.index + match[0].length).matchAll(CODE)].map((found) => found[1] as string),
        where: `${file.path}:${lineAt(file.code, match.index)}`,
      })),
    );
}

type Documented = { readonly code: string; readonly cells: readonly string[] };

/** Rows of docs/errors.md: | `code` | what happened | what to do |. */
function documented(): Documented[] {
  const file = path.join(root, 'docs', 'errors.md');
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/^\| `([^`]+)` \|(.*)\|\s*$/gm)].map((row) => ({
    code: row[1] as string,
    cells: (row[2] as string).split('|').map((cell) => cell.trim()),
  }));
}

describe('error codes', () => {
  const all = thrown();
  const rows = documented();

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
