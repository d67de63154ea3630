import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importLines, issue, itemsOf, makeCustomer, runToItsEnd } from '../api/company-client.ts';
import { openBrowser, openPage, type Watched } from '../support/browser.ts';
import { eventually, invoice, openWork, type WorkInHand } from './work-in-hand.ts';

let browser: Browser;
let work: WorkInHand;
let watched: Watched;
let numbers: readonly string[];
/** The id of the bank line of an amount. */
let lines: ReadonlyMap<string, string>;

beforeAll(async () => {
  browser = await openBrowser();
  work = await openWork('Cash by Hand');
  const { client, today } = work;
  await makeCustomer(client, 'E-1', 'Eastwick Kites e.K.');
  const issued = await issue(client, invoice('E-1', '249.90'), invoice('E-1', '100.00'));
  numbers = issued.map(({ number }) => number);
  const line = { bookedOn: today(), text: 'kites', name: 'E. Wick' };
  await importLines(client, { ...line, minor: 30_000n }, { ...line, minor: 4_200n, text: 'string' });
  lines = new Map(itemsOf(await client.read('/bank-lines')).map((one) => [String(one['amount']), String(one['id'])]));
  await runToItsEnd(client, 'approve');
  watched = await openPage(browser, work.app.url, { cookie: work.cookie });
}, 120_000);
afterAll(async () => {
  expect(watched.faults).toEqual([]);
  await browser.close();
  await work.app.close();
});

const stateOf = async (amount: string): Promise<unknown> => (await work.client.read(`/bank-lines/${lines.get(amount) ?? ''}`))['state'];

async function openLine(page: Page, amount: string): Promise<void> {
  await page.goto(`/c/${work.company.slug}/cash?line=${lines.get(amount) ?? ''}`);
  await page.getByRole('region', { name: 'Build an explanation' }).waitFor();
}

describe('an explanation that a person builds', () => {
  it('is applied only while every chosen item has an amount', async () => {
    const { page } = watched;
    await openLine(page, '300.00');
    await page.keyboard.press('/');
    await page.keyboard.type(numbers[0] ?? '');
    await page.getByRole('button', { name: `Add ${numbers[0] ?? ''}` }).waitFor();
    await page.keyboard.press('Enter');
    const amount = page.getByLabel(`Apply ${numbers[0] ?? ''}`);
    expect(await amount.inputValue()).toBe('249.90');
    const apply = page.getByRole('button', { name: 'Apply, go on' });
    for (const text of ['abc', '-5', '0', '249.905', '1e3', '']) {
      await amount.fill(text);
      expect(await apply.getAttribute('aria-disabled'), text).toBe('true');
      await amount.press('Enter');
    }
    expect(await stateOf('300.00')).toBe('open');
    await amount.fill('249.90');
    expect(await apply.getAttribute('aria-disabled')).not.toBe('true');
  });

  it('is finished by keys alone, and says what stays on account', async () => {
    const { page } = watched;
    await page.keyboard.press('Escape');
    await page.locator('main h3').first().click();
    await page.keyboard.press('/');
    await page.keyboard.press('Enter');
    await page.getByText('€249.90 applied to Eastwick Kites e.K., €50.10 stays on account').waitFor();
    await eventually(() => stateOf('300.00')).toBe('applied');
    const invoices = itemsOf(await work.client.read('/invoices?state=open'));
    expect(invoices.map((one) => [one['number'], one['open']])).toEqual([[numbers[1], '100.00']]);
  });
});

describe('two windows over one line', () => {
  it('the second one is told that it is applied, sees everything anew, and nothing is booked twice', async () => {
    const { page } = watched;
    const other = await openPage(browser, work.app.url, { cookie: work.cookie });
    await openLine(page, '42.00');
    await openLine(other.page, '42.00');
    for (const one of [page, other.page]) {
      await one.getByLabel('Find open receivables').fill(numbers[1] ?? '');
      await one.getByRole('button', { name: `Add ${numbers[1] ?? ''}` }).click();
    }
    await page.getByRole('button', { name: 'Apply, go on' }).click();
    await page.getByText('€42.00 applied to Eastwick Kites e.K.').first().waitFor();
    await other.page.getByRole('button', { name: 'Apply, go on' }).click();
    await other.page.getByText(/This bank line is applied already; nothing was booked twice/).waitFor();
    await eventually(() => other.page.getByRole('option', { name: /€42\.00/ }).count()).toBe(1);
    await other.page.getByRole('option', { name: /€42\.00[\s\S]*by hand/ }).waitFor();
    expect(itemsOf(await work.client.read('/invoices?state=open')).map((one) => one['open'])).toEqual(['58.00']);
    expect(other.faults).toEqual([]);
    await other.context.close();
  });
});
