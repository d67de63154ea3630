import type { Page } from '@playwright/test';
import type { Company, Ctx } from '../../src/ar/access/context.ts';
import { addDays, dayInZone, type Day } from '../../src/foundation/calendar/day.ts';
import { issue, makeCustomer, type CompanyClient } from '../api/company-client.ts';
import { signInOwner, testApp, testCompanyOf, type TestApp } from '../support/test-app.ts';
import { setTestChannels } from '../support/test-outbox.ts';
import { invoice } from './work-in-hand.ts';

/** A small company of today: two customers who owe, one payment, and an invoice that waits in the outbox. */
export type Office = {
  readonly app: TestApp;
  readonly cookie: string;
  readonly company: Company;
  readonly client: CompanyClient;
  /** Days before the company's today. */
  readonly before: (days: number) => Day;
  readonly path: (rest: string) => string;
  readonly customers: { readonly brandt: string; readonly kessin: string };
  readonly numbers: readonly string[];
  readonly message: string;
};

export async function openOffice(name: string): Promise<Office> {
  const app = await testApp();
  const cookie = await signInOwner(app);
  const { company, client } = await testCompanyOf(app, name);
  const today = dayInZone(app.now(), company.timeZone);
  const before = (days: number): Day => addDays(today, -days);
  const run = <T>(work: (ctx: Ctx) => Promise<T>): Promise<T> =>
    app.test.database.forCompany(company.id, (tx) => work({ tx, now: app.now(), today, company, actor: { kind: 'automation', id: 'test' }, newId: app.newId }));
  await setTestChannels({ run });
  const brandt = await makeCustomer(client, 'C1', 'Brandt Logistik GmbH');
  const kessin = await makeCustomer(client, 'C2', 'Kessin Bau KG');
  await client.post(`/customers/${brandt}/contacts`, { role: 'billing', name: 'Frau Keller', email: 'keller@brandt.example' });
  const issued = await issue(client, invoice('C1', '4820.00', before(100)), invoice('C1', '310.50', before(60)), invoice('C2', '2450.00', before(10)));
  await client.post('/payments', { customerNumber: 'C1', method: 'bank_transfer', amount: '1000.00', receivedOn: before(20), payerName: 'BRANDT' });
  await client.post('/invoices/send', { documentIds: [issued[0]?.id] });
  const [message] = (await client.read('/outbox'))['items'] as { id: string }[];
  return {
    app,
    cookie,
    company,
    client,
    before,
    path: (rest) => `/c/${company.slug}${rest}`,
    customers: { brandt, kessin },
    numbers: issued.map(({ number }) => number),
    message: message?.id ?? '',
  };
}

export async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
}
