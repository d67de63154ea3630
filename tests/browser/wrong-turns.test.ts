import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { itemsOf, type CompanyClient } from '../api/company-client.ts';
import { expectAccessible, openBrowser, openPage, type PageOptions, type Watched } from '../support/browser.ts';
import { signInOwner, testApp, testCompanyOf, type TestApp } from '../support/test-app.ts';
import { bankFile, choose, customersFile, drop, EMPTY, openItemsFile, PDF, take } from './first-day-files.ts';
import { WEDNESDAY } from './work-in-hand.ts';

let browser: Browser;
let app: TestApp;
let cookie: string;
let company: Company;
let client: CompanyClient;

beforeAll(async () => {
  browser = await openBrowser();
  app = await testApp();
  app.pass(Date.parse(`${WEDNESDAY}T10:00:00Z`) - app.now().getTime());
  cookie = await signInOwner(app);
  ({ company, client } = await testCompanyOf(app, 'Nordlicht Handel'));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await app.close();
});

async function open(address: string, options: PageOptions = {}): Promise<Watched> {
  const watched = await openPage(browser, app.url, { cookie, ...options });
  await watched.page.goto(`/c/${company.slug}/${address}`);
  await watched.page.getByRole('heading', { level: 1 }).waitFor();
  return watched;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const importButton = (page: Page) => page.getByRole('button', { name: /^Import \d+ good rows?/ });
const told = (page: Page) => page.getByRole('alert').first();

async function chooseDateOrder(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Dates' }).click();
  await page.getByRole('option', { name }).click();
}

describe('a file in the wrong step', () => {
  it('is told apart, and a list of customers goes to its step with one click', async () => {
    const { page, faults } = await open('setup?step=invoices');
    await choose(page, 'Choose file…', PDF);
    await told(page).getByText('rechnung.pdf: It looks like a PDF.').waitFor();
    await choose(page, 'Another file', EMPTY);
    await told(page).getByText('leer.csv: The file is empty.').waitFor();
    await told(page).getByText('Check that the export was not empty', { exact: false }).waitFor();
    await choose(page, 'Another file', customersFile(WEDNESDAY));
    await told(page).getByText('debitoren.csv: It looks like a list of customers.').waitFor();
    await expectAccessible(page);
    await button(page, 'Import it as customers').click();
    await page.getByRole('heading', { name: 'Match the columns of your customers' }).waitFor();
    await button(page, 'Import 6 good rows').waitFor();
    expect(page.url()).toContain('step=customers');
    expect(itemsOf(await client.read('/customers'))).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('a bank file among invoices opens as what it is, in German as well', async () => {
    const { page, faults } = await open('setup?step=invoices', { language: 'de', theme: 'dark' });
    await choose(page, 'Datei wählen…', bankFile(WEDNESDAY));
    await told(page).getByText('auszug.xml: Es sieht aus wie ein Kontoauszug.').waitFor();
    await expectAccessible(page);
    await button(page, 'Als Bankdatei importieren').click();
    await page.getByRole('dialog').getByText('23.800,00 €').waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('a list of invoices dropped as a bank file goes to the invoices, below the lines of its program as well', async () => {
    const { page, faults } = await open('cash');
    await drop(page, page.getByRole('heading', { level: 1 }), openItemsFile(WEDNESDAY));
    const dialog = page.getByRole('dialog', { name: 'Import a bank file' });
    await dialog.getByText('It looks like a list of invoices.', { exact: false }).waitFor();
    expect(await dialog.getByRole('button', { name: /^Import \d/ }).count()).toBe(0);
    await expectAccessible(page);
    await dialog.getByRole('link', { name: 'Import it as invoices' }).click();
    await page.waitForURL('**/import/invoices');
    await page.getByRole('heading', { name: 'Import open invoices' }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('a wrong setting', () => {
  it('an order of dates that no date bears out is noticed, and cannot be imported', async () => {
    const { page, faults } = await open('setup?step=invoices');
    await choose(page, 'Choose file…', openItemsFile(WEDNESDAY));
    await button(page, 'Import 6 good rows').waitFor();
    await chooseDateOrder(page, 'month/day/year');
    await page.getByText('31.01.2031: other order of the date').waitFor();
    expect(await importButton(page).getAttribute('aria-disabled')).toBe('true');
    await importButton(page).getByText('The order of the dates cannot be right').waitFor();
    await expectAccessible(page);
    await importButton(page).click({ force: true });
    await button(page, 'Read the day first').click();
    await button(page, 'Import 6 good rows').waitFor();
    expect(itemsOf(await client.read('/invoices'))).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('a needed column that is skipped keeps the button off; a wrong one shows in the rows, with one cause', async () => {
    const { page, faults } = await open('setup?step=invoices');
    await choose(page, 'Choose file…', openItemsFile(WEDNESDAY));
    await button(page, 'Import 6 good rows').waitFor();
    await take(page, 'Betrag', 'Skip');
    await told(page).getByText('Still missing: Gross. Choose the column below.').waitFor();
    await importButton(page).getByText('A needed column is missing').waitFor();
    expect(await importButton(page).getAttribute('aria-disabled')).toBe('true');
    await take(page, 'KSt', 'Gross');
    await page.getByRole('heading', { name: 'One cause behind most of them' }).waitFor();
    await page.getByRole('alert').getByText('In most rows more is open than the whole amount.', { exact: false }).waitFor();
    await importButton(page).getByText('No row can be imported as it stands').waitFor();
    await expectAccessible(page);
    await take(page, 'Betrag', 'Gross');
    await button(page, 'Import 6 good rows').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('a table whose columns say nothing is matched by hand', async () => {
    const { page, faults } = await open('import/invoices');
    const text = 'A;B;C;D\nX-1;Alder GmbH;03.02.2031;119,00\nX-2;Birke KG;14.02.2031;50,00\n';
    await choose(page, 'Choose file…', { name: 'export.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('heading', { name: 'Match the columns of your open invoices' }).waitFor();
    await told(page).getByText('Still missing:', { exact: false }).waitFor();
    for (const [column, field] of Object.entries({ A: 'Number', B: 'Customer', C: 'Issued', D: 'Gross' })) await take(page, column, field);
    await button(page, 'Import 2 good rows').waitFor();
    await page.getByText('€169.00').first().waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('the same bank file twice', () => {
  it('is told before anything is posted', async () => {
    const { name, buffer } = bankFile(WEDNESDAY);
    expect((await client.upload('/bank-files', buffer, { name })).status).toBe(200);
    const { page, faults } = await open('cash');
    await drop(page, page.getByRole('heading', { level: 1 }), bankFile(WEDNESDAY));
    const dialog = page.getByRole('dialog', { name: 'Import a bank file' });
    await dialog.getByText('Imported on 12 Mar 31 already, with auszug.xml.', { exact: false }).waitFor();
    const off = dialog.getByRole('button', { name: /^Import 2 lines/ });
    expect([await off.getAttribute('aria-disabled'), await off.getAttribute('title')]).toEqual(['true', 'It was imported before']);
    await expectAccessible(page);
    await off.click({ force: true });
    expect(itemsOf(await client.read('/bank-statements'))).toHaveLength(1);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('reminders without a bank file', () => {
  it('are held, with the reason and the way on', async () => {
    const { company: bare } = await testCompanyOf(app, 'Ohne Bank');
    const { page, faults } = await openPage(browser, app.url, { cookie });
    await page.goto(`/c/${bare.slug}/setup?step=policy`);
    await button(page, 'Use the standard ladder, in shadow').click();
    await button(page, 'Let it decide now').click();
    await page.getByText('The run is held: No bank file was imported yet').waitFor();
    await expectAccessible(page);
    await button(page, 'To the bank file').click();
    await page.getByRole('heading', { name: 'Import your latest bank file' }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('the demo', () => {
  it('begins beside the own company on an empty installation, and shows how far it is', async () => {
    const fresh = await testApp();
    try {
      const { page, faults } = await openPage(browser, fresh.url, { cookie: await signInOwner(fresh) });
      await page.goto('/');
      await page.waitForURL('**/start');
      await page.getByRole('heading', { name: 'Start with my own' }).waitFor();
      await button(page, 'Load demo data').click();
      await page.getByRole('progressbar').waitFor();
      await page.getByText('You can leave this page; the load goes on.').waitFor();
      await expectAccessible(page);
      await page.reload();
      await page.getByRole('progressbar').waitFor();
      expect(faults).toEqual([]);
      await page.context().close();
    } finally {
      await fresh.close();
    }
  });
});
