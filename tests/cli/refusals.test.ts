import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { place, type Place } from './run-dunlin.ts';

type Failed = { error: { code: string; message: string } };
type Imported = { imported: number; problems: { where: string; message: string }[] };

const HEADER = 'number,customerNumber,issuedOn,amount,currency';

describe('what the command line refuses, and how it says so', { timeout: 180_000 }, () => {
  let at: Place;

  const file = (name: string, ...lines: readonly string[]): string => {
    const full = path.join(at.folder, name);
    writeFileSync(full, `${lines.join('\n')}\n`);
    return full;
  };

  beforeAll(async () => {
    at = place();
    await at.dunlin('company', 'create', 'Nord', '--currency', 'EUR', '--country', 'DE');
  });

  afterAll(() => at.remove());

  it.each([
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    ['an unknown option', ['company', 'list', '--nope'], /unknown option '--nope'/],
    ['a day that is none', ['report', 'aging', '--as-of', '2026-02-30'], /"2026-02-30" is not a day of the calendar; write it as YYYY-MM-DD/],
    ['a currency that is none', ['company', 'create', 'X', '--currency', 'EUX', '--country', 'DE'], /"EUX" is not an ISO 4217 currency code/],
    ['a missing argument', ['import', 'invoices'], /missing required argument 'file'/],
    ['a kind that is not exported', ['export', 'secrets'], /Allowed choices are customers/],
  ])('%s is wrong usage', async (_what, args, sentence) => {
    const { exit, out, err } = await at.dunlin(...args);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(sentence);
  });

  it('a refusal is a sentence on stderr and, where JSON was asked for, an error on stdout', async () => {
    const { exit, err, json } = await at.dunlin('import', 'invoices', 'nowhere.csv', '--json');
    expect(exit).toBe(1);
    expect(err.trim()).toBe('There is no file nowhere.csv. Check the path.');
    expect(json()).toEqual({ error: { code: 'file.not_found', message: err.trim(), details: { file: 'nowhere.csv' } } });
  });

  it('an unknown company names those that exist', async () => {
    const { exit, err, out } = await at.dunlin('report', 'aging', '--company', 'Süd');
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toMatch(/There is no company "Süd". There are: Nord \(nord\)/);
  });

  it('a file without a needed column is refused with its header', async () => {
    const { exit, json } = await at.dunlin('import', 'invoices', file('columns.csv', 'Rechnung,Kunde', 'R1,K1'), '--json');
    expect(exit).toBe(1);
    expect((json() as Failed).error.code).toBe('file.column_missing');
    expect((json() as Failed).error.message).toMatch(/"Rechnung", "Kunde"/);
  });

  it('bad rows are named by line and column, and good rows are kept', async () => {
    const bad = file(
      'bad.csv',
      `${HEADER},colour`,
      'B-1,C-1,2026-02-30,10.00,EUR,red',
      'B-2,C-1,2026-02-03,10.001,EUR,red',
      'B-3,C-1,2026-02-03,10.00,EUR,red',
    );
    const strict = await at.dunlin('import', 'invoices', bad, '--strict', '--json');
    expect({ exit: strict.exit, code: (strict.json() as Failed).error.code }).toEqual({ exit: 1, code: 'import.strict' });
    const { exit, json } = await at.dunlin('import', 'invoices', bad, '--json');
    const { imported, problems } = json() as Imported;
    expect({ exit, imported }).toEqual({ exit: 3, imported: 1 });
    expect(problems.map((problem) => problem.where)).toEqual(['line 1, column colour', 'line 2, column issuedOn', 'line 3, column amount']);
    expect(problems[1]?.message).toMatch(/2026-02-30/);
    expect(problems[2]?.message).toMatch(/more than the 2 decimals of EUR/);
  });

  it('an open total that is not the expected one keeps nothing', async () => {
    const { exit, err } = await at.dunlin('import', 'invoices', file('tied.csv', HEADER, 'T-1,C-1,2026-02-03,10.00,EUR'), '--expect-open', '500');
    expect(exit).toBe(1);
    expect(err).toMatch(/difference -480\.00/);
  });

  it('a profile that is unknown, no JSON or for other fields is refused', async () => {
    const rows = file('rows.csv', HEADER, 'P-1,C-1,2026-02-03,10.00,EUR');
    expect((await at.dunlin('import', 'invoices', rows, '--profile', 'saved')).err).toMatch(/There is no saved profile "saved"/);
    expect((await at.dunlin('import', 'invoices', rows, '--profile', file('broken.json', '{'))).err).toMatch(/is not valid JSON/);
    expect((await at.dunlin('import', 'invoices', rows, '--profile', file('odd.json', '{"columns": {"shoe": "x"}}'))).err).toMatch(/"shoe", which is unknown/);
  });

  it('closed days take no new invoice, and days to come are not closed', async () => {
    expect((await at.dunlin('period', 'close', '--through', '2199-01-01')).err).toMatch(/is not over yet/);
    expect((await at.dunlin('period', 'close', '--through', '2026-03-31')).exit).toBe(0);
    const { exit, err } = await at.dunlin('invoice', 'issue', '--customer', 'C-1', '--line', 'x;1;1.00;19', '--issued-on', '2026-03-31');
    expect(exit).toBe(1);
    expect(err).toMatch(/falls on 2026-03-31, but the books are closed through 2026-03-31\. Use a day from 2026-04-01 on/);
  });

  it('control characters of files never reach the terminal', async () => {
    await at.dunlin('import', 'invoices', file('control.csv', HEADER, 'E\u001b[31m-1,\u202eevil,2026-04-03,1.00,EUR'));
    const { out } = await at.dunlin('invoices', 'list');
    expect(out).toContain('E·[31m-1');
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('\u202e');
  });

  it('an address of a database that does not answer is told without its password', async () => {
    const { ended, start } = await import('./run-dunlin.ts');
    const { exit, err } = await ended(start(at.folder, ['company', 'list'], { DATABASE_URL: 'postgres://someone:geheim@127.0.0.1:1/none' }));
    expect(exit).toBe(1);
    expect(err).toMatch(/127\.0\.0\.1:1\/none.*nothing answers there/);
    expect(err).not.toContain('geheim');
  });
});
