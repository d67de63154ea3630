import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allTables } from '../../src/app/schema.ts';
import { filesBelow, isTest, lineAt, root, sliceOf, sources } from './source-tree.ts';

const MAX_LINES = 400;
const MAX_TEST_LINES = 600;
const FORBIDDEN_WORDS = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'manager', 'service'];

const production = sources().filter((file) => !isTest(file.path));

/** Routes of the web are named by the router, and their components are default exports of its making. */
function isWebRoute(file: string): boolean {
  return /^web\/.*\/routes\//.test(file);
}

describe('names and sizes', () => {
  it('files and folders are kebab-case', () => {
    const wrong = sources()
      .map((file) => file.path)
      .filter(
        (file) =>
          !isWebRoute(file) &&
          file
            .split('/')
            .some(
              (part, index, all) =>
                !(index === all.length - 1 ? /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?(\.(test|config|d))?\.(ts|tsx|mjs)$/ : /^[a-z0-9]+(-[a-z0-9]+)*$/).test(part),
            ),
      );
    expect(wrong, 'Rename: lower case, words joined by hyphens (issue-invoices.ts).').toEqual([]);
  });

  it('no name says nothing', () => {
    const wrong = sources()
      .map((file) => file.path)
      .filter((file) => file.split(/[/.-]/).some((word) => FORBIDDEN_WORDS.includes(word)));
    expect(wrong, `None of ${FORBIDDEN_WORDS.join(', ')}: name the file after its noun or its verb and noun.`).toEqual([]);
  });

  it('a file has one subject and so a size', () => {
    const long = sources()
      .map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1, max: isTest(file.path) ? MAX_TEST_LINES : MAX_LINES }))
      .filter(({ lines, max }) => lines > max)
      .map(({ path: file, lines, max }) => `${file}: ${lines} lines, at most ${max}`);
    expect(long, 'Split by subject, not by length.').toEqual([]);
  });

  it('exports have names', () => {
    const wrong = sources().filter((file) => /^export default\b/m.test(file.code) && !isWebRoute(file.path) && !file.path.endsWith('.config.ts'));
    expect(
      wrong.map((file) => file.path),
      'Export by name: `export function issueInvoices`.',
    ).toEqual([]);
  });

  it('there are no barrels', () => {
    const barrels = production.filter((file) => /(^|\/)index\.ts$/.test(file.path) || /^export \*/m.test(file.code));
    expect(
      barrels.map((file) => file.path),
      'Delete it and import from the file that defines the name.',
    ).toEqual([]);
  });

  it('migrations are numbered without gaps', () => {
    const names = filesBelow('migrations').filter((file) => /^migrations\/[^/]+$/.test(file) && file.endsWith('.sql'));
    expect(names.length).toBeGreaterThan(0);
    const wrong = names.filter((file, index) => !new RegExp(`^migrations/${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.sql$`).test(file));
    expect(wrong, 'Name it with the next number: 0009-what-it-brings.sql.').toEqual([]);
  });
});

describe('every slice explains itself', () => {
  const slices = [...new Set(production.map((file) => sliceOf(file.path)).filter((slice) => slice !== undefined))];
  const HEADINGS = ['Owns', 'Does not own', 'Invariants', 'Dates'];

  it('in a README.md: what it owns, what not, its invariants, what its dates mean', () => {
    const missing = slices.flatMap((slice) => {
      const file = path.join(root, 'src', 'ar', slice, 'README.md');
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const lacking = HEADINGS.filter((heading) => !new RegExp(`^## ${heading}\\b`, 'm').test(text));
      return lacking.length > 0 ? [`src/ar/${slice}/README.md lacks ${lacking.map((heading) => `"## ${heading}"`).join(', ')}`] : [];
    });
    expect(missing, 'Write the file with these headings.').toEqual([]);
  });
});

type Ban = { readonly what: string; readonly pattern: RegExp; readonly where: (file: string) => boolean; readonly remedy: string };

const inSrc = (file: string): boolean => file.startsWith('src/');
const outside =
  (...folders: readonly string[]) =>
  (file: string): boolean =>
    inSrc(file) && !folders.some((folder) => file.startsWith(folder));

/** Probabilities and forecasts are estimates: there amounts may become floating point, because nothing is posted from them. */
const ESTIMATES = ['src/ar/cash-application/explain/', 'src/ar/insight/'];

const BANS: readonly Ban[] = [
  {
    what: 'reading the clock',
    pattern: /\bDate\.now\(|\bnew Date\(\s*\)|\bTemporal\.Now\b/g,
    where: outside('src/app/', 'src/foundation/ids/'),
    remedy: 'take `now` or `today` from ctx, or as an argument.',
  },
  {
    what: 'randomness',
    pattern: /\bMath\.random\(|\brandomUUID\(/g,
    where: outside('src/app/', 'src/foundation/ids/'),
    remedy: 'take ids from ctx.newId and randomness as an argument.',
  },
  {
    what: 'printing',
    pattern: /\bconsole\.\w+\(/g,
    where: outside('src/app/cli'),
    remedy: 'return the fact, or log it through the logger that src/app gives.',
  },
  {
    what: 'reading the environment',
    pattern: /\bprocess\.env\b/g,
    where: outside('src/app/config'),
    remedy: 'read it in src/app/config and pass the setting in.',
  },
  {
    what: 'set_config()',
    pattern: /\bset_config\s*\(/g,
    where: inSrc,
    remedy: 'it does not reach the workers of a distributed database: use a unit of work (forCompany), which says SET LOCAL.',
  },
  {
    what: 'floating point',
    pattern: /\bparseFloat\(|\.toFixed\(/g,
    where: (file) => file.startsWith('src/ar/') || file.startsWith('src/formats/'),
    remedy: 'amounts are bigint minor units: parseDecimal, formatDecimal, multiplyDivideRounded.',
  },
  {
    what: 'an amount as a number',
    pattern: /\bNumber\([^()<>=!]*(?:minor|amount|gross|balance|open\b|original\b|credits\b|debits\b)[^()<>=!]*\)/gi,
    where: (file) => file.startsWith('src/ar/') && !ESTIMATES.some((folder) => file.startsWith(folder)),
    remedy: 'keep it bigint; only estimates of probability (ESTIMATES in this test) may leave exact amounts.',
  },
  {
    what: 'queries side by side',
    pattern: /\bPromise\.all(?:Settled)?\(/g,
    where: (file) => file.startsWith('src/ar/'),
    remedy: 'one transaction runs one statement after the other: await in turn, or write one set-based statement.',
  },
];

describe('what is not done here', () => {
  it.each(BANS)('$what', ({ pattern, where, remedy }) => {
    const found = production
      .filter((file) => where(file.path))
      .flatMap((file) => [...file.code.matchAll(pattern)].map((match) => `${file.path}:${lineAt(file.code, match.index)} ${match[0]}`));
    expect(found, `Instead: ${remedy}`).toEqual([]);
  });

  it('the bans see what they ban', () => {
    const samples = [
      'Date.now()',
      'Math.random()',
      'console.log(1)',
      'process.env.HOME',
      "select set_config('a', 'b', true)",
      'parseFloat(text)',
      'Number(row.open_minor)',
      'await Promise.all([a, b])',
    ];
    expect(BANS.map(({ pattern }, index) => (samples[index] ?? '').search(pattern) >= 0)).toEqual(BANS.map(() => true));
  });

  it('row locks without the company', () => {
    const found = production
      .filter((file) => file.path.startsWith('src/ar/'))
      .flatMap((file) =>
        [...file.code.matchAll(/`[^`]*\bfor (?:no key update|update|share|key share)\b[^`]*`/gi)]
          .filter((match) => !/company_id/.test(match[0]))
          .map((match) => `${file.path}:${lineAt(file.code, match.index)}`),
      );
    expect(found, 'A locking select names its company (`company_id = ...`), or a distributed database cannot route it.').toEqual([]);
  });

  it('writing tables of another slice', () => {
    const owners = new Map<string, string>();
    for (const file of production.filter(({ path: name }) => /^src\/ar\/[^/]+\/tables\.ts$/.test(name))) {
      for (const match of file.code.matchAll(/defineTable\(\s*'(\w+)'/g)) owners.set(match[1] as string, sliceOf(file.path) as string);
    }
    expect(owners.size, 'Every table of src/app/schema.ts is defined in the tables.ts of its slice.').toBe(allTables.length);
    const found = production
      .filter((file) => sliceOf(file.path) !== undefined)
      .flatMap((file) =>
        [...file.code.matchAll(/\b(?:insert into|delete from|update)\s+(\w+)\b(?=[^\n]*(?:\n|set|using|where|\(|values|select))/g)]
          .filter((match) => (owners.get(match[1] as string) ?? sliceOf(file.path)) !== sliceOf(file.path))
          .map((match) => `${file.path}:${lineAt(file.code, match.index)} writes ${match[1]} of ${owners.get(match[1] as string)}`),
      );
    expect(found, 'A table is written by its slice alone: call a command of that slice, or add one there.').toEqual([]);
  });
});

describe('the project speaks of itself alone', () => {
  const folder = (name: string): string => ['', name, ''].join('/');
  const TEXT = /\.(ts|tsx|mjs|js|json|jsonc|md|sql|sh|css|html|yml|yaml|typ|liquid|toml|txt)$|(^|\/)[^.]+$/;

  it('names no path of the machine it was written on', () => {
    const paths = [folder('work'), folder('root'), folder('home/[a-z]+'), folder('Users/[A-Za-z]+'), folder('tmp/[a-z]+_[a-z]+')];
    const pattern = new RegExp(`(?<![\\w.)}~-])(?:${paths.join('|')})`, 'g');
    const found = filesBelow('')
      .filter((file) => TEXT.test(file) && file !== 'package-lock.json')
      .flatMap((file) => {
        const text = readFileSync(path.join(root, file), 'utf8');
        return [...text.matchAll(pattern)].map((match) => `${file}:${lineAt(text, match.index)} ${match[0]}`);
      });
    expect(found, 'Write the path relative to the project, or take it from a setting.').toEqual([]);
  });

  it('takes packages from the public registry only', () => {
    const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { resolved?: string }> };
    const elsewhere = Object.values(lock.packages).flatMap(({ resolved }) =>
      resolved === undefined || resolved.startsWith('https://registry.npmjs.org/') ? [] : [resolved],
    );
    expect(elsewhere, 'Install again without a registry of your own; the lock file names where everybody downloads.').toEqual([]);
  });
});
