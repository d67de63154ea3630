import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importLines, itemsOf, runToItsEnd } from '../api/company-client.ts';
import { expectAccessible, openBrowser, openPage, type Watched } from '../support/browser.ts';
import { go, openOffice, type Office } from './office.ts';
import { eventually } from './work-in-hand.ts';

let browser: Browser;
let office: Office;
let watched: Watched;

beforeAll(async () => {
  browser = await openBrowser();
  office = await openOffice('Nothing Lost');
  watched = await openPage(browser, office.app.url, { cookie: office.cookie });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await office.app.close();
});

/** From now on this address answers with something that no screen can show. */
async function spoil(page: Page, address: RegExp, body: object): Promise<() => Promise<void>> {
  await page.route(address, (route) => route.fulfill({ json: body }));
  return () => page.unroute(address);
}

describe('what the server refuses', () => {
  it('is told beside what was typed, and nothing typed is lost', async () => {
    const { page, faults } = watched;
    await go(page, office.path(`/outbox?open=${office.message}`));
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'Edit' }).click();
    await panel.getByLabel('Text').fill('A long and careful letter.');
    await office.client.post(`/messages/${office.message}/stop`, { reason: 'by somebody else' });
    await panel.getByRole('button', { name: 'Save' }).click();
    const refused = await office.client.send('PATCH', `/messages/${office.message}`, { subject: 'x' });
    await panel
      .getByRole('alert')
      .filter({ hasText: String(refused.body['detail']) })
      .waitFor();
    expect(await panel.getByLabel('Text').inputValue()).toBe('A long and careful letter.');
    expect(await office.client.read(`/messages/${office.message}`)).toMatchObject({ state: 'stopped' });
    expect(faults).toEqual([]);
  });

  it('comes back into the list that it had left before the answer', async () => {
    const { page, faults } = watched;
    const { client, before } = office;
    await importLines(client, { minor: 31_050n, bookedOn: before(1), text: 'thank you', name: 'Brandt Logistik' });
    await runToItsEnd(client, 'approve');
    await go(page, office.path('/cash'));
    const row = page.getByRole('option', { name: /Brandt Logistik/ });
    await row.waitFor();
    const [line] = itemsOf(await client.read('/cash-lines?band=confirm'));
    await page.getByRole('region', { name: 'Explanations' }).getByText('Brandt Logistik GmbH').first().waitFor();
    const [proposal] = (await client.read(`/bank-lines/${String(line?.['id'])}`))['proposals'] as { id: string }[];
    await client.post(`/bank-lines/${String(line?.['id'])}/set-aside`, { reason: 'by somebody else' });
    await page.keyboard.press('Enter');
    const refused = await client.send('POST', `/bank-lines/${String(line?.['id'])}/confirm`, { proposalId: proposal?.id });
    expect(refused.body['code']).toBe('proposal.state');
    await page.getByText('Not applied: Brandt Logistik').waitFor();
    await page.getByText(String(refused.body['detail'])).waitFor();
    await eventually(async () => (await client.read(`/bank-lines/${String(line?.['id'])}`))['state']).toBe('set_aside');
    expect(itemsOf(await client.read('/cash-lines?band=applied'))).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe('a refusal in German', () => {
  it('is said in German from the first screen on', async () => {
    const { page, context, faults } = await openPage(browser, office.app.url, { language: 'de' });
    await page.goto('/sign-in');
    await page.getByLabel('E-Mail').fill('nobody@example.com');
    await page.getByLabel('Passwort').fill('not the right one');
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await page.getByText('E-Mail und Passwort passen nicht zusammen. Prüfen Sie beides, oder bitten Sie einen Administrator um einen neuen Link.').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('stands as the server says it where the German sentences cannot be loaded', async () => {
    const { page, context } = await openPage(browser, office.app.url, { language: 'de' });
    let asked = 0;
    await page.route(/\/retell-[^/]*\.js$/, (route) => {
      asked += 1;
      return route.abort();
    });
    await page.goto('/sign-in');
    await page.getByLabel('E-Mail').fill('nobody@example.com');
    await page.getByLabel('Passwort').fill('not the right one');
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await page.getByText('E-mail and password do not fit together.', { exact: false }).waitFor();
    expect(asked).toBeGreaterThan(0);
    await context.close();
  });

  it('turns into German with the language, and is not loaded before', async () => {
    const { page, context, faults } = await openPage(browser, office.app.url, { cookie: office.cookie });
    const catalogues: string[] = [];
    page.on('request', (request) => void (/\/retell-[^/]*\.js$/.test(request.url()) && catalogues.push(request.url())));
    await go(page, office.path('/settings/account'));
    await page.getByLabel('Present password').fill('not the right one');
    await page.getByLabel('New password').fill('five fine words in a row');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The present password does not fit. Enter the one that you signed in with.').waitFor();
    expect(catalogues).toEqual([]);
    await page.getByRole('button', { name: /Olive Owner/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Deutsch' }).click();
    await page.getByText('Das jetzige Passwort stimmt nicht. Geben Sie das ein, mit dem Sie sich angemeldet haben.').waitFor();
    expect(catalogues.length).toBe(1);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('stands with its figures, and the trail says what was done', async () => {
    const { page, context, faults } = await openPage(browser, office.app.url, { cookie: office.cookie, language: 'de' });
    await office.client.post(`/messages/${office.message}/stop`, { reason: 'by somebody else' }).catch(() => null);
    await go(page, office.path('/settings/audit'));
    const event = page.getByRole('listitem').filter({ hasText: 'message.stopped' }).first();
    await event.getByText('Nachricht angehalten').waitFor();
    await expectAccessible(page);
    await go(page, office.path(`/customers/${office.customers.brandt}`));
    await page.getByRole('button', { name: 'Zusage…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Betrag').fill('99999');
    await dialog.getByLabel('Wer hat zugesagt').fill('Frau Keller');
    await dialog.getByRole('button', { name: 'Zusage festhalten' }).click();
    await dialog.getByText(/Eine Zusage liegt zwischen null und dem, was offen ist: 5\.130,50\s€\. Zugesagt wären 99\.999,00\s€\./).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });
});

describe('an error while a screen is drawn', () => {
  it('leaves the sidebar and the drafts, and is gone when it is tried again', async () => {
    const { page, faults } = watched;
    const customer = office.path(`/customers/${office.customers.brandt}`);
    await go(page, customer);
    await page.getByRole('button', { name: 'Promise' }).click();
    const dialog = page.getByRole('dialog', { name: 'Record a promise' });
    await dialog.getByLabel('Who said so').fill('Frau Keller, on the phone');
    await dialog.getByLabel('Amount').fill('1234.50');
    const mend = await spoil(page, new RegExp(`/v1/.*/customers/${office.customers.brandt}$`), { id: office.customers.brandt, name: 'Half an answer' });
    await page.reload();
    await page.getByRole('heading', { name: 'This part of the page broke' }).waitFor();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Invoices' }).waitFor();
    await expectAccessible(page);
    expect(new URL(page.url()).pathname).toBe(customer);
    await mend();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Brandt Logistik GmbH' }).waitFor();
    await page.getByRole('button', { name: 'Promise' }).click();
    expect(await dialog.getByLabel('Who said so').inputValue()).toBe('Frau Keller, on the phone');
    expect(await dialog.getByLabel('Amount').inputValue()).toBe('1,234.50');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    // The error itself stands on the console, and nothing else.
    expect(faults.splice(0).filter((fault) => !/TypeError|Cannot read properties/.test(fault))).toEqual([]);
  });

  it('before anybody is known stands in the same net', async () => {
    const { page, context, faults } = await openPage(browser, office.app.url, { cookie: office.cookie });
    await page.route(/\/v1\/me$/, (route) => route.fulfill({ status: 418, json: { code: 'teapot' } }));
    await page.goto(office.path('/customers'));
    await page.getByRole('heading', { name: 'This part of the page broke' }).waitFor();
    await page.unroute(/\/v1\/me$/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
    expect(faults.filter((fault) => fault.startsWith('asks'))).toEqual([]);
    await context.close();
  });
});
