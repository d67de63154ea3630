import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pdfText } from '../support/pdf-text.ts';
import { place, type Place } from './run-dunlin.ts';

const LETTERHEAD = { name: 'Ostwind GmbH', country: 'DE', city: 'Bremen', language: 'de', bank: { iban: 'DE89 3704 0044 0532 0130 00' } };
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#0f5c4d"/></svg>';

describe('documents on the command line, from an empty folder', { timeout: 180_000 }, () => {
  let at: Place;
  const file = (name: string): string => path.join(at.folder, name);
  const read = (name: string): Buffer => readFileSync(file(name));

  beforeAll(async () => {
    at = place();
    await at.dunlin('company', 'create', 'Ostwind', '--currency', 'EUR', '--country', 'DE');
    writeFileSync(file('customers.csv'), 'number,name,country,language\nK-1,Bäckerei Sonne,DE,de\n');
    await at.dunlin('import', 'customers', 'customers.csv');
    for (const price of ['100', '200'])
      await at.dunlin('invoice', 'issue', '--customer', 'K-1', '--line', `Montage;1;${price};19`, '--issued-on', '2026-03-02');
  });
  afterAll(() => at.remove());

  it('sets the letterhead from a file, refuses what cannot be printed, and shows what there is', async () => {
    writeFileSync(file('letterhead.json'), JSON.stringify(LETTERHEAD));
    writeFileSync(file('logo.svg'), LOGO);
    const set = await at.dunlin('letterhead', 'set', 'letterhead.json', '--logo', 'logo.svg', '--json');
    expect(set.json()).toMatchObject({ name: 'Ostwind GmbH', layout: 'classic', hasLogo: true, isDefault: false, bank: { iban: 'DE89370400440532013000' } });
    writeFileSync(file('letterhead.json'), JSON.stringify({ ...LETTERHEAD, colour: 'green' }));
    const wrong = await at.dunlin('letterhead', 'set', 'letterhead.json', '--json');
    expect([wrong.exit, wrong.json()]).toMatchObject([1, { error: { code: 'letterhead.invalid' } }]);
    writeFileSync(file('logo.svg'), LOGO.replace('<rect', '<script/><rect'));
    expect((await at.dunlin('letterhead', 'set', '--logo', 'logo.svg', '--json')).json()).toMatchObject({ error: { code: 'logo.unsafe' } });
    expect((await at.dunlin('letterhead', 'show')).out).toContain('logo image/svg+xml');
  });

  it('writes the same bytes again, one by its number or all of a day', async () => {
    const one = await at.dunlin('invoice', 'pdf', 'INV-000001', '--json');
    expect(one.json()).toEqual({ written: [{ number: 'INV-000001', file: 'INV-000001.pdf', bytes: read('INV-000001.pdf').byteLength }] });
    const text = pdfText(read('INV-000001.pdf'));
    for (const said of ['Bäckerei Sonne', 'Rechnung INV-000001', '119,00 €', 'DE89 3704 0044 0532 0130 00']) expect(text).toContain(said);
    expect((await at.dunlin('invoice', 'pdf', '--all-issued-on', '2026-03-02', '--out', 'day')).exit).toBe(0);
    expect(readdirSync(file('day')).toSorted()).toEqual(['INV-000001.pdf', 'INV-000002.pdf']);
    expect(Buffer.compare(read('day/INV-000001.pdf'), read('INV-000001.pdf'))).toBe(0);
    expect(pdfText(read('day/INV-000002.pdf'))).toContain('238,00 €');
  });

  it('writes a statement of account', async () => {
    const written = await at.dunlin('report', 'statement', '--customer', 'K-1', '--as-of', '2026-04-30', '--format', 'pdf', '-o', 'account.pdf', '--json');
    expect(written.json()).toEqual({ written: 'account.pdf' });
    const text = pdfText(read('account.pdf'));
    for (const said of ['Kontoauszug', 'INV-000002', '357,00 €', '29']) expect(text).toContain(said);
  });

  it('says what is wrong and leaves no half of a file', async () => {
    expect((await at.dunlin('invoice', 'pdf', '--json')).exit).toBe(2);
    expect((await at.dunlin('invoice', 'pdf', 'NONE', '--json')).json()).toMatchObject({ error: { code: 'document.number_unknown' } });
    const nowhere = await at.dunlin('invoice', 'pdf', 'INV-000001', '-o', 'nowhere/a.pdf', '--json');
    expect(nowhere.json()).toMatchObject({ error: { code: 'output.not_writable' } });
    expect(readdirSync(at.folder).filter((name) => name.includes('.part'))).toEqual([]);
  });
});
