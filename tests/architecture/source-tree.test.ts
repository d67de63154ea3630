import { describe, expect, it } from 'vitest';
import { importsOf, sources, withoutComments } from './source-tree.ts';

describe('the scanner that the architecture tests stand on', () => {
  it('blanks comments and keeps strings, expressions and line numbers', () => {
    const text = [
      "const a = 'no // comment'; // yes, a comment",
      '/* two',
      'lines */ const b = /["/*]/.test(a) ? 4 / 2 : 1; // x',
      'const c = `https://x`;',
    ].join('\n');
    const code = withoutComments(text);
    expect(code.split('\n')).toHaveLength(4);
    expect(code).not.toMatch(/yes, a comment|two|lines|\/\/ x/);
    expect(code).toContain("'no // comment'");
    expect(code).toContain('/["/*]/.test(a) ? 4 / 2 : 1;');
    expect(code).toContain('`https://x`');
  });

  it('finds imports of every form, with their lines', () => {
    const code = [
      "import pg from 'pg';",
      'import {',
      '  a,',
      '  type B,',
      "} from './a.ts';",
      "import type { C } from '../c.ts';",
      "export { d } from './d.ts';",
      "export * from './e.ts';",
      "import './f.ts';",
      "const g = await import('./g.ts');",
      "export const from = './no.ts';",
    ].join('\n');
    expect(importsOf('src/ar/x/y.ts', code).map(({ specifier, line, target }) => [specifier, line, target])).toEqual([
      ['pg', 1, undefined],
      ['./a.ts', 5, 'src/ar/x/a.ts'],
      ['../c.ts', 6, 'src/ar/c.ts'],
      ['./d.ts', 7, 'src/ar/x/d.ts'],
      ['./e.ts', 8, 'src/ar/x/e.ts'],
      ['./f.ts', 9, 'src/ar/x/f.ts'],
      ['./g.ts', 10, 'src/ar/x/g.ts'],
    ]);
  });

  it('sees the tree: every relative import names a file that is there', () => {
    const known = new Set(sources().map((file) => file.path));
    expect(known.size).toBeGreaterThan(40);
    const code = /\.(ts|tsx|mjs)$/;
    const lost = sources().flatMap((file) =>
      file.imports.filter(({ target }) => target !== undefined && code.test(target) && !known.has(target)).map(({ specifier }) => `${file.path}: ${specifier}`),
    );
    // Strings of this very test look like imports.
    expect(lost.filter((line) => !line.startsWith('tests/architecture/source-tree.test.ts'))).toEqual([]);
  });
});
