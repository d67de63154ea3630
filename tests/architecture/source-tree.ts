import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '..', '..');

/** The slices in the order in which money flows: a slice may import those before it and reaches a later one only by a signal. */
export const SLICES = [
  'access',
  'work',
  'customers',
  'messages',
  'ledger',
  'receivables',
  'agreements',
  'orders',
  'invoices',
  'disputes',
  'payments',
  'cash-application',
  'collections',
  'portal',
  'books',
  'insight',
] as const;

export type SourceFile = {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments blanked out, line for line. */
  readonly code: string;
  readonly imports: readonly Import[];
};

export type Import = {
  readonly specifier: string;
  readonly line: number;
  /** The file it names, from the root; undefined for packages. */ readonly target: string | undefined;
};

const NOT_OURS = new Set(['node_modules', '.git', 'dist', 'data', 'coverage', '.trial-data']);

/** All files of the project below a folder, from the root, sorted. */
export function filesBelow(folder: string): string[] {
  const found: string[] = [];
  const walk = (at: string): void => {
    for (const entry of readdirSync(path.join(root, at), { withFileTypes: true })) {
      const name = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && !NOT_OURS.has(entry.name)) walk(name);
      if (entry.isFile()) found.push(name);
    }
  };
  try {
    walk(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found.toSorted();
}

/** Whether a slash at this place begins a regular expression rather than a division. */
function beginsRegex(before: string): boolean {
  return /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else))\s*$/.test(before.slice(-40));
}

/** Index just after the literal that begins at `at` (a quote or a slash). Single-line literals end with their line at the latest. */
function endOfLiteral(text: string, at: number): number {
  const mark = text[at] as string;
  let inClass = false;
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '\n' && mark !== '`') return i;
    else if (mark === '/' && c === '[') inClass = true;
    else if (mark === '/' && c === ']') inClass = false;
    else if (c === mark && !inClass) return i + 1;
  }
  return text.length;
}

/** Blanks comments, keeps strings (SQL stands in them) and line numbers. */
export function withoutComments(text: string): string {
  let code = '';
  for (let i = 0; i < text.length;) {
    const c = text[i] as string;
    const two = text.slice(i, i + 2);
    if (two === '//' || two === '/*') {
      const found = two === '//' ? text.indexOf('\n', i) : text.indexOf('*/', i + 2) + 2;
      const end = found < i + 2 ? text.length : found;
      code += text.slice(i, end).replaceAll(/[^\n]/g, ' ');
      i = end;
    } else if (c === "'" || c === '"' || c === '`' || (c === '/' && beginsRegex(code))) {
      const end = endOfLiteral(text, i);
      code += text.slice(i, end);
      i = end;
    } else {
      code += c;
      i++;
    }
  }
  return code;
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\b(?:[^'"`;=]*?\bfrom)?\s*['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;

export function importsOf(file: string, code: string): Import[] {
  return [...code.matchAll(IMPORT)].map((found) => {
    const specifier = found[1] ?? found[2] ?? '';
    const line = lineAt(code, found.index + found[0].length - 1);
    return { specifier, line, target: specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : undefined };
  });
}

let read: readonly SourceFile[] | undefined;

/** Every TypeScript file of the project, read once. */
export function sources(): readonly SourceFile[] {
  read ??= ['src', 'bench', 'tests', 'web', 'bin']
    .flatMap(filesBelow)
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
    .map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const code = withoutComments(text);
      return { path: file, text, code, imports: importsOf(file, code) };
    });
  return read;
}

/** Tests and what only tests use, wherever they stand. */
export function isTest(file: string): boolean {
  return file.startsWith('tests/') || /\.test\.tsx?$/.test(file) || /-fixtures?\.ts$/.test(file) || file.includes('/fixtures/');
}

/** The slice of a file below src/ar, or undefined. */
export function sliceOf(file: string): string | undefined {
  return /^src\/ar\/([^/]+)\//.exec(file)?.[1];
}
