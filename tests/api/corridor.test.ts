import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import {
  clientAs,
  clientOf,
  importLines,
  invoiceOf,
  ISSUED,
  issue,
  itemsOf,
  makeCustomer,
  runToItsEnd,
  type CompanyClient,
  type Json,
} from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;

beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

async function freshCompany(name: string): Promise<void> {
  company = await api.company(name);
  client = clientOf(api, company, await api.key(company));
}

async function expectSoundBooks(): Promise<void> {
  const verdict = await client.read('/verify');
  expect((verdict['checks'] as Json[]).filter((check) => check['ok'] !== true)).toEqual([]);
  expect(verdict['ok']).toBe(true);
}

const line = (text: string, minor: bigint, name = 'Aldebaran Tea Ltd') => ({ minor, bookedOn: '2026-04-01', text, name, iban: 'DE02120300000000202051' });

describe('from the sale to applied cash and back, over HTTP', () => {
  let invoice: { id: string; number: string; receivableIds: string[] };
  let customerId: string;

  beforeAll(async () => {
    await freshCompany('Corridor');
    customerId = await makeCustomer(client, 'C1', 'Aldebaran Tea Ltd');
    [invoice] = (await issue(client, invoiceOf('C1', '1000.00'), invoiceOf('C1', '200.00'))) as [typeof invoice];
  });

  it('an issued invoice is open, overdue, and says what is possible', async () => {
    expect(invoice.number).toBe('INV-000001');
    expect(await client.read(`/invoices/${invoice.id}`)).toMatchObject({
      number: 'INV-000001',
      customer: { number: 'C1' },
      net: '1000.00',
      tax: '190.00',
      amount: '1190.00',
      open: '1190.00',
      receivables: [{ id: invoice.receivableIds[0], dueOn: '2026-04-01', open: '1190.00' }],
      can: { credit: true },
    });
    expect((await client.read(`/customers/${customerId}`))['balances']).toEqual([
      { currency: 'EUR', open: '1428.00', overdue: '1428.00', openCount: 2, credits: '0.00' },
    ]);
    const posted = (await client.read(`/journal/${invoice.id}`))['entries'] as { lines: Json[] }[];
    expect(posted[0]?.lines.map(({ account, amount }) => [account, amount])).toEqual([
      ['AR', '1190.00'],
      ['REV', '-1000.00'],
      ['TAX', '-190.00'],
    ]);
  });

  it('a bank file is looked at, imported once, and refused the second time', async () => {
    const result = await importLines(client, line(`Invoice ${invoice.number}`, 119000n), line('Rent of the garage', -50000n, 'Landlord'));
    expect(result).toMatchObject({
      dryRun: false,
      format: 'camt',
      lines: 2,
      repeated: 0,
      problemCount: 0,
      statements: [{ credits: '1190.00', debits: '500.00', inBalance: true }],
    });
    expect(itemsOf(await client.read('/bank-statements'))).toMatchObject([{ id: (result['statements'] as Json[])[0]?.['id'], details: 2, closing: '690.00' }]);
  });

  it('a run applies what is certain and can be followed', async () => {
    const run = await runToItsEnd(client, 'auto');
    expect(run).toMatchObject({ automation: 'cash_application', mode: 'auto', state: 'done', counts: { lines: 2, applied: 1, proposed: 0, unmatched: 1 } });
    expect(itemsOf(await client.read('/runs'))).toMatchObject([{ id: run['id'], state: 'done' }]);
    expect((await client.read(`/invoices/${invoice.id}`))['open']).toBe('0.00');
    const [applied] = itemsOf(await client.read('/bank-lines?state=applied'));
    const full = await client.read(`/bank-lines/${String(applied?.['id'])}`);
    expect(full).toMatchObject({
      state: 'applied',
      can: { undo: true, confirm: 'bank_line.state', correct: 'bank_line.state', setAside: 'bank_line.state' },
      proposals: [{ state: 'applied', explanation: { kind: 'exact', parts: [{ invoiceNumber: 'INV-000001', amount: '1190.00' }], rest: '0.00' } }],
    });
    const reasons = (full['proposals'] as { reasons: Json[] }[])[0]?.reasons ?? [];
    expect(reasons[0]).toMatchObject({ code: 'references_exact', sentence: 'the named items add up to 1190.00' });
    await expectSoundBooks();
  });

  it('an undo opens invoice and line again; a person explains it, and confirms nothing twice', async () => {
    const [applied] = itemsOf(await client.read('/bank-lines?state=applied'));
    const id = String(applied?.['id']);
    expect(await client.post(`/bank-lines/${id}/undo`, { reason: 'wrong customer' })).toMatchObject({
      state: 'open',
      can: { undo: 'bank_line.state', correct: true },
    });
    expect((await client.read(`/invoices/${invoice.id}`))['open']).toBe('1190.00');
    expect((await client.send('POST', `/bank-lines/${id}/undo`, { reason: 'again' })).body['code']).toBe('bank_line.state');
    expect(await client.read(`/bank-lines/${id}/explanation`)).toMatchObject({
      decision: 'apply',
      best: { kind: 'exact', parts: [{ invoiceNumber: 'INV-000001' }] },
    });

    expect(await runToItsEnd(client, 'approve')).toMatchObject({ counts: { applied: 0, proposed: 1 } });
    expect(await client.post(`/bank-lines/${id}/confirm`, {})).toMatchObject({ state: 'applied' });
    expect((await client.send('POST', `/bank-lines/${id}/confirm`, {})).body['code']).toBe('proposal.none');
    await client.post(`/bank-lines/${id}/undo`, { reason: 'to explain it by hand' });

    const corrected = await client.post(`/bank-lines/${id}/correct`, {
      customerNumber: 'C1',
      parts: [{ receivableId: invoice.receivableIds[0], amount: '1000.00' }],
    });
    expect(corrected).toMatchObject({
      state: 'applied',
      proposals: [{ state: 'applied', explanation: { rest: '190.00' } }, ...Array.from({ length: 2 }, () => ({}))],
    });
    const [payment] = itemsOf(await client.read('/payments?unapplied=true'));
    expect(payment).toMatchObject({ amount: '1190.00', unapplied: '190.00', bankLineId: id, customer: { number: 'C1' } });
    expect((await client.send('POST', `/payments/${String(payment?.['id'])}/reverse`, { reason: 'no' })).body['code']).toBe('payment.of_bank_line');
    await expectSoundBooks();
  });

  it('a line that is not of the receivables is set aside, and taken back', async () => {
    const [rent] = itemsOf(await client.read('/bank-lines'));
    expect(rent).toMatchObject({ amount: '-500.00', can: { correct: 'cash.not_incoming', setAside: true } });
    expect(await client.post(`/bank-lines/${String(rent?.['id'])}/set-aside`, { reason: 'rent' })).toMatchObject({ state: 'set_aside', can: { undo: true } });
    expect(await client.post(`/bank-lines/${String(rent?.['id'])}/undo`, { reason: 'still asking' })).toMatchObject({ state: 'open' });
    await expectSoundBooks();
  });
});

describe('payments', () => {
  let customerId: string;
  let receivableId: string;

  beforeAll(async () => {
    await freshCompany('Payments');
    customerId = await makeCustomer(client, 'C1', 'Brockwell Lamps');
    [receivableId] = (await issue(client, invoiceOf('C1', '100.00'))).flatMap((one) => one.receivableIds) as [string];
  });

  it('are recorded, applied in parts, taken back in parts and as a whole', async () => {
    const payment = await client.post('/payments', {
      customerId,
      method: 'check',
      amount: '150.00',
      receivedOn: '2026-03-20',
      awaitsBank: false,
      reference: 'Check 77',
    });
    expect(payment).toMatchObject({ amount: '150.00', unapplied: '150.00', state: 'received', can: { apply: true, reverse: true, refund: true } });
    const id = String(payment['id']);
    const applied = await client.post(`/payments/${id}/applications`, { parts: [{ receivableId, amount: '119.00' }] });
    expect(applied).toMatchObject({ unapplied: '31.00', uses: [{ number: 'INV-000001', amount: '119.00', reversed: false }] });
    const over = await client.send('POST', `/payments/${id}/applications`, { parts: [{ receivableId, amount: '1.00' }] });
    expect([over.status, over.body['code']]).toEqual([422, 'allocation.exceeds_open_amount']);
    const application = String((applied['uses'] as Json[])[0]?.['applicationId']);
    expect(await client.post(`/payments/${id}/applications/${application}/reverse`, { reason: 'other invoice' })).toMatchObject({
      unapplied: '150.00',
      uses: [{ reversed: true }],
    });
    await client.post(`/payments/${id}/applications`, { parts: [{ receivableId, amount: '19.00' }] });
    expect(await client.post(`/payments/${id}/reverse`, { reason: 'bounced' })).toMatchObject({
      state: 'reversed',
      unapplied: '0.00',
      can: { apply: 'payment.state' },
    });
    expect((await client.read(`/customers/${customerId}`))['balances']).toMatchObject([{ open: '119.00', credits: '0.00' }]);
    await expectSoundBooks();
  });

  it('that await the bank are linked to their line, not booked twice', async () => {
    const payment = await client.post('/payments', {
      customerId,
      method: 'bank_transfer',
      amount: '119.00',
      receivedOn: '2026-03-30',
      reference: 'INV-000001',
    });
    expect(itemsOf(await client.read('/payments?awaitsBank=true'))).toMatchObject([{ id: payment['id'] }]);
    await importLines(client, line('Thanks', 11900n, 'Brockwell Lamps'));
    const [waiting] = itemsOf(await client.read('/bank-lines'));
    await runToItsEnd(client, 'approve');
    expect(await client.post(`/bank-lines/${String(waiting?.['id'])}/confirm`, {})).toMatchObject({ state: 'applied' });
    expect(itemsOf(await client.read('/payments?state=received'))).toMatchObject([{ id: payment['id'], awaitsBank: false, bankLineId: waiting?.['id'] }]);
    await expectSoundBooks();
  });

  it('of a day to come, or of nothing, or unreadable, are refused', async () => {
    const record = (fields: object) => client.send('POST', '/payments', { customerId, method: 'cash', amount: '1.00', ...fields });
    expect((await record({ receivedOn: new Date(api.now().getTime() + 3 * 86_400_000).toISOString().slice(0, 10) })).body['code']).toBe('payment.day_ahead');
    expect((await record({ amount: '0.00', receivedOn: '2026-04-01' })).body['code']).toBe('payment.not_positive');
    expect((await record({ amount: '1.001' })).body['code']).toBe('amount.invalid');
    expect((await record({ amount: '1,00' })).body['code']).toBe('validation_failed');
    expect((await record({ method: 'card', awaitsBank: false })).body['code']).toBe('payment.bank_unseen');
    expect((await record({ customerId: undefined })).body['code']).toBe('customer.unnamed');
  });
});

describe('money out', () => {
  it('takes four eyes: one asks, another grants, and nobody grants their own', async () => {
    await freshCompany('Refunds');
    const customerId = await makeCustomer(client, 'C1', 'Cormorant Diving');
    const clerk = await clientAs(api, company, 'cash_application');
    const payment = await clerk.post('/payments', { customerId, method: 'bank_transfer', amount: '80.00', receivedOn: '2026-03-20' });
    const wish = { creditId: payment['creditId'], amount: '30.00', reason: 'paid twice' };
    expect((await clerk.send('POST', '/refunds', { ...wish, amount: '80.01' })).body['code']).toBe('allocation.exceeds_open_amount');
    const asked = await clerk.post('/refunds', wish);
    expect(asked).toMatchObject({ state: 'awaits_approval', refundId: null });
    expect(itemsOf(await clerk.read('/refunds'))).toEqual([]);
    const approval = `/approvals/${String(asked['approvalId'])}`;
    expect((await clerk.send('POST', `${approval}/grant`, { reason: 'me' })).body['code']).toBe('access.scope_missing');
    const controller = await clientAs(api, company, 'controller');
    expect(itemsOf(await controller.read('/approvals'))).toMatchObject([
      { operation: 'refundCredit', input: wish, can: { grant: true, withdraw: 'approval.not_yours' } },
    ]);
    const granted = await controller.post(`${approval}/grant`, { reason: 'checked' });
    expect(granted).toMatchObject({ approval: { state: 'granted', can: { grant: 'approval.state' } } });
    const refundId = (granted['outcome'] as Json)['refundId'];
    expect(itemsOf(await clerk.read('/refunds'))).toMatchObject([{ id: refundId, amount: '30.00', state: 'issued', awaitsBank: true }]);
    expect((await clerk.read(`/payments/${String(payment['id'])}`))['unapplied']).toBe('50.00');
    expect((await controller.send('POST', `${approval}/grant`, { reason: 'again' })).body['code']).toBe('approval.state');
    await expectSoundBooks();

    // One key that may do both still needs a second person for what it asked itself.
    const own = await client.post('/refunds', { ...wish, amount: '10.00' });
    expect((await client.send('POST', `/approvals/${String(own['approvalId'])}/grant`, { reason: 'mine' })).body['code']).toBe('approval.own');
    expect(await client.post(`/approvals/${String(own['approvalId'])}/withdraw`)).toMatchObject({ state: 'withdrawn' });

    // What no longer waits is one list, the newest first, and read on from where a page ended.
    const decided = await controller.read('/approvals?state=decided&limit=1');
    expect(itemsOf(decided)).toMatchObject([{ id: own['approvalId'], state: 'withdrawn' }]);
    expect(itemsOf(await controller.read(`/approvals?state=decided&limit=1&cursor=${encodeURIComponent(String(decided['next']))}`))).toMatchObject([
      { id: asked['approvalId'], state: 'granted' },
    ]);
    expect(itemsOf(await controller.read('/approvals'))).toEqual([]);

    const back = await clerk.post(`/refunds/${String(refundId)}/reject`, { reason: 'account closed' });
    expect(itemsOf(await client.read(`/customers/${customerId}/credits`)).map((credit) => [credit['id'] === back['creditId'], credit['open']])).toEqual([
      [false, '50.00'],
      [true, '30.00'],
    ]);
    await expectSoundBooks();
  });
});

describe('drafts and credit notes', () => {
  beforeAll(async () => {
    await freshCompany('Drafts');
    await makeCustomer(client, 'C1', 'Aldebaran Tea Ltd');
    await makeCustomer(client, 'C2', 'Brockwell Lamps');
  });

  it('a draft is written, changed, issued once, and lives on as its invoice', async () => {
    const draft = await client.post('/invoice-drafts', invoiceOf('C1', '10.00'));
    expect(draft).toMatchObject({ state: 'open', amount: '11.90', invoiceId: null, can: { change: true, issue: true, discard: true } });
    const path = `/invoice-drafts/${String(draft['id'])}`;
    const changed = await client.send('PUT', path, invoiceOf('C1', '20.00'));
    expect(changed.body).toMatchObject({ amount: '23.80' });
    expect((await client.send('PUT', path, invoiceOf('C2', '20.00'))).body['code']).toBe('invoice_draft.customer_changed');
    const issued = (await client.post('/invoice-drafts/issue', { draftIds: [draft['id']] }))['issued'] as Json[];
    expect(issued).toMatchObject([{ number: 'INV-000001', amount: '23.80' }]);
    expect(await client.read(path)).toMatchObject({
      state: 'issued',
      invoiceId: issued[0]?.['id'],
      can: { change: 'invoice_draft.state', issue: 'invoice_draft.state' },
    });
    expect((await client.send('POST', '/invoice-drafts/issue', { draftIds: [draft['id']] })).body['code']).toBe('invoice_draft.state');
    expect((await client.send('POST', `${path}/discard`)).body['code']).toBe('invoice_draft.state');
  });

  it('a batch is issued whole or not at all, and the bad one is named', async () => {
    const before = itemsOf(await client.read('/invoices')).length;
    const refused = await client.send('POST', '/invoices/issue', { invoices: [invoiceOf('C1', '10.00'), invoiceOf('NOBODY', '10.00')] });
    expect([refused.status, refused.body['code'], refused.body['details']]).toEqual([404, 'customer.not_found', { position: 2 }]);
    const negative = await client.send('POST', '/invoices/issue', { invoices: [invoiceOf('C1', '10.00'), invoiceOf('C1', '-10.00')] });
    expect([negative.body['code'], negative.body['details']]).toEqual(['invoice.not_positive', { draft: 2 }]);
    expect(itemsOf(await client.read('/invoices'))).toHaveLength(before);
    const [next] = await issue(client, invoiceOf('C1', '10.00'));
    expect(next?.number).toBe('INV-000002');
  });

  it('two thousand invoices fit one request, although they are larger than other bodies may be', async () => {
    const text = 'A line of goods with a long description that fills the body. '.repeat(8);
    const invoices = Array.from({ length: 2_000 }, () => ({ customerNumber: 'C2', issuedOn: ISSUED, lines: [{ text, quantity: '1', unitPrice: '1.00' }] }));
    expect(JSON.stringify({ invoices }).length).toBeGreaterThan(1_048_576);
    const issued = await issue(client, ...invoices);
    expect([issued.length, new Set(issued.map((one) => one.number)).size]).toEqual([2_000, 2_000]);
    expect((await client.send('POST', '/invoices/issue', { invoices: [...invoices, invoices[0]] })).body['code']).toBe('validation_failed');
  });

  it('a credit note takes its invoice back, and no more than that', async () => {
    const [invoice] = await issue(client, invoiceOf('C1', '50.00'));
    const path = `/invoices/${invoice?.id}/credit-notes`;
    const part = await client.post(path, { reason: 'one box came broken', lines: [{ text: 'Box', quantity: '1', unitPrice: '10.00', taxRate: '19' }] });
    expect(part).toMatchObject({
      kind: 'credit_note',
      number: 'CN-000001',
      amount: '11.90',
      open: '0.00',
      cites: { number: invoice?.number },
      can: { credit: 'document.not_found' },
    });
    expect((await client.send('POST', path, { reason: 'all of it' })).body['code']).toBe('credit_note.exceeds_invoice');
    expect(await client.read(`/invoices/${invoice?.id}`)).toMatchObject({ open: '47.60', creditNotes: [{ number: 'CN-000001' }], can: { credit: true } });
    await expectSoundBooks();
  });
});

describe('ledger and reports', () => {
  beforeAll(async () => {
    await freshCompany('Reports');
    await makeCustomer(client, 'C1', 'Aldebaran Tea Ltd');
    await issue(client, invoiceOf('C1', '100.00'));
  });

  it('report what is open on any day', async () => {
    expect(await client.read('/reports/aging?asOf=2026-04-11')).toEqual({
      asOf: '2026-04-11',
      totals: [
        {
          currency: 'EUR',
          open: '119.00',
          openCount: 1,
          buckets: { current: '0.00', '1-30': '119.00', '31-60': '0.00', '61-90': '0.00', '91+': '0.00' },
          credits: '0.00',
        },
      ],
    });
    expect(await client.read('/reports/roll-forward?from=2026-03-01&to=2026-03-31')).toMatchObject({
      months: [{ opening: '0.00', movements: { invoice: '119.00' }, closing: '119.00' }],
    });
    expect(await client.read('/reports/account-statement?customerNumber=C1&asOf=2026-04-11')).toMatchObject({
      customer: { number: 'C1' },
      currencies: [{ closing: '119.00', entries: [{ kind: 'invoice', balance: '119.00' }], openItems: [{ daysPastDue: 10 }] }],
    });
    expect((await client.get('/reports/account-statement?customerNumber=NOBODY')).status).toBe(404);
  });

  it('close a period against postings, and reopen it with a reason', async () => {
    expect(await client.post('/book/close', { through: '2026-03-31' })).toEqual({ closedThrough: '2026-03-31' });
    const refused = await client.send('POST', '/invoices/issue', { invoices: [invoiceOf('C1', '1.00')] });
    expect([refused.status, refused.body['code']]).toEqual([422, 'period.closed']);
    expect((await client.send('POST', '/book/close', { through: '2026-02-28' })).body['code']).toBe('period.would_reopen');
    expect((await client.send('POST', '/book/reopen', { through: '2026-04-30', reason: 'no' })).body['code']).toBe('period.would_close');
    expect((await client.send('POST', '/book/reopen', { through: null })).body['code']).toBe('validation_failed');
    expect(await client.post('/book/reopen', { through: null, reason: 'late invoice' })).toEqual({ closedThrough: null });
    expect(await client.read('/book')).toEqual({ closedThrough: null });
  });

  it('keep rates by day, which foreign invoices need', async () => {
    const dollars = { ...invoiceOf('C1', '100.00'), currency: 'USD' };
    expect((await client.send('POST', '/invoices/issue', { invoices: [dollars] })).body['code']).toBe('rate.missing');
    const set = (currency: string) => client.send('PUT', '/rates', { rates: [{ currency, on: '2026-01-01', rate: '0.9' }] });
    expect((await set('EUR')).body['code']).toBe('rate.of_base');
    expect((await set('USD')).body).toEqual({ set: 1 });
    const [issued] = await issue(client, dollars);
    expect(await client.read(`/invoices/${issued?.id}`)).toMatchObject({ currency: 'USD', amount: '119.00', baseAmount: '107.10' });
    expect(itemsOf(await client.read('/rates'))).toEqual([{ currency: 'USD', on: '2026-01-01', rate: '0.9000000000', source: 'entered' }]);
    expect(itemsOf(await client.read('/accounts')).map((account) => account['code'])).toContain('AR');
  });
});
