import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const WEB = import.meta.dirname;
/** Words that both languages have. */
const ALIKE = new Set([
  'Administrator',
  'Auto',
  'Demo',
  'Export',
  'Filter',
  'Format',
  'IBAN',
  'JSON',
  'Limit',
  'Logo',
  'Mail',
  'Mails',
  'Modern',
  'Name',
  'Port',
  'Server',
  'Status',
  'Team',
  'Text',
]);

type Catalogue = { readonly en: Readonly<Record<string, unknown>>; readonly de: Readonly<Record<string, unknown>> };
const found: { readonly name: string; readonly words: Catalogue }[] = [];

function isCatalogue(value: unknown): value is Catalogue {
  return typeof value === 'object' && value !== null && 'en' in value && 'de' in value && typeof value.en === 'object' && typeof value.de === 'object';
}

/** What is said, without the values that are put into it. */
function said(entry: unknown): string {
  return (typeof entry === 'function' ? String(entry).replaceAll(/\$\{[^}]*\}/g, '') : String(entry)).trim();
}

beforeAll(async () => {
  // The words ask the page for its language when they are loaded.
  const had = 'document' in globalThis;
  if (!had) Object.assign(globalThis, { document: { documentElement: { lang: 'en' } } });
  for (const file of readdirSync(WEB, { recursive: true, encoding: 'utf8' })) {
    if (!/(?:-words|[/]words|-sentences)\.ts$/.test(file)) continue;
    const module = (await import(path.join(WEB, file))) as Record<string, unknown>;
    for (const [name, words] of Object.entries(module)) if (isCatalogue(words)) found.push({ name: `${file} ${name}`, words });
  }
  if (!had) Reflect.deleteProperty(globalThis, 'document');
});

describe('the catalogues', () => {
  it('are there for every room', () => {
    expect(found.length).toBeGreaterThan(15);
  });

  it('say everything in both languages', () => {
    for (const { name, words } of found) expect([name, Object.keys(words.de).toSorted()]).toEqual([name, Object.keys(words.en).toSorted()]);
  });

  it('say in German what they say in English in other words, but for words that both have', () => {
    const alike = found.flatMap(({ name, words }) =>
      Object.entries(words.en)
        .filter(([key, english]) => (typeof english === 'string' || typeof english === 'function' ? said(english) === said(words.de[key]) : false))
        .map(([key, english]) => ({ name, key, text: said(english) })),
    );
    const odd = alike.filter(({ text }) => /[a-z]{4}/i.test(text.replace(/^\([^)]*\) => /, '')) && !ALIKE.has(text));
    expect(odd).toEqual([]);
  });
});
