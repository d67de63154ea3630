import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldPlace, type HeldPlace } from './held-place.ts';

type Allocation = { readonly invoiceNumber: string; readonly kind: string; readonly amount: string };
type Payment = { readonly customerNumber: string; readonly method: string; readonly unapplied: string; readonly awaitsBank: boolean };

const INVOICES =
  'number,customerNumber,customerName,issuedOn,dueOn,amount\nR-1,C-1,Nordlicht AG,2026-01-05,2026-02-04,100.00\nR-2,C-1,Nordlicht AG,2026-01-06,2026-02-05,80.00\n';
const PAYMENTS = [
  'Kunde;Rechnung;Betrag;Eingang;Art;Zeichen;Bank',
  'C-1;R-1;100,00;01.02.2026;;A1;',
  'C-1;R-2;50,00;02.02.2026;check;A2;yes',
  'C-1;R-9;7,00;03.02.2026;;A3;',
  ';R-9;8,00;03.02.2026;;A4;',
].join('\n');
const PROFILE = {
  columns: { customerNumber: 'Kunde', number: 'Rechnung', amount: 'Betrag', receivedOn: 'Eingang', method: 'Art', reference: 'Zeichen', awaitsBank: 'Bank' },
  dateOrder: 'dmy',
  decimalMark: ',',
  delimiter: ';',
};

describe('daily work on the command line', { timeout: 120_000 }, () => {
  let at: HeldPlace;
  let file: string;

  beforeAll(async () => {
    at = await heldPlace();
    await at.company('Nordlicht');
    file = at.file('payments.csv', PAYMENTS);
    at.file('payments-profile.json', JSON.stringify(PROFILE));
  });

  afterAll(() => at.close());

  it('says of one created customer that it was created', async () => {
    const imported = await at.run('import', 'invoices', at.file('invoices.csv', INVOICES));
    expect(imported).toMatchObject({ exit: 0, err: '1 customer was not known and was created from the file.\n' });
  });

  it('saves a profile under a name, lists it, and refuses it for another kind of file', async () => {
    expect((await at.run('profile', 'list', '--json')).json).toEqual({ profiles: [] });
    const path = `${at.folder}/payments-profile.json`;
    expect((await at.run('profile', 'save', 'kasse', path, '--kind', 'payments', '--json')).json).toEqual({ name: 'kasse', kind: 'payments', replaced: false });
    expect((await at.run('profile', 'save', 'kasse', path, '--kind', 'payments', '--json')).json).toMatchObject({ replaced: true });
    expect((await at.run('profile', 'list', '--json')).json).toEqual({
      profiles: [{ name: 'kasse', kind: 'payments', changedAt: expect.any(String) as string }],
    });
    const code = async (...args: readonly string[]) => ((await at.run(...args, '--json')).json as { error: { code: string } }).error.code;
    expect(await code('profile', 'save', 'wrong', path, '--kind', 'customers')).toBe('profile.invalid');
    expect(await code('profile', 'save', 'a/b', path, '--kind', 'payments')).toBe('profile.name_invalid');
    expect(await code('profile', 'save', 'kasse', at.file('statement.json', '{}'), '--kind', 'statement')).toBe('profile.other_kind');
    expect(await code('import', 'customers', file, '--profile', 'kasse')).toBe('profile.other_kind');
    expect(await code('import', 'payments', file, '--profile', 'nobody')).toBe('profile.not_found');
  });

  it('does a dry run of payments in full and keeps nothing', async () => {
    const dry = await at.run('import', 'payments', file, '--profile', 'kasse', '--dry-run', '--json');
    expect(dry).toMatchObject({ exit: 3, json: { read: 4, imported: 3, skipped: 1, dryRun: true } });
    expect((await at.run('export', 'payments', '--json')).json).toEqual([]);
    const strict = await at.run('import', 'payments', file, '--profile', 'kasse', '--strict', '--json');
    expect(strict).toMatchObject({ exit: 1, json: { error: { code: 'import.strict' } } });
    expect((await at.run('export', 'payments', '--json')).json).toEqual([]);
  });

  it('imports payments, applies them, and knows them when they come again', async () => {
    const first = await at.run('import', 'payments', file, '--profile', 'kasse', '--json');
    expect(first).toMatchObject({
      exit: 3,
      json: { read: 4, imported: 3, skipped: 1, dryRun: false, problems: [{ where: 'line 4, number' }, { where: 'line 5, number' }] },
    });
    expect((await at.run('export', 'allocations', '--json')).json as Allocation[]).toMatchObject([
      { invoiceNumber: 'R-1', kind: 'payment', amount: '100.00' },
      { invoiceNumber: 'R-2', kind: 'payment', amount: '50.00' },
    ]);
    expect((await at.run('export', 'payments', '--json')).json as Payment[]).toMatchObject([
      { customerNumber: 'C-1', method: 'bank_transfer', unapplied: '0.00', awaitsBank: false },
      { customerNumber: 'C-1', method: 'check', unapplied: '0.00', awaitsBank: true },
      { customerNumber: 'C-1', method: 'bank_transfer', unapplied: '7.00', awaitsBank: false },
    ]);
    expect((await at.run('import', 'payments', file, '--profile', 'kasse', '--json')).json).toMatchObject({ read: 4, imported: 0, skipped: 4 });
    expect((await at.run('report', 'aging', '--as-of', '2026-02-28', '--json')).json).toMatchObject({ totals: [{ currency: 'EUR', open: '30.00' }] });
  });

  it('links the money that awaited the bank when its line comes, and records nothing twice', async () => {
    const line = `bookedOn,amount,currency,counterpartyName,text,account\n2026-02-04,50.00,EUR,Nordlicht AG,check R-2,DE02120300000000202051\n`;
    const names = ['bookedOn', 'amount', 'currency', 'counterpartyName', 'text', 'account'];
    const profile = at.file('bank-profile.json', JSON.stringify({ columns: Object.fromEntries(names.map((name) => [name, name])) }));
    expect((await at.run('import', 'statement', at.file('bank.csv', line), '--profile', profile, '--json')).json).toMatchObject({ lines: 1 });
    expect((await at.run('cash', 'apply', '--mode', 'auto', '--json')).json).toMatchObject({ lines: 1, applied: 1 });
    const payments = (await at.run('export', 'payments', '--json')).json as Payment[];
    expect(payments.map((payment) => payment.awaitsBank)).toEqual([false, false, false]);
    expect((await at.run('verify', '--json')).json).toMatchObject({ ok: true });
  });

  it('places, lists and releases holds', async () => {
    expect((await at.run('holds', 'place', '--kind', 'dispute', '--invoice', 'R-404', '--reason', 'x', '--json')).json).toMatchObject({
      error: { code: 'hold.subject_not_found' },
    });
    expect(await at.run('holds', 'place', '--kind', 'dispute', '--reason', 'x')).toMatchObject({ exit: 2 });
    await at.run('holds', 'place', '--kind', 'dispute', '--invoice', 'R-2', '--reason', 'wrong price');
    await at.run('holds', 'place', '--kind', 'legal', '--customer', 'C-1', '--until', '2099-01-01', '--reason', 'court');
    const { holds } = (await at.run('holds', 'list', '--json')).json as { holds: { id: string }[] };
    expect(holds).toMatchObject([
      { scope: 'receivable', invoiceNumber: 'R-2', customerNumber: null, kind: 'dispute', untilOn: null, reason: 'wrong price' },
      { scope: 'customer', invoiceNumber: null, customerNumber: 'C-1', kind: 'legal', untilOn: '2099-01-01', reason: 'court' },
    ]);
    const [first] = holds;
    expect(await at.run('holds', 'release', first?.id ?? '')).toMatchObject({ exit: 0 });
    expect((await at.run('holds', 'release', first?.id ?? '', '--json')).json).toMatchObject({ error: { code: 'hold.not_active' } });
    expect((await at.run('holds', 'list', '--json')).json).toMatchObject({ holds: [{ kind: 'legal' }] });
  });

  it('lists API keys with their state and never their secret', async () => {
    const made = (await at.run('keys', 'create', 'robot', '--read-only', '--json')).json as { id: string; key: string };
    await at.run('keys', 'create', 'other', '--company', 'nordlicht');
    await at.run('keys', 'revoke', made.id);
    const listed = await at.run('keys', 'list', '--json');
    expect(listed.json).toMatchObject({
      keys: [
        { name: 'other', company: 'nordlicht', state: 'active' },
        { id: made.id, name: 'robot', company: null, state: 'revoked' },
      ],
    });
    expect(listed.out).not.toContain(made.key.slice(16));
  });
});
