import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtures, place, type Place } from './run-dunlin.ts';

const bank = path.join(fixtures, 'bank.csv');
const profile = path.join(fixtures, 'bank-profile.json');

type Listed = { lines: { id: string; ordinal: number; state: string; proposal: { kind: string } | null }[] };
type Allocation = { bankLineOrdinal: number | null; invoiceNumber: string; kind: string; amount: string; postedOn: string };

describe('cash on the command line', { timeout: 180_000 }, () => {
  let at: Place;

  beforeAll(async () => {
    at = place();
    await at.dunlin('company', 'create', 'Ostwind', '--currency', 'EUR', '--country', 'DE');
    await at.dunlin('rates', 'set', 'USD', '0.92', '--on', '2026-01-01');
    expect((await at.dunlin('import', 'invoices', path.join(fixtures, 'invoices.csv'))).exit).toBe(0);
  });

  afterAll(() => at.remove());

  /** By bank line; those of one line in the order of their making. */
  const applied = async (): Promise<Allocation[]> =>
    ((await at.dunlin('export', 'allocations', '--format', 'json')).json() as Allocation[])
      .filter((allocation) => allocation.bankLineOrdinal !== null)
      .toSorted((a, b) => (a.bankLineOrdinal ?? 0) - (b.bankLineOrdinal ?? 0));

  it('inspects a bank file without keeping anything', async () => {
    const { exit, json } = await at.dunlin('import', 'statement', bank, '--profile', profile, '--dry-run', '--json');
    expect({ exit, json: json() }).toEqual({
      exit: 0,
      json: {
        format: 'csv',
        statements: [
          {
            account: 'DE02120300000000202051',
            currency: 'EUR',
            entries: 3,
            details: 3,
            credits: '1390.00',
            debits: '35.00',
            opening: null,
            closing: null,
            inBalance: null,
            kind: 'statement',
            reference: expect.any(String),
          },
        ],
        problems: [],
      },
    });
    expect((await at.dunlin('export', 'bank-lines', '--json')).json()).toEqual([]);
  });

  it('imports it once', async () => {
    const first = await at.dunlin('import', 'statement', bank, '--profile', profile, '--json');
    expect({ exit: first.exit, json: first.json() }).toMatchObject({ exit: 0, json: { format: 'csv', lines: 3, repeated: 0, pending: 0 } });
    const again = await at.dunlin('import', 'statement', bank, '--profile', profile, '--json');
    expect({ exit: again.exit, json: again.json() }).toMatchObject({ exit: 1, json: { error: { code: 'statement.already_imported' } } });
  });

  it('says in shadow mode what it would apply, and applies it in auto', async () => {
    const shadow = (await at.dunlin('cash', 'apply', '--mode', 'shadow', '--json')).json();
    expect(shadow).toMatchObject({ lines: 3, mode: 'shadow' });
    expect(await applied()).toEqual([]);
    const auto = (await at.dunlin('cash', 'apply', '--mode', 'auto', '--json')).json();
    expect(auto).toMatchObject({ lines: 3, applied: 2, proposed: 0, unmatched: 1, byReason: { not_incoming: 1 } });
    expect(await applied()).toMatchObject([
      { bankLineOrdinal: 1, invoiceNumber: 'R-1001', kind: 'payment', amount: '1190.00', postedOn: '2026-03-16' },
      { bankLineOrdinal: 2, invoiceNumber: 'R-1002', kind: 'payment', amount: '200.00', postedOn: '2026-03-17' },
    ]);
  });

  it('tells why, undoes, and takes the word of a person', async () => {
    const { lines } = (await at.dunlin('cash', 'list', '--state', 'applied', '--json')).json() as Listed;
    const second = lines.find((line) => line.ordinal === 2)?.id ?? '';
    const why = (await at.dunlin('cash', 'explain', second, '--json')).json();
    expect(why).toMatchObject({ applied: { explanation: { kind: 'short', parts: [{ invoiceNumber: 'R-1002', amount: '200.00' }] } } });
    expect((await at.dunlin('cash', 'undo', second, '--reason', 'wrong invoice')).exit).toBe(0);
    const tooMuch = await at.dunlin('cash', 'correct', second, '--customer', 'C-2', '--invoice', 'R-1002');
    expect(tooMuch).toMatchObject({ exit: 1, err: expect.stringMatching(/The parts come to 250\.50 EUR, more than the bank line of 200\.00/) as string });
    expect((await at.dunlin('cash', 'correct', second, '--customer', 'C-2', '--invoice', 'R-1002=150.00')).exit).toBe(0);
    const own = (await applied()).filter((allocation) => allocation.bankLineOrdinal === 2);
    expect(own.map((allocation) => allocation.amount)).toEqual(['200.00', '-200.00', '150.00']);
  });

  it('sets aside what is not for receivables, and the books still prove', async () => {
    const { lines } = (await at.dunlin('cash', 'list', '--json')).json() as Listed;
    expect(lines.map((line) => line.ordinal)).toEqual([3]);
    expect((await at.dunlin('cash', 'set-aside', lines[0]?.id ?? '', '--reason', 'power bill')).exit).toBe(0);
    expect((await at.dunlin('verify', '--json')).json()).toMatchObject({ ok: true });
  });
});
