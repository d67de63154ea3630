import { beforeAll, describe, expect, it } from 'vitest';
import type { ProblemBody } from '../../../../src/foundation/contract/problem.ts';
import type { Told } from '../../../kit/retelling.ts';
import { placesOf, variantsOf, type Sentence, type Sentences } from './fill-sentence.ts';
import { contractWords } from '../../../../tests/architecture/contract-words.ts';
import { documentedCodes, raisedRefusals } from '../../../../tests/architecture/raised-refusals.ts';
import { sources } from '../../../../tests/architecture/source-tree.ts';

/** Codes that no browser meets, by the reason why not. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'The command line alone asks for this: its options, its files and its references to things by number.': [
    'automation.mode_unknown',
    'bank_line.ambiguous',
    'cash.amount_invalid',
    'channel.settings_invalid',
    'company.ambiguous',
    'company.unspecified',
    'document.number_ambiguous',
    'document.number_unknown',
    'dunning.only_today',
    'file.is_folder',
    'file.no_input',
    'file.not_json',
    'file.not_readable',
    'invoice.file_invalid',
    'invoice.file_unreadable',
    'output.not_writable',
    'password.missing',
    'policy.none',
    'policy.unspecified',
    'watch.folder_not_found',
    'watch.folder_not_usable',
    'watch.folder_taken',
  ],
  'The program does not come up, or stops: there is no server that a browser could ask.': [
    'config.invalid',
    'database.app_role_bypasses',
    'database.disk_full',
    'database.engine_missing',
    'database.folder_not_writable',
    'database.folder_of_other_user',
    'database.folder_unreachable',
    'database.leftover_processes',
    'database.migration_changed',
    'database.no_app_role',
    'database.no_free_port',
    'database.no_user',
    'database.other_major_version',
    'database.password_mismatch',
    'database.passwords_lost',
    'database.setup_failed',
    'database.start_failed',
    'database.start_lock_busy',
    'database.start_timeout',
    'database.stop_timeout',
    'database.too_old',
    'database.unreachable',
    'server.host_unknown',
    'server.port_forbidden',
    'server.port_taken',
    'web.build_failed',
  ],
};

/** Where such codes may be raised. The last four serve commands of the command line alone, from outside of its folder. */
const OUT_OF_REACH = [
  /^src\/app\/cli\//,
  /^src\/app\/(?:config|open-database|serve|web-build)\.ts$/,
  /^src\/foundation\/db\//,
  /^src\/app\/watched-files\.ts$/,
  /^src\/ar\/access\/find-company\.ts$/,
  /^src\/ar\/cash-application\/find-line\.ts$/,
  /^src\/ar\/collections\/choose-policy\.ts$/,
];

/** Said without a refusal: what the HTTP layer answers, and that no answer came. */
const NO_REFUSAL = [
  'internal',
  'request.malformed',
  'request.rate_limited',
  'request.too_large',
  'request.unsupported_type',
  'service.unavailable',
  'unreachable',
  'validation_failed',
];
const OF_EVERY_PROBLEM = ['instance', 'status'];

let slices: readonly Sentences[];
let rules: Sentences;
let ownWords: Readonly<Record<string, string>>;
let formats: Readonly<Record<string, unknown>>;
let retell: (told: Told) => string | null;

beforeAll(async () => {
  // The formats ask the page for its language when they are loaded.
  const had = 'document' in globalThis;
  if (!had) Object.assign(globalThis, { document: { documentElement: { lang: 'en' } } });
  const german = await import('./german/retell.ts');
  const fields = await import('./german/fields.ts');
  ({ GERMAN_FIGURES: formats } = await import('./german/figures.ts'));
  [slices, retell, rules, ownWords] = [german.GERMAN_SLICES, german.retellInGerman, fields.RULES, fields.OWN_WORDS];
  if (!had) Reflect.deleteProperty(globalThis, 'document');
});

const all = (): [code: string, sentence: Sentence][] => slices.flatMap((slice) => Object.entries(slice));
const leftOut = Object.values(LEFT_OUT).flat();
const raised = raisedRefusals();

function told(code: string, details: ProblemBody['details'] = {}): string | null {
  return retell({ code, details });
}

describe('the German sentences of refusals', () => {
  it('are there for every code of docs/errors.md, or the code is left out with a reason', () => {
    const said = all().map(([code]) => code);
    expect(said.length, 'A code has one sentence.').toBe(new Set(said).size);
    const known = documentedCodes().map(({ code }) => code);
    expect(known.length).toBeGreaterThan(200);
    expect(
      known.filter((code) => !said.includes(code) && !leftOut.includes(code)),
      'Say them in web/staff/shared/refusals/german, or leave them out with a reason.',
    ).toEqual([]);
    expect(
      [...said, ...leftOut].filter((code) => !known.includes(code) && !NO_REFUSAL.includes(code)),
      'Nothing refuses with these any more.',
    ).toEqual([]);
    expect(leftOut.filter((code) => said.includes(code))).toEqual([]);
  });

  it('are left out only for codes that are raised where no request of a browser comes', () => {
    const within = raised.filter(({ codes, file }) => codes.some((code) => leftOut.includes(code)) && !OUT_OF_REACH.some((place) => place.test(file)));
    expect(within.map(({ codes, where }) => `${codes.join(', ')} ${where}`)).toEqual([]);
  });

  it('use only figures that a place gives which refuses with the code, all of a sentence together', () => {
    const unseen = raised.filter(({ details }) => details === null);
    expect(
      unseen.map(({ where }) => where),
      'Write the figures at the place, so that this can be held against the sentences.',
    ).toEqual([]);
    const wrong = all().flatMap(([code, sentence]) =>
      variantsOf(sentence).flatMap(({ where, say }) => {
        const used = [...placesOf(say).flatMap(({ figure, beside }) => (beside === null ? [figure] : [figure, beside])), ...Object.keys(where)];
        const places = raised.filter(({ codes }) => codes.includes(code)).map(({ details }) => [...(details ?? []), ...OF_EVERY_PROBLEM]);
        if (places.length === 0) places.push(OF_EVERY_PROBLEM);
        return places.some((given) => used.every((name) => given.includes(name))) ? [] : [`${code}: ${say}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('write figures in formats that there are, and end with a sentence that needs none', () => {
    for (const [name, sentence] of [...all(), ...Object.entries(rules)]) {
      const variants = variantsOf(sentence);
      expect([name, variants.at(-1)?.where, placesOf(variants.at(-1)?.say ?? '{}')]).toEqual([name, {}, []]);
      for (const { say } of variants) {
        expect([name, placesOf(say).filter(({ format }) => !(format in formats))]).toEqual([name, []]);
        // A brace that is no place would be shown.
        expect([name, say.replaceAll(/\{\w+(?::\w+){0,2}\}/g, '')]).toEqual([name, expect.not.stringMatching(/[{}]/)]);
      }
    }
  });

  it('are whole sentences, also without figures and with strange ones', () => {
    const strange = Object.fromEntries(
      raised.flatMap(({ details }) => (details ?? []).map((name, index) => [name, [null, '', ' ', -1, true, '2026-99-99'][index % 6] ?? null])),
    );
    for (const [code] of all()) {
      for (const details of [{}, strange]) {
        const sentence = told(code, details);
        expect([code, sentence]).toEqual([code, expect.stringMatching(/^(?!.*(?:undefined|NaN|Invalid|„null|\{| {2}))[A-ZÄÖÜ„0-9-].*[.?!]$/u)]);
      }
    }
    expect(told('nobody.knows_this')).toBeNull();
    expect(told('toString')).toBeNull();
  });

  it('say the figures as an office in Germany writes them', () => {
    const plain = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ');
    expect(plain(told('allocation.exceeds_open_amount', { number: 'R-7', open: '1234.50', asked: '2000.00', currency: 'EUR' }))).toBe(
      'Auf R-7 sind nur noch 1.234,50 € offen, verlangt waren 2.000,00 €. Ordnen Sie höchstens den offenen Betrag zu.',
    );
    expect(plain(told('allocation.exceeds_open_amount', { open: '5.00', asked: '6.00', currency: 'EUR' }))).toMatch(/^Vom Guthaben sind nur noch 5,00 € frei/);
    expect(told('period.closed', { day: '2026-10-05', closedThrough: '2026-10-31' })).toContain('bis 31. Okt. 26 abgeschlossen');
    expect(told('access.throttled', { retryAfterSeconds: 61 })).toContain('Warten Sie 2 min');
    expect(told('access.scope_missing', { scope: 'cash:apply' })).toContain('„Zahlungen zuordnen und Zuordnungen zurücknehmen“');
    expect(told('access.scope_missing', { scope: 'new:scope' })).toContain('„new:scope“');
    expect(told('cause.not_reversible', { kind: 'refund' })).toContain('wird abgelehnt, nicht zurückgenommen');
    expect(told('statement.already_imported', { reference: '2026/7', file: 'a.xml', on: '2026-11-02' })).toContain('am 02. Nov. 26 schon mit a.xml');
    expect(told('statement.already_imported', { reference: '2026/7', file: 'a.xml' })).toContain('zweimal');
    expect(retell({ code: 'internal', instance: 'req-7', status: 500 })).toContain('req-7');
    expect(retell({ code: 'internal', instance: '', status: 502 })).toContain('502');
  });
});

describe('the German sentences of fields', () => {
  it('are there for everything that a contract says of a field in words of its own', () => {
    const found = contractWords(sources());
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter((sentence) => !Object.hasOwn(ownWords, sentence))).toEqual([]);
    expect(Object.keys(ownWords).filter((sentence) => !found.includes(sentence))).toEqual([]);
  });

  it('come from the rule that is broken, once each, and from the server where there is none', () => {
    const place = { in: 'body', pointer: '/lines/0/text', detail: 'Too long.' } as const;
    const of = (...errors: NonNullable<ProblemBody['errors']>) => retell({ code: 'validation_failed', errors });
    expect(of({ ...place, rule: 'required' }, { ...place, rule: 'required' })).toBe('Eine nötige Angabe fehlt.');
    expect(of({ ...place, rule: 'too_short', limit: 1 })).toBe('Eine nötige Angabe ist leer.');
    expect(of({ ...place, rule: 'too_long', limit: 1000 }, { ...place, rule: 'type', expected: 'number' })).toBe(
      'Eine Angabe ist zu lang: höchstens 1.000 Zeichen. Das ist keine Zahl.',
    );
    expect(of({ ...place, rule: 'unknown_field' })).toContain('„text“');
    expect(of({ ...place, detail: 'An amount is a decimal string such as "1234.50".', rule: 'format', expected: 'regex' })).toContain('1234,50');
    expect(of(place, { ...place, detail: 'New rule.', rule: 'no_such_rule' })).toBe('Too long. New rule.');
    for (const rule of Object.keys(rules)) expect([rule, of({ ...place, rule })]).toEqual([rule, expect.not.stringMatching(/undefined|NaN|Too long/)]);
  });
});
