import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reminderTable } from '../../src/ar/collections/tables.ts';
import { queueMessages } from '../../src/ar/messages/queue-messages.ts';
import { listInbox } from '../../src/ar/messages/read-inbox.ts';
import { receiveShortMessages } from '../../src/ar/messages/receive-short-messages.ts';
import { openTask } from '../../src/ar/work/tasks.ts';
import { insertRows } from '../../src/foundation/db/insert-rows.ts';
import { dayInZone } from '../../src/foundation/calendar/day.ts';
import { allTables } from '../../src/app/schema.ts';
import type { Company, Ctx } from '../../src/ar/access/context.ts';
import type { Role } from '../../src/ar/access/roles.ts';
import type { Operation } from '../../src/foundation/contract/operation.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { draft } from '../support/test-outbox.ts';
import { clientAs, clientOf, importLines, invoiceOf, issue, itemsOf, makeCustomer, runToItsEnd, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let ours: Company;
let theirs: Company;
let client: CompanyClient;
let other: CompanyClient;

beforeAll(async () => {
  api = await testApi();
  ours = await api.company('Ours');
  theirs = await api.company('Theirs');
  client = clientOf(api, ours, await api.key(ours));
  other = clientOf(api, theirs, await api.key(theirs));
});
afterAll(() => api.close());

/** Every row of every table, as the owner, who sees all companies. */
async function rowsOf(): Promise<Json> {
  const owner = new pg.Client({ connectionString: api.test.ownerUrl });
  await owner.connect();
  const digests: Json = {};
  for (const { name } of allTables)
    digests[name] = (await owner.query(`select count(*), md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t`)).rows[0];
  await owner.end();
  return digests;
}

/** Parameters of paths that are names within a company, no ids: every company may have its own of the same name. */
const NAMES = new Set(['company', 'automation', 'group', 'policy', 'code', 'channel', 'language', 'rows', 'kind', 'series', 'profile', 'terms']);

describe('ids of another company', () => {
  /** An id of the other company for each parameter of a path. */
  const ids: Record<string, string> = {};
  /** Bodies that would be right if the ids were ours. */
  const bodies = (): Record<string, object> => ({
    updateCustomer: { name: 'Mine now' },
    setCreditLimit: { limit: null, reason: 'x' },
    addContact: { role: 'billing' },
    updateInvoiceDraft: invoiceOf('C1', '1.00'),
    discardInvoiceDraft: {},
    issueCreditNote: { reason: 'x' },
    applyPayment: { parts: [{ receivableId: ids['receivable'], amount: '1.00' }] },
    reverseApplication: { reason: 'x' },
    reversePayment: { reason: 'x' },
    rejectRefund: { reason: 'x' },
    confirmBankLine: {},
    correctBankLine: { customerNumber: 'C1', parts: [] },
    undoBankLine: { reason: 'x' },
    setBankLineAside: { reason: 'x' },
    tieReturn: { paymentId: ids['payment'], reason: 'x' },
    tieRefund: { refundId: ids['refund'], reason: 'x' },
    grantApproval: { reason: 'x' },
    rejectApproval: { reason: 'x' },
    editMessage: { subject: 'Mine now' },
    stopMessage: { reason: 'x' },
    scheduleMessage: { sendAfter: null },
    settleMessage: { as: 'stopped' },
    markInbound: { state: 'done' },
    finishTask: {},
    dropTask: { reason: 'x' },
    snoozeTask: { until: '2199-01-01' },
    assignTask: { userId: null },
    cancelPromise: { reason: 'x' },
    releaseHold: { reason: 'x' },
    renameBankAccount: { name: 'Mine now' },
  });

  beforeAll(async () => {
    await makeCustomer(client, 'C1', 'Ours alone');
    ids['customer'] = await makeCustomer(other, 'C9', 'Theirs alone');
    ids['contact'] = String((await other.post(`/customers/${ids['customer']}/contacts`, { role: 'billing', email: 'a@example.com' }))['id']);
    const [invoice] = await issue(other, invoiceOf('C9', '100.00'));
    ids['invoice'] = String(invoice?.id);
    ids['cause'] = ids['invoice'];
    ids['receivable'] = String(invoice?.receivableIds[0]);
    ids['draft'] = String((await other.post('/invoice-drafts', invoiceOf('C9', '1.00')))['id']);
    const payment = await other.post('/payments', {
      customerId: ids['customer'],
      method: 'cash',
      awaitsBank: false,
      amount: '50.00',
      receivedOn: '2026-03-03',
    });
    ids['payment'] = String(payment['id']);
    const applied = await other.post(`/payments/${ids['payment']}/applications`, { parts: [{ receivableId: ids['receivable'], amount: '10.00' }] });
    ids['application'] = String((applied['uses'] as Json[])[0]?.['applicationId']);
    ids['approval'] = String((await other.post('/refunds', { creditId: payment['creditId'], amount: '5.00', reason: 'x' }))['approvalId']);
    const second = clientOf(api, theirs, await api.key(theirs));
    ids['refund'] = String(((await second.post(`/approvals/${ids['approval']}/grant`, { reason: 'ok' }))['outcome'] as Json)['refundId']);
    await importLines(other, { minor: 5000n, bookedOn: '2026-03-04', text: 'x', name: 'Nobody' });
    ids['line'] = String(itemsOf(await other.read('/bank-lines'))[0]?.['id']);
    ids['account'] = String(itemsOf(await other.read('/bank-accounts'))[0]?.['id']);
    ids['run'] = String((await runToItsEnd(other, 'shadow'))['id']);
    ids['import'] = randomUUID();
    await other.upload(`/customer-imports?dryRun=true&progress=${ids['import']}`, 'number,name\nC8,Theirs alone\n', { name: 'customers.csv' });
    expect(itemsOf(await other.read(`/import-progress?import=${ids['import']}`))).toHaveLength(1);
    const unit = <T>(work: (ctx: Ctx) => Promise<T>): Promise<T> =>
      api.test.database.forCompany(theirs.id, (tx) => {
        const now = api.now();
        return work({ tx, now, today: dayInZone(now, theirs.timeZone), company: theirs, actor: { kind: 'operator', id: 'test' }, newId: api.newId });
      });
    ids['promise'] = String(
      (await other.post('/promises', { customerId: ids['customer'], promisedOn: dayInZone(api.now(), theirs.timeZone), by: 'Theirs alone' }))['id'],
    );
    await other.post('/holds', { kind: 'legal', reason: 'Theirs alone', customerIds: [ids['customer']] });
    ids['hold'] = String(itemsOf(await other.read('/holds'))[0]?.['id']);
    ids['reminder'] = await unit(async (ctx) => {
      const id = ctx.newId();
      await insertRows(ctx.tx, reminderTable, [
        {
          company_id: theirs.id,
          id,
          run_id: ids['run'] ?? '',
          policy: 'standard',
          policy_version: 1,
          lane: 'shadow',
          customer_id: ids['customer'] ?? '',
          contact_id: null,
          step: 'friendly',
          channel: 'email',
          to_address: 'theirs@alone.example',
          language: 'en',
          for_on: ctx.today,
          state: 'shadow',
          state_reason: '',
          why: { code: 'step_due', figures: {} },
          message_id: null,
          planned_at: ctx.now,
          changed_at: ctx.now,
        },
      ]);
      return id;
    });
    ids['message'] = await unit(async (ctx) => (await queueMessages(ctx, [draft(api, { subject: 'Theirs alone' })]))[0]?.id ?? '');
    ids['inbound'] = await unit(async (ctx) => {
      const message = { outsideId: 'theirs', from: '+491701234567', text: 'Theirs alone', receivedAt: ctx.now };
      await receiveShortMessages(ctx, [message]);
      return (await listInbox(ctx, { before: null, limit: 1 }))[0]?.id ?? '';
    });
    ids['task'] = await api.test.database.forCompany(theirs.id, (tx) => {
      const now = api.now();
      const ctx = { tx, now, today: dayInZone(now, theirs.timeZone), company: theirs, actor: { kind: 'operator', id: 'test' }, newId: api.newId } as const;
      const title = 'Call Theirs alone';
      return openTask(ctx, {
        kind: 'call',
        key: 'call',
        subjectKind: 'customer',
        subjectId: theirs.id,
        customerId: null,
        title,
        reason: 'x',
        forRole: 'collections',
      });
    });
  });

  it('answer as if they did not exist, for every operation that takes one, and nothing changes', async () => {
    const named = api.operations
      .map((bound) => bound.operation as Operation)
      .filter(({ path, realm }) => realm === 'company' && [...path.matchAll(/\{(\w+)\}/g)].some(([, name = '']) => !NAMES.has(name)));
    expect(named.length).toBeGreaterThan(30);
    const before = await rowsOf();
    for (const operation of named) {
      const path = operation.path.replace('/v1/companies/{company}', '').replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        expect(ids[name], `${operation.id} takes {${name}}: give an id of the other company`).toBeDefined();
        return String(ids[name]);
      });
      const body = bodies()[operation.id];
      if (operation.body) expect(body, `${operation.id} takes a body`).toBeDefined();
      const answer = operation.method === 'GET' ? await client.get(path) : await client.send(operation.method, path, body);
      expect([operation.id, answer.status, String(answer.body['code']).endsWith('not_found')]).toEqual([operation.id, 404, true]);
      expect(answer.text).not.toContain('Theirs alone');
    }
    expect(await rowsOf()).toEqual(before);
  });

  it('nor do names lead to what another company calls so', async () => {
    await other.post('/number-series', { kind: 'invoice', series: 'theirs', prefix: 'T-', width: 4 });
    expect((await other.send('PUT', '/import-profiles/theirs', { kind: 'customers', profile: { columns: { number: 'Theirs alone' } } })).status).toBeLessThan(
      300,
    );
    const before = await rowsOf();
    const codes = [
      await client.send('PATCH', '/number-series/invoice/theirs', { prefix: 'M-' }),
      await client.get('/import-profiles/theirs'),
      await client.send('DELETE', '/import-profiles/theirs'),
    ].map((answer) => answer.body['code']);
    expect(codes).toEqual(['invoice.series_unknown', 'profile.not_found', 'profile.not_found']);
    expect(await rowsOf()).toEqual(before);
  });

  it('are not taken in bodies and filters either', async () => {
    const before = await rowsOf();
    const codes = [
      await client.send('POST', '/payments', { customerId: ids['customer'], method: 'cash', amount: '1.00' }),
      await client.send('POST', '/invoices/issue', { invoices: [{ ...invoiceOf('C1', '1.00'), customerNumber: undefined, customerId: ids['customer'] }] }),
      await client.send('POST', '/invoice-drafts/issue', { draftIds: [ids['draft']] }),
      await client.send('POST', '/customers', { name: 'Child', parentId: ids['customer'] }),
      await client.send('POST', '/refunds', { creditId: ids['receivable'], amount: '1.00', reason: 'x' }),
      await client.send('POST', '/holds', { kind: 'legal', reason: 'x', invoiceIds: [ids['invoice']] }),
      await client.send('POST', '/holds', { kind: 'legal', reason: 'x', customerIds: [ids['customer']] }),
      await client.send('POST', '/invoices/send-preview', { documentIds: [ids['invoice']] }),
    ].map((answer) => [answer.status, answer.body['code']]);
    expect(codes).toEqual([
      [404, 'customer.not_found'],
      [404, 'customer.not_found'],
      [404, 'invoice_draft.not_found'],
      [404, 'customer.not_found'],
      [404, 'allocation.item_not_found'],
      [404, 'hold.subject_not_found'],
      [404, 'customer.not_found'],
      [404, 'document.not_found'],
    ]);
    expect(await rowsOf()).toEqual(before);
    expect(itemsOf(await client.read(`/import-progress?import=${ids['import']}`))).toEqual([]);
    for (const list of ['/invoices', '/payments']) expect(itemsOf(await client.read(`${list}?customer=${ids['customer']}`))).toEqual([]);
    for (const list of [
      '/customers',
      '/invoices',
      '/payments',
      '/refunds',
      '/bank-lines',
      '/bank-statements',
      '/runs',
      '/approvals',
      '/invoice-drafts',
      '/holds',
      '/tasks',
      '/notifications',
      '/messages',
      '/outbox',
      '/inbox',
    ])
      expect(JSON.stringify(await client.read(list))).not.toContain('Theirs alone');
  });
});

describe('roles', () => {
  const tries: readonly (readonly [Role, string, string])[] = [
    ['cash_application', 'issueInvoices', '/invoices/issue'],
    ['cash_application', 'createCustomer', '/customers'],
    ['cash_application', 'grantApproval', '/approvals/00000000-0000-7000-8000-000000000000/grant'],
    ['cash_application', 'closePeriod', '/book/close'],
    ['billing', 'confirmBankLine', '/bank-lines/00000000-0000-7000-8000-000000000000/confirm'],
    ['billing', 'importBankFile', '/bank-files'],
    ['billing', 'recordPayment', '/payments'],
    ['billing', 'requestRefund', '/refunds'],
    ['controller', 'issueInvoices', '/invoices/issue'],
    ['controller', 'startCashRun', '/cash-runs'],
    ['collections', 'applyPayment', '/payments/00000000-0000-7000-8000-000000000000/applications'],
    ['read_only', 'createInvoiceDraft', '/invoice-drafts'],
    ['auditor', 'reopenPeriod', '/book/reopen'],
  ];

  it.each(tries)('%s may not %s', async (role, _operation, path) => {
    const answer = await (await clientAs(api, ours, role)).send('POST', path, {});
    expect([answer.status, answer.body['code']]).toEqual([403, 'access.scope_missing']);
  });

  it('a clerk runs cash application as the company decided, or more carefully, not more boldly', async () => {
    const clerk = await clientAs(api, ours, 'cash_application');
    expect((await clerk.send('POST', '/cash-runs', { mode: 'auto' })).body['details']).toEqual({ scope: 'automation:write' });
    expect((await runToItsEnd(clerk, 'shadow'))['state']).toBe('done');
    const set = (mode: string) => client.send('PUT', '/automations/cash_application', { mode });
    expect((await clerk.send('PUT', '/automations/cash_application', { mode: 'auto' })).body['code']).toBe('access.scope_missing');
    expect((await set('off')).body).toEqual({ automation: 'cash_application', mode: 'off', groups: [] });
    expect((await clerk.send('POST', '/cash-runs', {})).body['code']).toBe('automation.off');
    await set('auto');
    expect((await runToItsEnd(clerk, 'auto'))['state']).toBe('done');
    await set('approve');
  });

  it('a clerk gives no tolerance away', async () => {
    const clerk = await clientAs(api, ours, 'cash_application');
    const [invoice] = await issue(client, invoiceOf('C1', '10.00'));
    const payment = await clerk.post('/payments', { customerNumber: 'C1', method: 'cash', awaitsBank: false, amount: '11.85', receivedOn: '2026-03-20' });
    const parts = [{ receivableId: invoice?.receivableIds[0], amount: '11.85', tolerance: '0.05' }];
    const path = `/payments/${String(payment['id'])}/applications`;
    expect((await clerk.send('POST', path, { parts })).body['details']).toEqual({ scope: 'writeoffs:write' });
    expect(await client.post(path, { parts })).toMatchObject({ unapplied: '0.00' });
    expect(await client.read(`/invoices/${invoice?.id}`)).toMatchObject({ open: '0.00' });
  });
});

describe('the same request twice', () => {
  it('issues once and answers the same bytes; another request with the key is refused', async () => {
    const body = { invoices: [invoiceOf('C1', '7.00')] };
    const first = await client.send('POST', '/invoices/issue', body, 'issue-1');
    const again = await client.send('POST', '/invoices/issue', body, 'issue-1');
    expect([first.status, again.status, again.text, again.headers['idempotency-replayed']]).toEqual([201, 201, first.text, 'true']);
    expect((await client.send('POST', '/invoices/issue', { invoices: [invoiceOf('C1', '8.00')] }, 'issue-1')).body['code']).toBe('idempotency.key_reused');
    const [next] = await issue(client, invoiceOf('C1', '7.00'));
    const numberOf = (answer: Json) => (answer['issued'] as Json[])[0]?.['number'];
    expect(Number(next?.number.slice(4))).toBe(Number(String(numberOf(first.body)).slice(4)) + 1);
  });

  it('records a payment once, also when both come at the same moment', async () => {
    const body = { customerNumber: 'C1', method: 'check', amount: '77.77', receivedOn: '2026-03-21', reference: 'race' };
    const answers = await Promise.all([1, 2, 3].map(() => client.send('POST', '/payments', body, 'pay-1')));
    for (const answer of answers) expect([201, 409]).toContain(answer.status);
    expect((await client.send('POST', '/payments', body, 'pay-1')).status).toBe(201);
    const all = itemsOf(await client.read('/payments?from=2026-03-21&to=2026-03-21'));
    expect(all.filter((payment) => payment['reference'] === 'race')).toHaveLength(1);
  });

  it('keeps nothing of a refusal: mended, the same key works', async () => {
    const body = (customerNumber: string) => ({ customerNumber, method: 'cash', amount: '1.00', receivedOn: '2026-03-22', awaitsBank: false });
    expect((await client.send('POST', '/payments', body('NOBODY'), 'pay-2')).status).toBe(404);
    expect((await client.send('POST', '/payments', body('C1'), 'pay-2')).status).toBe(201);
  });
});
