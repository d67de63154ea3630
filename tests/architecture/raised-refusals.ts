import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isTest, lineAt, root, sources } from './source-tree.ts';

const CODE = /'([a-z][a-z_]*\.[a-z][a-z0-9_]*)'/g;

/** A place of the program that refuses. `details` are the names of its figures; null where they are not written at the place. */
export type Raised = { readonly codes: readonly string[]; readonly where: string; readonly file: string; readonly details: readonly string[] | null };

/** Index just after the text literal that begins at `at`, with all that stands in the `${…}` of a template. */
function endOfText(code: string, at: number): number {
  const mark = code[at];
  for (let i = at + 1; i < code.length; i++) {
    if (code[i] === '\\') i++;
    else if (mark === '`' && code.startsWith('${', i)) i = partsOf(code, i + 2).end;
    else if (code[i] === mark) return i + 1;
  }
  return code.length;
}

/** What stands between commas from `at` up to the bracket that closes around it. */
function partsOf(code: string, at: number): { readonly parts: readonly string[]; readonly end: number } {
  const parts: string[] = [];
  let depth = 0;
  let from = at;
  const take = (to: number): void => {
    const part = code.slice(from, to).trim();
    if (part !== '') parts.push(part);
    from = to + 1;
  };
  for (let i = at; i < code.length; i++) {
    const c = code[i] as string;
    if (c === "'" || c === '"' || c === '`') i = endOfText(code, i) - 1;
    else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    if (depth < 0) {
      take(i);
      return { parts, end: i };
    }
    if (depth === 0 && c === ',') take(i);
  }
  return { parts, end: code.length };
}

/** Names of an object as it is written; those of objects that are spread into it count as well. */
function namesOf(text: string, file: string): readonly string[] | null {
  const call = /^(\w+)\(/.exec(text);
  if (call) {
    const body = file.slice(file.indexOf(`function ${call[1]}(`));
    const returned = body.indexOf('return {');
    return body === file || returned < 0 ? null : namesOf(body.slice(returned + 'return '.length), file);
  }
  if (!text.startsWith('{')) return null;
  return partsOf(text, 1).parts.flatMap((part) => {
    if (part.startsWith('...')) return [...part.matchAll(/\{/g)].flatMap(({ index }) => namesOf(part.slice(index), file) ?? []);
    return /^\w+/.exec(part) ?? [];
  });
}

/** Every place of the program that refuses, but for tests. */
export function raisedRefusals(): Raised[] {
  return sources()
    .filter((file) => file.path.startsWith('src/') && !isTest(file.path))
    .flatMap((file) =>
      [...file.code.matchAll(/new Refusal\(/g)].map((match) => {
        const [first = '', , details] = partsOf(file.code, match.index + match[0].length).parts;
        return {
          codes: [...first.matchAll(CODE)].map((found) => found[1] as string),
          where: `${file.path}:${lineAt(file.code, match.index)}`,
          file: file.path,
          details: details === undefined ? [] : namesOf(details, file.code),
        };
      }),
    );
}

/** Rows of docs/errors.md: | `code` | what happened | what to do |. */
export function documentedCodes(): { readonly code: string; readonly cells: readonly string[] }[] {
  const file = path.join(root, 'docs', 'errors.md');
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/^\| `([^`]+)` \|(.*)\|\s*$/gm)].map((row) => ({
    code: row[1] as string,
    cells: (row[2] as string).split('|').map((cell) => cell.trim()),
  }));
}
