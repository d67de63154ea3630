import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/foundation/calendar/day.ts';
import { issue, itemsOf, makeCustomer, type Json } from '../api/company-client.ts';
import { expectAccessible, openBrowser, openPage, type PageOptions, type Watched } from '../support/browser.ts';
import { setTestChannels } from '../support/test-outbox.ts';
import { eventually, invoice, openWork, type WorkInHand } from './work-in-hand.ts';

let browser: Browser;
let work: WorkInHand;
/** One page for what is done in English, in the order of the tests. */
let watched: Watched;
let numbers: readonly string[];
let ids: readonly string[];

beforeAll(async () => {
  browser = await openBrowser();
  work = await openWork('Many Invoices');
  await setTestChannels(work);
  const { client, today } = work;
  const day = (before: number): string => addDays(today(), -before);
  const brandt = await makeCustomer(client, 'C1', 'Brandt Logistik GmbH');
  await makeCustomer(client, 'C2', 'Kessin Bau KG');
  const ostrau = await makeCustomer(client, 'C3', 'Ostrau Medizintechnik AG');
  await client.post(`/customers/${brandt}/contacts`, { role: 'billing', name: 'Frau Keller', email: 'keller@brandt.example' });
  await client.post(`/customers/${ostrau}/contacts`, { role: 'billing', name: 'Jo Renner', email: 'renner@ostrau.example' });
  const issued = await issue(
    client,
    invoice('C1', '4820.00', day(75)),
    invoice('C1', '310.50', day(40)),
    invoice('C2', '450.00', day(50)),
    invoice('C3', '980.00', day(45)),
    invoice('C3', '75.25', day(3)),
  );
  numbers = issued.map(({ number }) => number);
  ids = issued.map(({ id }) => id);
  await client.post('/holds', { kind: 'dispute', reason: 'two boxes are missing', invoiceIds: [ids[3]] });
  watched = await open('');
}, 120_000);
afterAll(async () => {
  expect(watched.faults).toEqual([]);
  await browser.close();
  await work.app.close();
});

async function open(query: string, options: PageOptions = {}): Promise<Watched> {
  const opened = await openPage(browser, work.app.url, { cookie: work.cookie, ...options });
  await go(opened.page, query);
  return opened;
}

async function go(page: Page, query: string): Promise<void> {
  await page.goto(`/c/${work.company.slug}/invoices${query}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const grid = (page: Page) => page.getByRole('grid', { name: 'Invoices' });
const rows = (page: Page) =>
  grid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('checkbox', { name: /^Select INV/ }) });
type Row = { readonly textContent: string | null; readonly getAttribute: (name: string) => string | null };
/** Numbers in the order in which they stand; rows of the grid need not stand so in the document. */
const shown = (page: Page): Promise<string[]> =>
  rows(page).evaluateAll((found: readonly Row[]) =>
    found
      .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map((row) => /INV-\d+/.exec(row.textContent ?? '')?.[0] ?? ''),
  );
const query = (page: Page): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams);
const summary = (filter: string) => work.client.read(`/invoices/summary?${filter}`);
const only = (...places: number[]): string[] => places.map((place) => numbers[place] ?? '');

describe('the list of invoices', () => {
  it('has views with their counts, and sums that follow the view', async () => {
    const { page } = watched;
    const views = page.getByRole('navigation', { name: 'Saved views' });
    for (const [name, filter] of [
      ['All open', 'state=open'],
      ['Overdue', 'state=overdue'],
      ['Overdue 30+', 'daysLateFrom=31'],
      ['In dispute', 'state=disputed'],
    ] as const) {
      const { count } = await summary(filter);
      await views.getByRole('button', { name: `${name} ${String(count)}`, exact: true }).waitFor();
    }
    await views.getByRole('button', { name: 'Overdue 4', exact: true }).click();
    await page.getByText('4 · €6,560.50 open').waitFor();
    expect(query(page)).toEqual({ view: 'overdue' });
    await eventually(() => shown(page)).toHaveLength(4);
    await expectAccessible(page);
  });

  it('reads its filters as a sentence, and keeps them over a reload', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Days late' }).click();
    await page.getByRole('textbox', { name: 'Days late' }).fill('14');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Days late more than 14/ }).waitFor();
    await eventually(() => shown(page)).toEqual(only(3, 2, 0));
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Issued from' }).click();
    await page.getByRole('textbox', { name: 'Issued from' }).fill('25.1.2031');
    await page.keyboard.press('Enter');
    await eventually(() => shown(page)).toEqual(only(3));
    expect(query(page)['from']).toBe('2031-01-25');
    await page.getByRole('button', { name: /Remove.*Issued from/ }).click();
    await page.reload();
    await eventually(() => shown(page)).toEqual(only(3, 2, 0));
    expect(query(page)).toEqual({ view: 'overdue', late: '14' });
    await page.getByRole('button', { name: /Remove.*Days late/ }).click();
    await eventually(() => shown(page)).toHaveLength(4);
  });

  it('is sorted by the server, and searched by number, name and amount', async () => {
    const { page } = watched;
    await grid(page).getByRole('button', { name: 'Open', exact: true }).click();
    await eventually(() => shown(page)).toEqual(only(0, 3, 2, 1));
    expect(await grid(page).getByRole('columnheader', { name: 'Open' }).getAttribute('aria-sort')).toBe('descending');
    await grid(page).getByRole('button', { name: 'Open', exact: true }).click();
    await eventually(() => shown(page)).toEqual(only(1, 2, 3, 0));
    await page.locator('main').click({ position: { x: 400, y: 20 } });
    await page.keyboard.press('/');
    for (const [typed, found] of [
      [numbers[2] ?? '', only(2)],
      ['Ostrau', only(3)],
      ['310.50', only(1)],
    ] as const) {
      await page.keyboard.press('Control+a');
      await page.keyboard.type(typed);
      await eventually(() => shown(page)).toEqual(found);
    }
    await page.keyboard.press('Escape');
    await eventually(() => shown(page)).toHaveLength(4);
  });
});

describe('the panel of an invoice', () => {
  it('opens with Enter and follows j and k', async () => {
    const { page } = watched;
    await go(page, '?view=overdue&sort=-open');
    await eventually(() => shown(page)).toEqual(only(0, 3, 2, 1));
    await grid(page).focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog');
    await panel.getByRole('heading', { name: numbers[0] ?? '' }).waitFor();
    expect(query(page)['open']).toBe(ids[0]);
    await page.keyboard.press('j');
    await panel.getByRole('heading', { name: numbers[3] ?? '' }).waitFor();
    await panel.getByText('two boxes are missing').waitFor();
    await panel.getByText(`Invoice ${numbers[3] ?? ''} issued`).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('k');
    await panel.getByRole('heading', { name: numbers[0] ?? '' }).waitFor();
    await panel.getByRole('tab', { name: 'Lines' }).click();
    await panel.getByText('1 × €4,820.00 · 0 %').waitFor();
  });

  it('stays at the invoice that was asked for, in the list or not, whatever is read again', async () => {
    const { page } = watched;
    const panel = page.getByRole('dialog');
    // Not among the disputed: the first row of the list is another one.
    await go(page, `?view=disputed&open=${ids[2] ?? ''}`);
    await panel.getByRole('heading', { name: numbers[2] ?? '' }).waitFor();
    await eventually(() => shown(page)).toEqual(only(3));
    // A command anywhere makes the list be read again.
    await panel.getByRole('button', { name: 'Hold' }).click();
    const dialog = page.getByRole('dialog', { name: /Hold/ }).last();
    await dialog.getByLabel('Reason').fill('a look at the delivery note');
    await dialog.getByRole('button', { name: /Hold/ }).click();
    await panel.getByText('a look at the delivery note').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(query(page)['open']).toBe(ids[2]);
    await panel.getByRole('heading', { name: numbers[2] ?? '' }).waitFor();
    await panel.getByRole('button', { name: 'Release' }).click();
    const release = page.getByRole('dialog').last();
    await release.getByLabel('Reason').fill('it was there');
    await release.getByRole('button', { name: 'Release' }).click();
    await eventually(() => panel.getByText('a look at the delivery note').count()).toBe(0);
    expect(query(page)['open']).toBe(ids[2]);
    // What is no invoice's id opens nothing.
    await go(page, '?view=disputed&open=nonsense');
    await eventually(() => shown(page)).toEqual(only(3));
    expect(await panel.count()).toBe(0);
    await go(page, `?view=overdue&sort=-open&open=${ids[0] ?? ''}`);
    await panel.getByRole('heading', { name: numbers[0] ?? '' }).waitFor();
  });

  it('shows the PDF itself, from this server alone', async () => {
    const { page } = watched;
    const answered = page.waitForResponse((response) => response.url().includes(`/invoices/${ids[0] ?? ''}/pdf`));
    await page.getByRole('dialog').getByRole('button', { name: 'PDF' }).click();
    const dialog = page.getByRole('dialog', { name: `${numbers[0] ?? ''} as PDF` });
    const frame = dialog.locator('iframe');
    await frame.waitFor();
    const response = await answered;
    expect([response.status(), response.headers()['content-type']]).toEqual([200, 'application/pdf']);
    // A frame that is refused stands with the browser's own page of errors.
    await eventually(() => page.frames().map((one) => one.url())).toContainEqual(expect.stringMatching(/\/pdf(?:#|$)/));
    expect(page.frames().some((one) => one.url().startsWith('chrome-error:'))).toBe(false);
    // The viewer of the browser keeps the keys that are pressed in it: focus begins beside it.
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await eventually(() => query(page)['open']).toBeUndefined();
  });
});

describe('a view of one’s own', () => {
  it('is saved under a name and found after a reload', async () => {
    const { page } = watched;
    await go(page, '?view=overdue&late=14&sort=-open');
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByRole('dialog').getByLabel('Name of the view').fill('Two weeks');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Two weeks', pressed: true }).waitFor();
    await go(page, '');
    await page.getByRole('button', { name: 'Two weeks' }).click();
    await eventually(() => shown(page)).toEqual(only(0, 3, 2));
    expect(query(page)).toMatchObject({ view: 'own:Two weeks', late: '14', sort: '-open' });
    await page.getByRole('button', { name: 'Remove view' }).click();
    await page.getByRole('button', { name: 'Two weeks' }).waitFor({ state: 'detached' });
  });
});

describe('sending many at once', () => {
  it('tells first who is left out and why, then sends the others', async () => {
    const { page } = watched;
    await go(page, '?view=open');
    await eventually(() => shown(page)).toHaveLength(5);
    await grid(page).focus();
    await page.keyboard.press('Control+a');
    await page.getByRole('toolbar', { name: '5 selected' }).getByRole('button', { name: 'Send' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send by mail' });
    const left = dialog.getByRole('region', { name: '1 is left out' });
    await left.getByText(`1 · has nobody to send to`).waitFor();
    await left.getByText(numbers[2] ?? '').waitFor();
    await dialog.getByText('4 ready').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Send 4' }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually(async () => itemsOf(await work.client.read('/outbox')).length).toBe(4);
    await page.getByRole('region', { name: 'Send by mail' }).getByText(/4/).first().waitFor();
    expect((await work.client.read(`/invoices/${ids[2] ?? ''}/deliveries`))['deliveries']).toEqual([]);
  });
});

describe('holding many at once', () => {
  it('shows its fields and who is left out inside its frame, however many they are', async () => {
    const { page } = watched;
    const held = await issue(work.client, ...Array.from({ length: 12 }, () => invoice('C2', '1.00', addDays(work.today(), -1))));
    await work.client.post('/holds', { kind: 'dispute', reason: 'all of them', invoiceIds: held.map(({ id }) => id) });
    // Numbers as long as a series of many branches makes them.
    await page.route('**/holds', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replaceAll('"INV-', '"INV-2031-HAMBURG-') });
    });
    await go(page, '?view=all');
    await eventually(() => shown(page)).toHaveLength(17);
    await grid(page).focus();
    await page.keyboard.press('Control+a');
    await page.getByRole('toolbar', { name: '17 selected' }).getByRole('button', { name: 'Hold reminders' }).click();
    const dialog = page.getByRole('dialog', { name: 'Hold reminders' });
    await dialog.getByText(/\d+ ready/).waitFor();
    const frame = await dialog.boundingBox();
    for (const inside of [dialog.getByLabel('Reason'), dialog.getByRole('textbox', { name: 'Until' }), dialog.getByRole('region', { name: /left out/ })]) {
      const box = await inside.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((frame?.x ?? 0) + (frame?.width ?? 0));
    }
    await page.unroute('**/holds');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});

describe('credit notes in the list', () => {
  it('read as what they take off, in their rows, in the sum above them and in that of what is selected', async () => {
    const { page } = watched;
    const { client } = work;
    const [paid] = await issue(client, invoice('C3', '155.00', addDays(work.today(), -2)));
    const payment = await client.post('/payments', { customerNumber: 'C3', method: 'cash', awaitsBank: false, amount: '155.00' });
    await client.post(`/payments/${String(payment['id'])}/applications`, { parts: [{ receivableId: paid?.receivableIds[0], amount: '155.00' }] });
    const { number } = await client.post(`/invoices/${paid?.id ?? ''}/credit-notes`, { reason: 'Returned' });
    const { count, currencies } = (await summary('state=open')) as { count: number; currencies: { open: string; creditOpen: string }[] };
    expect(currencies).toMatchObject([{ creditOpen: '155.00' }]);
    const euros = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' });
    const net = euros.format(Number(currencies[0]?.open) - 155);
    await go(page, '?view=open');
    await page.getByText(`${count} · ${net} open, credit notes taken off`).waitFor();
    const row = grid(page)
      .getByRole('row')
      .filter({ hasText: String(number) });
    await row.getByText('Credit note', { exact: true }).waitFor();
    expect(await row.getByText('-€155.00').count()).toBe(2);
    await row.getByRole('checkbox').click();
    await page.getByRole('toolbar', { name: '1 selected' }).getByText('-€155.00').waitFor();
    await expectAccessible(page);
  });
});

describe('writing an invoice', () => {
  const drafts = async (state = 'open'): Promise<Json[]> => itemsOf(await work.client.read(`/invoice-drafts?state=${state}`));

  it('keeps a draft that survives a reload, follows its customer, and is issued', async () => {
    const { page } = watched;
    await page.goto(`/c/${work.company.slug}/invoices/new`);
    await page.getByRole('combobox', { name: 'Customer' }).fill('Kessin');
    await page.getByRole('option', { name: /Kessin Bau KG/ }).click();
    const line = page.getByRole('group', { name: 'Line 1' });
    await line.getByLabel('Description').fill('Scaffolding');
    await line.getByLabel('Quantity').fill('2.5');
    await line.getByLabel('Unit price').fill('40');
    await page.getByText('Draft saved').waitFor();
    await page.getByText('€119.00').waitFor();
    expect(await drafts()).toMatchObject([{ amount: '119.00', customer: { name: 'Kessin Bau KG' } }]);
    await expectAccessible(page);
    await page.reload();
    await page.getByText('What you typed before is here again.').waitFor();
    expect(await line.getByLabel('Description').inputValue()).toBe('Scaffolding');
    await page.getByText('Draft saved').waitFor();
    await page.getByRole('combobox', { name: 'Customer' }).fill('Brandt');
    await page.getByRole('option', { name: /Brandt Logistik/ }).click();
    await eventually(() => drafts()).toMatchObject([{ amount: '119.00', customer: { name: 'Brandt Logistik GmbH' } }]);
    await page.getByText('Draft saved').waitFor();
    await page.getByRole('button', { name: 'Issue', exact: true }).click();
    const confirm = page.getByRole('dialog', { name: 'Issue this invoice?' });
    await confirm.getByText('€119.00 for Brandt Logistik GmbH.', { exact: false }).waitFor();
    await confirm.getByRole('button', { name: 'Issue', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('heading', { name: /^INV-\d+$/ })
      .waitFor();
    const [issued] = await drafts('issued');
    expect(query(page)['open']).toBe(issued?.['invoiceId']);
    expect(await work.client.read(`/invoices/${String(issued?.['invoiceId'])}`)).toMatchObject({ amount: '119.00', open: '119.00' });
    expect(await drafts()).toEqual([]);
  });

  it('says at the field what cannot be read, and shows no amounts of what stood there before', async () => {
    const { page } = watched;
    await page.goto(`/c/${work.company.slug}/invoices/new`);
    await page.getByText('Choose a customer and describe a line', { exact: false }).first().waitFor();
    await page.getByRole('combobox', { name: 'Customer' }).fill('Kessin');
    await page.getByRole('option', { name: /Kessin Bau KG/ }).click();
    const line = page.getByRole('group', { name: 'Line 1' });
    await line.getByLabel('Description').fill('Scaffolding');
    await line.getByLabel('Unit price').fill('40');
    await page.getByText('€47.60').waitFor();
    const issueButton = page.getByRole('button', { name: 'Issue', exact: false });
    for (const [field, bad, good, problem] of [
      ['Quantity', 'abc', '1', 'This is no number. Write it like 2.5.'],
      ['Unit price', 'xx', '40', 'This is no number. Write it like 2.5.'],
      ['Tax %', '190', '19', 'Percent from 0 to below 100, like 19.'],
    ] as const) {
      const box = line.getByLabel(field);
      await box.fill(bad);
      await box.blur();
      await line.getByText(problem).waitFor();
      expect(await box.getAttribute('aria-invalid')).toBe('true');
      await page.getByText(`Line 1, ${field}: ${problem}`).first().waitFor();
      expect(await issueButton.getAttribute('title')).toBe(`Line 1, ${field}: ${problem}`);
      expect(await page.getByText('€47.60').count()).toBe(0);
      if (field === 'Tax %') await expectAccessible(page);
      await box.fill(good);
      await page.getByText('Draft saved').waitFor();
      await page.getByText('€47.60').waitFor();
    }
    await line.getByLabel('Unit price').fill('-40');
    await page.getByText('-€47.60').waitFor();
    expect(await issueButton.getAttribute('title')).toContain('The total is not above zero.');
    expect(await drafts()).toMatchObject([{ amount: '-47.60', can: { issue: 'invoice.not_positive' } }]);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await page.waitForURL(/\/invoices(\?.*)?$/);
    expect(await drafts()).toEqual([]);
  });

  it('begins with the customer whose page it comes from, in German and dark', async () => {
    const { page, faults } = await open('?view=all', { language: 'de', theme: 'dark', width: 1440, height: 900 });
    await expectAccessible(page);
    const [customer] = itemsOf(await work.client.read('/customers?q=Ostrau'));
    await page.goto(`/c/${work.company.slug}/invoices/new?customer=${String(customer?.['id'])}`);
    await eventually(() => page.getByRole('combobox', { name: 'Kunde' }).inputValue()).toBe('Ostrau Medizintechnik AG');
    await page.getByRole('group', { name: 'Zeile 1' }).getByLabel('Beschreibung').fill('Pflaster');
    await page.getByRole('group', { name: 'Zeile 1' }).getByLabel('Einzelpreis').fill('1.250,50');
    await page.getByText('1.488,10 €').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Verwerfen' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Verwerfen' }).click();
    await page.waitForURL(/\/invoices(\?.*)?$/);
    expect(await drafts()).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
