import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestApproval } from '../../src/ar/work/approvals.ts';
import { issue, itemsOf, makeCustomer, type Json } from '../api/company-client.ts';
import { expectAccessible, openBrowser, openPage, type PageOptions, type Watched } from '../support/browser.ts';
import { eventually, invoice, openWork, runPolicy, type WorkInHand } from './work-in-hand.ts';

let browser: Browser;
let work: WorkInHand;

beforeAll(async () => {
  browser = await openBrowser();
  work = await openWork('Four Eyes');
  const { client, run } = work;
  const owes = await makeCustomer(client, 'C1', 'Brandt Logistik GmbH');
  await makeCustomer(client, 'C2', 'Kessin Bau KG');
  await client.post(`/customers/${owes}/contacts`, { role: 'payables', name: 'Frau Keller', email: 'keller@brandt.example' });
  await issue(client, invoice('C1', '4820.00'), invoice('C2', '70.00'));
  await runPolicy(work, 'email');
  const payment = await client.post('/payments', {
    customerNumber: 'C1',
    method: 'bank_transfer',
    amount: '500.00',
    receivedOn: '2031-03-10',
    payerName: 'BRANDT',
  });
  await client.post('/refunds', { creditId: payment['creditId'], amount: '120.00', reason: 'paid twice' });
  await run((ctx) => requestApproval(ctx, { operation: 'closePeriod', input: { month: '2031-02', periods: ['a', 'b'] }, reason: 'the month is over' }));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await work.app.close();
});

async function open(query = '', options: PageOptions = {}): Promise<Watched> {
  const watched = await openPage(browser, work.app.url, { cookie: work.cookie, ...options });
  await watched.page.goto(`/c/${work.company.slug}/approvals${query}`);
  await watched.page.getByRole('heading', { level: 1 }).waitFor();
  return watched;
}

const row = (page: Page, name: RegExp) => page.getByRole('option', { name });
const stateOf = async (state: string): Promise<Json[]> => itemsOf(await work.client.read(`/approvals?state=${state}`));

describe('approvals', () => {
  it('an operation that has no words of its own shows what it would be given', async () => {
    const { page, faults } = await open();
    await row(page, /Close period/).click();
    await page.getByRole('rowheader', { name: 'Month' }).waitFor();
    await page.getByRole('cell', { name: 'a, b' }).waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('a refund stands with its credit, where it came from, and what speaks against it', async () => {
    const { page, faults } = await open('', { theme: 'dark' });
    await row(page, /Refund/).click();
    await page.getByRole('heading', { name: 'Refund €120.00' }).waitFor();
    await page.getByText('The customer owes €4,820.00 besides', { exact: false }).waitFor();
    await page.getByText('€380.00').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog', { name: 'Reject', exact: true });
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await dialog.getByText('Give a reason.').waitFor();
    await dialog.getByLabel('Reason').fill('apply it instead');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await stateOf('rejected')).toMatchObject([{ operation: 'refundCredit' }]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('reminders are released with what is in them and what is left out in view', async () => {
    const { page, faults } = await open();
    await row(page, /Release reminders/).click();
    await page.getByText('keller@brandt.example', { exact: false }).waitFor();
    await page.getByText('Nobody can be reached on any channel').click();
    await page.getByText('Kessin Bau KG').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('y');
    const dialog = page.getByRole('dialog', { name: 'Grant', exact: true });
    await dialog.getByLabel('Why it may be done').fill('as every week');
    await dialog.getByRole('button', { name: 'Grant' }).click();
    await page.getByText('Granted and carried out').waitFor();
    expect(await stateOf('granted')).toMatchObject([{ operation: 'releaseReminders' }]);
    // The next one comes by itself.
    await page.getByRole('heading', { name: 'Close period' }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('nobody grants what they asked for: the button says so, and the request can be withdrawn', async () => {
    const [credit] = itemsOf(await work.client.read(`/payments?limit=1`));
    const asked = await work.app.ask({
      method: 'POST',
      url: `/v1/companies/${work.company.slug}/refunds`,
      cookie: work.cookie,
      payload: { creditId: credit?.['creditId'], amount: '10.00', reason: 'mine' },
    });
    expect([asked.status, asked.text]).toEqual([201, asked.text]);
    const { page, faults } = await open('', { language: 'de' });
    await row(page, /Auszahlung/).click();
    const grant = page.getByRole('button', { name: /^Freigeben/ });
    await grant.waitFor();
    expect(await grant.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('paragraph').filter({ hasText: 'Sie haben selbst angefragt: Eine zweite Person entscheidet.' }).waitFor();
    await page.keyboard.press('y');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Zurückziehen' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Zurückziehen' }).click();
    await eventually(async () => (await stateOf('withdrawn')).length).toBe(1);
    await page.getByRole('link', { name: 'Entschieden' }).click();
    await row(page, /Zurückgezogen/).waitFor();
    await row(page, /Mahnungen freigeben: gentle.*1 Mahnung wartet auf Freigabe/s).waitFor();
    expect(await row(page, /./).count()).toBe(3);
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
