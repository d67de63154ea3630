import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoiceOf, makeCustomer } from '../api/company-client.ts';
import { openBrowser, openPage } from '../support/browser.ts';
import { exerciseTable } from '../support/frame-recorder.ts';
import { signInOwner, testApp, testCompanyOf, type TestApp } from '../support/test-app.ts';

const INVOICES = 4_000;
const CHUNK = 1_000;

let app: TestApp;
let browser: Browser;
let cookie: string;

beforeAll(async () => {
  app = await testApp();
  cookie = await signInOwner(app);
  const { client } = await testCompanyOf(app, 'Long List Ltd');
  const numbers = ['K1', 'K2', 'K3'];
  for (const number of numbers) await makeCustomer(client, number, `Customer ${number} Trading`);
  for (let at = 0; at < INVOICES; at += CHUNK) {
    await client.post('/invoices/issue', { invoices: Array.from({ length: CHUNK }, (_, index) => invoiceOf(numbers[index % 3] ?? 'K1', `${100 + index}.00`)) });
  }
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
});

describe('a long table', () => {
  it('has rows on the screen in every frame, whatever is done to it', async () => {
    const { page, faults } = await openPage(browser, app.url, { cookie });
    await page.goto('/c/long-list-ltd/invoices?view=all');
    await page.getByRole('gridcell', { name: /INV-/ }).first().waitFor();
    const seen = await exerciseTable(page, 'INV-0001');
    for (const [what, { frames, blank }] of Object.entries(seen)) {
      expect([what, blank]).toEqual([what, 0]);
      expect(frames).toBeGreaterThan(2);
    }
    expect(faults).toEqual([]);
  });

  it('reaches its last row by key, and says how many there are', async () => {
    const { page } = await openPage(browser, app.url, { cookie });
    await page.goto('/c/long-list-ltd/invoices?view=all&sort=number');
    const grid = page.getByRole('grid').first();
    await page.getByRole('gridcell', { name: 'INV-000001', exact: true }).waitFor();
    await expect.poll(async () => grid.getAttribute('aria-rowcount')).toBe(String(INVOICES + 1));
    await grid.focus();
    await page.keyboard.press('End');
    await page.getByRole('gridcell', { name: `INV-${String(INVOICES).padStart(6, '0')}`, exact: true }).waitFor();
  });
});
