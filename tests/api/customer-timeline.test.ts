import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company, Ctx } from '../../src/ar/access/context.ts';
import { queueMessages } from '../../src/ar/messages/queue-messages.ts';
import { saveDecisions } from '../../src/ar/work/decisions.ts';
import { startRun } from '../../src/ar/work/run-life.ts';
import { openTask } from '../../src/ar/work/tasks.ts';
import { addDays, dayInZone } from '../../src/foundation/calendar/day.ts';
import { cookieOf, testApi, type TestApi } from '../support/test-api.ts';
import { clientOf, invoiceOf, issue, ISSUED, itemsOf, makeCustomer, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;
let customerId: string;
let invoices: { id: string; number: string; receivableIds: string[] }[];
let cookie: string;

const HOUR_MS = 3_600_000;

/** As a machine of the company. */
function machine<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const now = api.now();
  const today = dayInZone(now, company.timeZone);
  return api.test.database.forCompany(company.id, (tx) =>
    work({ tx, now, today, company, actor: { kind: 'automation', id: 'dunning:standard' }, newId: api.newId }),
  );
}

async function decide(outcome: 'act' | 'skip', reason: string): Promise<void> {
  await machine(async (ctx) => {
    const runId = await startRun(ctx, 'dunning:standard', 'shadow');
    await saveDecisions(
      ctx,
      { runId, automation: 'dunning:standard', on: ctx.today },
      invoices.map(({ receivableIds }) => ({
        subjectKind: 'receivable',
        subjectId: receivableIds[0] as string,
        customerId,
        outcome,
        reason,
        figures: { daysPastDue: 12 },
      })),
    );
  });
}

async function writeAndBeAnswered(): Promise<void> {
  await machine(async (ctx) => {
    const [queued] = await queueMessages(ctx, [
      {
        kind: 'invoice',
        channel: 'email',
        intentKey: 'one',
        customerId,
        contactId: null,
        toAddress: 'ap@aldebaran.example',
        toName: '',
        cc: [],
        language: 'en',
        timeZone: 'Europe/Berlin',
        subject: 'Your invoice',
        bodyText: 'Please find it attached.',
        bodyHtml: null,
        template: null,
        why: { code: 'invoice_sent', figures: { number: invoices[0]?.number ?? '' } },
        cause: { kind: 'document', id: invoices[0]?.id ?? '' },
        runId: null,
        sendAfter: ctx.now,
        attachments: [],
      },
    ]);
    await ctx.tx
      .run(sql`update message set state = 'bounced', state_reason = 'address_refused', sent_at = ${ctx.now}, settled_at = ${new Date(ctx.now.getTime() + 5_000)}
      where company_id = ${company.id} and id = ${queued?.id ?? null}::uuid`);
    await ctx.tx
      .run(sql`insert into inbound_message (company_id, id, channel, outside_id, kind, answers, customer_id, from_address, subject, body_text, received_at, recorded_at, state)
      values (${company.id}, ${ctx.newId()}, 'email', 'm1', 'reply', ${queued?.id ?? null}::uuid, ${customerId}, 'ap@aldebaran.example', 'Re: Your invoice', 'We pay on Friday.',
        ${new Date(ctx.now.getTime() + 10_000)}, ${ctx.now}, 'unread')`);
  });
}

/** A customer's months: invoices, a changed address, a mail that bounced and an answer, a promise called off, a task, money, decisions. */
beforeAll(async () => {
  api = await testApi();
  company = await api.company('Timeline');
  client = clientOf(api, company, await api.key(company));
  const owner = { email: 'owner@firm.example', name: 'Olga Owner', password: 'four words in a row' };
  await api.ask({ method: 'POST', url: '/v1/setup/owner', payload: { ...owner, firmName: 'Firm' } });
  cookie = cookieOf(await api.ask({ method: 'POST', url: '/v1/session', payload: { email: owner.email, password: owner.password } }));
  customerId = await makeCustomer(client, 'A-1', 'Aldebaran Tea Ltd');
  invoices = await issue(client, invoiceOf('A-1', '100.00'), invoiceOf('A-1', '200.00'));
  api.pass(HOUR_MS);
  const url = `/v1/companies/${company.slug}/customers/${customerId}`;
  expect((await api.ask({ method: 'PATCH', url, cookie, payload: { terms: 'NET14' } })).status).toBe(200);
  api.pass(HOUR_MS);
  await writeAndBeAnswered();
  api.pass(HOUR_MS);
  await decide('skip', 'not_yet_due');
  api.pass(HOUR_MS);
  await decide('act', 'step_due');
  const promise = await client.post('/promises', {
    customerId,
    receivableIds: invoices[1]?.receivableIds,
    promisedOn: addDays(dayInZone(api.now(), company.timeZone), 5),
    by: 'Carla',
  });
  api.pass(HOUR_MS);
  await client.post(`/promises/${String(promise['id'])}/cancel`, { reason: 'Named the wrong day' });
  const taskId = await machine((ctx) =>
    openTask(ctx, {
      kind: 'call',
      key: 'k',
      subjectKind: 'customer',
      subjectId: customerId,
      customerId,
      title: 'Call them',
      reason: 'promise_cancelled',
      forRole: 'collections',
    }),
  );
  api.pass(HOUR_MS);
  expect((await api.ask({ method: 'POST', url: `/v1/companies/${company.slug}/tasks/${taskId}/finish`, cookie, payload: { outcome: 'reached' } })).status).toBe(
    200,
  );
  api.pass(HOUR_MS);
  const payment = await client.post('/payments', { customerId, method: 'check', amount: '150.00', payerName: 'Aldebaran' });
  api.pass(HOUR_MS);
  const applied = await api.ask({
    method: 'POST',
    url: `/v1/companies/${company.slug}/payments/${String(payment['id'])}/applications`,
    cookie,
    headers: { 'idempotency-key': 'apply-1' },
    payload: { parts: [{ receivableId: invoices[0]?.receivableIds[0], amount: '119.00' }] },
  });
  expect([applied.status, applied.text]).toEqual([201, applied.text]);
  api.pass(HOUR_MS);
  await client.post(`/invoices/${invoices[1]?.id}/credit-notes`, { reason: 'Delivered twice' });
});
afterAll(() => api.close());

const timeline = (query = '') => client.read(`/customers/${customerId}/timeline${query}`);
const whats = (body: Json) => itemsOf(body).map((entry) => entry['what']);

describe('the timeline of a customer', () => {
  it('tells everything, the newest first', async () => {
    expect(whats(await timeline())).toEqual([
      'application.credit_note',
      'credit_note.issued',
      'application.cash',
      'payment.received',
      'task.done',
      'task.opened',
      'hold.released',
      'promise.cancelled',
      'hold.placed',
      'promise.made',
      'decision.act',
      'decision.skip',
      'reply.reply',
      'message.bounced',
      'message.sent',
      'customer.changed',
      'customer.created',
      'invoice.issued',
      'invoice.issued',
    ]);
  });

  it('says who: a person by name, the machine, the customer', async () => {
    const entries = itemsOf(await timeline());
    const one = (what: string) => entries.find((entry) => entry['what'] === what);
    expect(one('application.cash')).toMatchObject({
      by: 'person',
      actorName: 'Olga Owner',
      amount: '119.00',
      currency: 'EUR',
      subject: { kind: 'payment' },
      figures: { receivables: 1, numbers: invoices[0]?.number },
    });
    expect(one('customer.changed')).toMatchObject({ by: 'person', actorName: 'Olga Owner', figures: { 'terms.before': 'NET30', 'terms.after': 'NET14' } });
    expect(one('task.done')).toMatchObject({ by: 'person', actorName: 'Olga Owner', figures: { title: 'Call them', outcome: 'reached' } });
    expect(one('credit_note.issued')).toMatchObject({ by: 'machine', actorName: 'test', amount: '238.00' });
    expect(one('promise.made')).toMatchObject({ by: 'machine', amount: '238.00', figures: { promisedBy: 'Carla' } });
    expect(one('payment.received')).toMatchObject({ by: 'customer', amount: '150.00', figures: { method: 'check' } });
    expect(one('reply.reply')).toMatchObject({ by: 'customer', figures: { subject: 'Re: Your invoice', text: 'We pay on Friday.' } });
    expect(one('message.bounced')).toMatchObject({ by: 'machine', reason: { code: 'address_refused' }, figures: { subject: 'Your invoice' } });
    expect(one('message.sent')).toMatchObject({
      reason: { code: 'invoice_sent', figures: { number: invoices[0]?.number } },
      figures: { state: 'bounced', to: 'ap@aldebaran.example' },
    });
    expect(one('invoice.issued')).toMatchObject({ on: ISSUED, amount: '238.00', subject: { kind: 'invoice', number: invoices[1]?.number } });
    expect(one('hold.placed')).toMatchObject({ reason: { code: 'promise' }, figures: { holds: 1, numbers: invoices[1]?.number } });
  });

  it('a run that decided alike about many receivables is one entry, with the reason and its figures', async () => {
    const decided = itemsOf(await timeline('?kinds=decision'));
    expect(decided).toMatchObject([
      {
        what: 'decision.act',
        by: 'machine',
        actor: 'automation:dunning:standard',
        reason: { code: 'step_due', figures: { daysPastDue: 12 } },
        figures: { subjects: 2 },
      },
      { what: 'decision.skip', reason: { code: 'not_yet_due' }, figures: { subjects: 2 } },
    ]);
  });

  it('is paged without gaps or repeats, by one entry as by many', async () => {
    const all = itemsOf(await timeline()).map((entry) => entry['id']);
    expect(new Set(all).size).toBe(all.length);
    for (const limit of [1, 3, 7]) {
      const paged: unknown[] = [];
      let cursor = '';
      for (let page = 0; page <= all.length; page++) {
        const body = await timeline(`?limit=${limit}${cursor}`);
        paged.push(...itemsOf(body).map((entry) => entry['id']));
        if (body['next'] === null) break;
        cursor = `&cursor=${body['next'] as string}`;
      }
      expect(paged, `by ${limit}`).toEqual(all);
    }
  });

  it('of one invoice has only what is about it', async () => {
    expect(whats(await timeline(`?invoice=${invoices[0]?.id}`))).toEqual([
      'application.cash',
      'payment.received',
      'decision.act',
      'decision.skip',
      'reply.reply',
      'message.bounced',
      'message.sent',
      'invoice.issued',
    ]);
    expect(itemsOf(await timeline(`?invoice=${invoices[0]?.id}&kinds=decision`))).toMatchObject([
      { subject: { kind: 'receivable', number: invoices[0]?.number } },
      {},
    ]);
    const second = whats(await timeline(`?invoice=${invoices[1]?.id}`));
    expect(second).toContain('promise.cancelled');
    expect(second).not.toContain('application.cash');
    const note = itemsOf(await timeline('?kinds=credit_note'))[0]?.['subject'] as Json;
    expect(whats(await timeline(`?invoice=${note['id'] as string}&kinds=application,credit_note`))).toEqual(['application.credit_note', 'credit_note.issued']);
    expect((await client.get(`/customers/${customerId}/timeline?invoice=${api.newId()}`)).body['code']).toBe('document.not_found');
  });

  it('says that a promise was kept with the money that completed it, or broken when the time of a bank was over', async () => {
    const [late, early] = await issue(client, invoiceOf('A-1', '10.00'), invoiceOf('A-1', '20.00'));
    const promisedOn = addDays(dayInZone(api.now(), company.timeZone), 1);
    await client.post('/promises', { customerId, receivableIds: early?.receivableIds, promisedOn, by: 'Carla' });
    await client.post('/promises', { customerId, receivableIds: late?.receivableIds, promisedOn, by: 'Carla' });
    const money = await client.post('/payments', { customerId, method: 'check', amount: '23.80' });
    await client.post(`/payments/${String(money['id'])}/applications`, { parts: [{ receivableId: early?.receivableIds[0], amount: '23.80' }] });
    const of = async (invoice: string | undefined) => whats(await timeline(`?kinds=promise&invoice=${invoice}`));
    expect([await of(early?.id), await of(late?.id)]).toEqual([['promise.kept', 'promise.made'], ['promise.made']]);
    api.pass(10 * 24 * HOUR_MS);
    expect(await of(late?.id)).toEqual(['promise.broken', 'promise.made']);
  });

  it('shows nothing of kinds that the caller may not see, and nothing of other companies', async () => {
    const narrow = clientOf(api, company, await api.key(company, ['customers:read', 'invoices:read']));
    const kinds = new Set(itemsOf(await narrow.read(`/customers/${customerId}/timeline`)).map((entry) => entry['kind']));
    expect([...kinds].map(String).toSorted()).toEqual(['change', 'credit_note', 'invoice']);
    expect(itemsOf(await narrow.read(`/customers/${customerId}/timeline?kinds=payment,message`))).toEqual([]);
    const stranger = await api.company('Stranger');
    const theirs = clientOf(api, stranger, await api.key(stranger));
    expect((await theirs.get(`/customers/${customerId}/timeline`)).body['code']).toBe('customer.not_found');
  });
});
