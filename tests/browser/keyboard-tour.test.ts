import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importLines, issue, itemsOf, makeCustomer, runToItsEnd, type Json } from '../api/company-client.ts';
import { openBrowser, openPage, type Watched } from '../support/browser.ts';
import { eventually, invoice, makeTasks, openWork, type WorkInHand } from './work-in-hand.ts';

/** Everything here is done with keys alone: no step of these tests presses a mouse button. */
let browser: Browser;
let work: WorkInHand;
let watched: Watched;
let asked: { readonly id: string; readonly number: string; readonly receivableIds: readonly string[] };
let customer: string;

beforeAll(async () => {
  browser = await openBrowser();
  work = await openWork('By Keys Alone');
  await makeTasks(work);
  const { client } = work;
  customer = await makeCustomer(client, 'D-7', 'Dorfladen Eifel eG');
  const issued = await issue(client, invoice('D-7', '1190.00'), invoice('D-7', '238.50', '2031-02-03'));
  asked = issued[1] ?? fail('nothing was issued');
  await importLines(client, { minor: 23_850n, bookedOn: work.today(), text: 'for tea', name: 'Dorfladen Eifel' });
  await runToItsEnd(client, 'approve');
  watched = await openPage(browser, work.app.url, { cookie: work.cookie });
  await watched.page.goto(`/c/${work.company.slug}`);
  await heading(watched.page, /Good/);
}, 120_000);
afterAll(async () => {
  expect(watched.faults).toEqual([]);
  await browser.close();
  await work.app.close();
});

function fail(why: string): never {
  throw new Error(why);
}

const heading = (page: Page, name: RegExp | string) => page.getByRole('heading', { level: 1, name }).waitFor();
const at = (page: Page): string => new URL(page.url()).pathname.replace(`/c/${work.company.slug}`, '');
const line = async (band: string): Promise<Json | undefined> => itemsOf(await work.client.read(`/cash-lines?band=${band}`))[0];
const openOf = async (): Promise<unknown> => (await work.client.read(`/invoices/${asked.id}`))['open'];

/** What is typed at once after Ctrl K is for the search, also the first time. */
async function search(page: Page, text: string, found: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(text);
  await page.getByRole('option', { name: found }).waitFor();
  const chosen = page.locator('[role=option][data-highlighted]');
  for (let hits = await page.getByRole('option').count(); hits > 0 && !(await chosen.innerText()).includes(found); hits--)
    await page.keyboard.press('ArrowDown');
  expect(await chosen.innerText()).toContain(found);
  await page.keyboard.press('Enter');
}

describe('by keys alone', () => {
  it('the beginning of an invoice number leads to its customer, with what happened about this invoice', async () => {
    const { page } = watched;
    await search(page, asked.number.slice(0, -1), asked.number);
    await heading(page, 'Dorfladen Eifel eG');
    expect(at(page)).toBe(`/customers/${customer}`);
    expect(new URL(page.url()).searchParams.get('invoice')).toBe(asked.id);
    await page.getByRole('link', { name: `Invoice ${asked.number}` }).waitFor();
    const timeline = page.getByRole('tabpanel');
    await timeline.getByText(`Invoice ${asked.number} issued`).waitFor();
    expect(await timeline.getByText(/Invoice .* issued/).count()).toBe(1);
    await page.goBack();
    await heading(page, /Good/);
  });

  it('digits from within a number find it as well', async () => {
    const { page } = watched;
    await search(page, asked.number.slice(-3), asked.number);
    await heading(page, 'Dorfladen Eifel eG');
    expect(new URL(page.url()).searchParams.get('invoice')).toBe(asked.id);
    await page.goBack();
    await heading(page, /Good/);
  });

  it('the next task of the worklist is taken and done', async () => {
    const { page } = watched;
    const before = itemsOf(await work.client.read('/tasks?state=done')).length;
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await heading(page, 'Worklist');
    const rows = page.getByRole('option');
    await rows.nth(1).waitFor();
    const name = page.locator('main h2').first();
    const first = await name.innerText();
    await page.keyboard.press('j');
    await eventually(() => name.innerText()).not.toBe(first);
    const taken = await name.innerText();
    await page.keyboard.press('e');
    // The next one comes by itself.
    await eventually(() => name.innerText()).not.toBe(taken);
    await eventually(async () => itemsOf(await work.client.read('/tasks?state=done')).length).toBe(before + 1);
    const [done] = itemsOf(await work.client.read('/tasks?state=done'));
    expect((done?.['customer'] as Json | null)?.['name'] ?? taken).toBe(taken);
  });

  it('a proposed match is confirmed with Enter and taken back with u', async () => {
    const { page } = watched;
    const proposed = await line('confirm');
    expect(proposed).toMatchObject({ amount: '238.50', can: { confirm: true } });
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await heading(page, 'Cash');
    await page.getByRole('region', { name: 'Explanations' }).getByText('Dorfladen Eifel eG').first().waitFor();
    await page.keyboard.press('Enter');
    await eventually(async () => (await line('applied'))?.['id']).toBe(proposed?.['id']);
    expect(await openOf()).toBe('0.00');
    await page
      .getByText(/€238\.50 applied/)
      .first()
      .waitFor();
    await page.keyboard.press('u');
    await eventually(openOf).toBe('238.50');
    expect(await line('applied')).toBeUndefined();
    const verdict = await work.client.read('/verify');
    expect((verdict['checks'] as Json[]).filter(({ ok }) => ok !== true)).toEqual([]);
  });

  it('taking back waits for the decision that is still under way', async () => {
    const { page } = watched;
    await runToItsEnd(work.client, 'approve');
    const proposed = await line('confirm');
    expect(proposed).toMatchObject({ amount: '238.50', can: { confirm: true } });
    await page.reload();
    const explanations = page.getByRole('region', { name: 'Explanations' });
    await explanations.getByText('Dorfladen Eifel eG').first().waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('u');
    await page.getByText('Taken back', { exact: true }).first().waitFor();
    await eventually(() => page.getByText(/€238\.50 applied/).count()).toBe(0);
    expect((await line('unmatched'))?.['id']).toBe(proposed?.['id']);
    expect(await line('applied')).toBeUndefined();
    const trail = itemsOf(await work.client.read('/audit-events?action=bank_line.undone'));
    expect(trail).toHaveLength(2);
  });
});
