import type { Browser, Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issue, itemsOf, makeCustomer, type Json } from '../api/company-client.ts';
import { expectAccessible, openBrowser, openPage, type Watched } from '../support/browser.ts';
import { go, openOffice, type Office } from './office.ts';
import { eventually, invoice } from './work-in-hand.ts';

let browser: Browser;
let office: Office;
let watched: Watched;

beforeAll(async () => {
  browser = await openBrowser();
  office = await openOffice('Many Rooms');
  watched = await openPage(browser, office.app.url, { cookie: office.cookie });
}, 120_000);
afterAll(async () => {
  expect(watched.faults).toEqual([]);
  await browser.close();
  await office.app.close();
});

type Wide = { readonly scrollWidth: number; readonly clientWidth: number };
/** By how many pixels the page, or the part of it beside the menu, is wider than the window shows. */
const widthOver = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const at = globalThis as unknown as { document: { documentElement: Wide; querySelector: (selector: string) => Wide | null }; innerWidth: number };
    const main = at.document.querySelector('main');
    return Math.max(at.document.documentElement.scrollWidth - at.innerWidth, main ? main.scrollWidth - main.clientWidth : 0);
  });

const euros = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });

describe('the overview', () => {
  type Figures = Record<'openReceivables' | 'overdue' | 'unappliedCash', { value: string }>;
  const figuresOf = async (query: string): Promise<Figures> => (await office.client.read(`/reports/dashboard${query}`))['figures'] as Figures;

  it('shows of any past day the figures of that day', async () => {
    const { page } = watched;
    await go(page, office.path(''));
    const card = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) });
    const expectFigures = async (figures: Figures): Promise<void> => {
      await card('Open receivables')
        .getByText(euros.format(Number(figures.openReceivables.value)), { exact: true })
        .waitFor();
      await card('Overdue')
        .getByText(euros.format(Number(figures.overdue.value)), { exact: true })
        .waitFor();
      await card('Unapplied cash')
        .getByText(euros.format(Number(figures.unappliedCash.value)), { exact: true })
        .waitFor();
    };
    const [now, then] = [await figuresOf(''), await figuresOf(`?asOf=${office.before(30)}`)];
    expect(then).not.toEqual(now);
    await expectFigures(now);
    await page.getByRole('textbox', { name: 'As of' }).fill('-30');
    await page.keyboard.press('Enter');
    await eventually(() => new URL(page.url()).searchParams.get('asOf')).toBe(office.before(30));
    await expectFigures(then);
  });

  it('opens the rows behind a figure of that day', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: /^Open receivables/ }).click();
    const panel = page.getByRole('dialog', { name: 'Open receivables' });
    const rows = itemsOf(await office.client.read(`/reports/metrics/rows/open-receivables?asOf=${office.before(30)}`));
    expect(rows.length).toBe(2);
    for (const row of rows)
      await panel
        .getByRole('listitem')
        .filter({ hasText: String(row['number']) })
        .waitFor();
    expect(await panel.getByText(office.numbers[2] ?? '').count()).toBe(0);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });
});

describe('the page of a customer', () => {
  const customer = (): Promise<Json> => office.client.read(`/customers/${office.customers.brandt}`);

  it('changes what is known of them, and adds a contact', async () => {
    const { page } = watched;
    await go(page, office.path(`/customers/${office.customers.brandt}`));
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit customer' });
    await dialog.getByLabel('Terms').fill('whenever');
    await dialog.getByLabel('City').fill('Hamburg');
    await dialog.getByRole('button', { name: 'Save' }).click();
    // What is not possible is said in words, and nothing that was typed is lost.
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByLabel('City').inputValue()).toBe('Hamburg');
    await dialog.getByLabel('Terms').fill('NET14');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await customer()).toMatchObject({ terms: 'NET14', city: 'Hamburg' });
    await page.getByRole('tab', { name: 'Contacts' }).click();
    await page.getByRole('button', { name: 'Add contact' }).click();
    const adding = page.getByRole('dialog', { name: 'Add contact' });
    await adding.getByLabel('Name').fill('Herr Sommer');
    await adding.getByLabel('E-mail').fill('sommer@brandt.example');
    await adding.getByRole('button', { name: 'Add contact' }).click();
    await page.getByText('Herr Sommer').waitFor();
    expect((await customer())['contacts']).toMatchObject([{ name: 'Frau Keller' }, { name: 'Herr Sommer', email: 'sommer@brandt.example' }]);
  });

  it('records a promise, which holds what it covers', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Promise' }).click();
    const dialog = page.getByRole('dialog', { name: 'Record a promise' });
    await dialog.getByRole('textbox', { name: 'Promised for' }).fill('+7');
    await dialog.getByLabel('Amount').fill('500');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Record promise' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(itemsOf(await office.client.read(`/promises?customer=${office.customers.brandt}`))).toMatchObject([
      { amount: '500.00', promisedOn: office.before(-7), state: 'open' },
    ]);
    await page.getByRole('list', { name: 'On hold' }).getByText('Promise').waitFor();
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByText('Promise of €500.00 by', { exact: false }).waitFor();
  });

  it('is put on hold with a reason, and released with one', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Hold…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Hold reminders' });
    await dialog.getByLabel('Reason').fill('goods were broken');
    await dialog.getByRole('button', { name: 'Hold reminders' }).click();
    await dialog.waitFor({ state: 'detached' });
    const held = page.getByRole('list', { name: 'On hold' }).getByRole('listitem').filter({ hasText: 'goods were broken' });
    await held.getByRole('button', { name: 'Release' }).click();
    const release = page.getByRole('dialog', { name: 'Release this hold?' });
    await release.getByRole('button', { name: 'Release' }).click();
    await release.getByText('Give a reason', { exact: false }).waitFor();
    await release.getByLabel('Reason').fill('replaced');
    await release.getByRole('button', { name: 'Release' }).click();
    // Behind a dialog nothing has a role: the dialog goes first.
    await release.waitFor({ state: 'detached' });
    await held.waitFor({ state: 'detached' });
    const holds = itemsOf(await office.client.read(`/holds?customer=${office.customers.brandt}`));
    expect(holds.map(({ kind }) => kind)).toEqual(['promise']);
  });

  it('is not overwritten by whoever saves second: they choose, and what they did not touch stays', async () => {
    const { page } = watched;
    const path = `/customers/${office.customers.kessin}`;
    const read = (): Promise<Json> => office.client.read(path);
    await office.client.send('PATCH', path, { city: 'Bremen', terms: 'NET30' });
    const edit = async (): Promise<Locator> => {
      await go(page, office.path(path));
      await page.getByRole('button', { name: 'Edit' }).click();
      return page.getByRole('dialog', { name: 'Edit customer' });
    };
    const dialog = await edit();
    await dialog.getByLabel('City').fill('Hamburg');
    await dialog.getByLabel('Postal code').fill('20095');
    await office.client.send('PATCH', path, { city: 'Berlin', terms: 'NET14' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText('Somebody changed City to Berlin meanwhile.').waitFor();
    expect(await read()).toMatchObject({ city: 'Berlin', terms: 'NET14', postalCode: '' });
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save mine' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await read()).toMatchObject({ city: 'Hamburg', terms: 'NET14', postalCode: '20095' });
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByText('Postal code, City', { exact: false }).first().waitFor();
    await edit();
    await dialog.getByLabel('City').fill('Kiel');
    await dialog.getByLabel('Postal code').fill('24103');
    await office.client.send('PATCH', path, { city: 'Rostock' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByRole('button', { name: 'Take theirs' }).click();
    expect(await dialog.getByLabel('City').inputValue()).toBe('Rostock');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await read()).toMatchObject({ city: 'Rostock', postalCode: '24103' });
  });
});

describe('the outbox', () => {
  const message = (): Promise<Json> => office.client.read(`/messages/${office.message}`);

  it('says why a message is there, and lets it be changed, moved and stopped until it leaves', async () => {
    const { page } = watched;
    await go(page, office.path('/outbox'));
    await page.getByRole('button', { name: /Brandt Logistik GmbH/ }).click();
    const panel = page.getByRole('dialog');
    await panel.getByText('Why this, why now').waitFor();
    await panel.getByText('The document was issued').waitFor();
    await panel.getByRole('button', { name: 'Edit' }).click();
    await panel.getByLabel('Subject').fill('Your invoice, once more');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByRole('heading', { name: 'Your invoice, once more' }).waitFor();
    expect(await message()).toMatchObject({ subject: 'Your invoice, once more', state: 'waiting' });
    await panel.getByRole('button', { name: 'Later' }).click();
    const later = page.getByRole('dialog', { name: 'Send later' });
    await later.getByLabel('Day and time').fill(`${office.before(-2)}T09:30`);
    await later.getByRole('button', { name: 'Save' }).click();
    await later.waitFor({ state: 'detached' });
    await eventually(async () => String((await message())['sendAfter']).slice(0, 10)).toBe(office.before(-2));
    await panel.getByText(/^leaves /).waitFor();
    await panel.getByRole('button', { name: 'Stop' }).click();
    const stop = page.getByRole('dialog', { name: 'Stop this message?' });
    await stop.getByLabel('Reason').fill('sent by hand');
    await stop.getByRole('button', { name: 'Stop' }).click();
    await panel.getByText('Stopped', { exact: true }).waitFor();
    expect(await message()).toMatchObject({ state: 'stopped' });
    await page.keyboard.press('Escape');
    await page.getByText('Nothing waits to be sent').waitFor();
  });
});

describe('the settings', () => {
  const section = (name: string): Promise<void> => go(watched.page, office.path(`/settings/${name}`));
  const saved = (within: Locator): Promise<void> => within.getByText('Saved').first().waitFor();

  it('rename the company, and the trail says who did it', async () => {
    const { page } = watched;
    await section('company');
    await page.getByRole('textbox', { name: 'Name' }).fill('Many Bright Rooms');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('complementary')
      .getByRole('button', { name: /Many Bright Rooms/ })
      .waitFor();
    await section('audit');
    await page.getByRole('searchbox').fill('company.');
    const event = page.getByRole('listitem').filter({ hasText: 'company.changed' }).first();
    await event.getByText('Olive Owner').waitFor();
    await event.locator('summary').click();
    await event.getByText('Many Bright Rooms').waitFor();
    await page.getByRole('button', { name: 'Check the chain' }).click();
    await page.getByText(/The chain is whole/).waitFor();
    expect(itemsOf(await office.client.read('/audit-events?action=company.changed'))).toMatchObject([{ after: { name: 'Many Bright Rooms' } }]);
  });

  it('give invoices another prefix and more digits', async () => {
    const { page } = watched;
    await section('numbers');
    const series = page.locator('form').filter({ hasText: 'Invoices' });
    await series.getByLabel('Prefix').fill('R-');
    await series.getByLabel('Digits at least').fill('4');
    await series.getByRole('button', { name: 'Save' }).click();
    await saved(page.locator('body'));
    await page.getByText('R-0004').waitFor();
    expect(itemsOf(await office.client.read('/number-series'))).toContainEqual(expect.objectContaining({ kind: 'invoice', prefix: 'R-', width: 4 }));
  });

  it('invite a user, who comes in with the link and sees what the role allows', async () => {
    const { page } = watched;
    await section('users');
    await page.getByRole('button', { name: 'Invite' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite a user' });
    await dialog.getByLabel('Name').fill('Carla Collector');
    await dialog.getByLabel('E-mail').fill('carla@example.com');
    await dialog.getByRole('checkbox', { name: 'Collections' }).click();
    await dialog.getByRole('button', { name: 'Invite' }).click();
    const shown = page.getByRole('dialog', { name: 'Hand over this link' });
    const link = await shown.locator('code').innerText();
    const guest = await openPage(browser, office.app.url);
    await guest.page.goto(link);
    await guest.page.getByLabel('Password').fill('nine otters under a bridge');
    await expectAccessible(guest.page);
    await guest.page.getByRole('button', { name: 'Go on' }).click();
    await guest.page.getByRole('button', { name: 'Carla Collector' }).waitFor();
    await guest.page.getByRole('link', { name: 'Worklist' }).waitFor();
    await guest.page.goto(office.path('/settings'));
    await guest.page.getByRole('link', { name: 'Your account' }).waitFor();
    expect(await guest.page.getByRole('link', { name: 'Users and roles' }).count()).toBe(0);
    // It works once.
    await guest.page.goto(link);
    await guest.page.getByLabel('Password').fill('nine otters under a bridge');
    await guest.page.getByRole('button', { name: 'Go on' }).click();
    await guest.page.getByRole('alert').waitFor();
    expect(guest.faults).toEqual([]);
    await guest.context.close();
    await page.keyboard.press('Escape');
    await page.getByText('carla@example.com').waitFor();
  });

  it('show the secret of an API key once, and it works', async () => {
    const { page } = watched;
    await section('keys');
    await page.getByRole('button', { name: 'New key' }).click();
    const dialog = page.getByRole('dialog', { name: 'New API key' });
    await dialog.getByLabel('Name').fill('Warehouse');
    await dialog.getByRole('checkbox', { name: 'customers:read' }).click();
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const shown = page.getByRole('dialog', { name: 'Keep this secret now' });
    const secret = await shown.locator('code').innerText();
    const asked = await office.app.ask({ url: `/v1/companies/${office.company.slug}/customers`, key: secret });
    expect([asked.status, itemsOf(asked.body).length]).toEqual([200, 2]);
    await page.keyboard.press('Escape');
    await shown.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('listitem').filter({ hasText: 'Warehouse' }).waitFor();
    expect(await page.content()).not.toContain(secret);
  });

  it('preview a text while it is written, and say what is wrong with it', async () => {
    const { page } = watched;
    await section('texts');
    await page.getByRole('button', { name: 'Reminder, friendly · E-mail · en' }).click();
    const dialog = page.getByRole('dialog');
    const body = dialog.getByLabel('Text');
    await body.fill('Good day {{ customer.name }}, please look at this.');
    await dialog
      .getByText(/^Good day .*, please look at this\.$/)
      .last()
      .waitFor();
    expect(await dialog.getByRole('paragraph').filter({ hasText: 'Good day' }).innerText()).not.toContain('{{');
    await expectAccessible(page);
    await body.fill('Good day {{ customer.nickname }}');
    await dialog
      .getByText(/nickname/)
      .last()
      .waitFor();
    await eventually(() => dialog.getByRole('button', { name: /Save and use/ }).getAttribute('aria-disabled')).toBe('true');
  });
});

// Last: the office of the other tests has no third customer.
describe('a page about a customer of a long name', () => {
  it('is no wider than the window when a name of 300 letters has no gap, nor is what else names them', async () => {
    const { page } = watched;
    const name = 'W'.repeat(300);
    const id = await makeCustomer(office.client, 'C9', name);
    const [issued] = await issue(office.client, invoice('C9', '75.00', office.before(3)));
    for (const path of [
      `/customers/${id}`,
      `/customers/${id}?tab=details`,
      `/invoices?open=${issued?.id ?? ''}`,
      `/invoices/new?customer=${id}`,
      '/customers',
    ]) {
      await go(page, office.path(path));
      await page
        .getByText(name)
        .or(page.getByRole('combobox', { name: 'Customer' }))
        .first()
        .waitFor();
      expect([path, await widthOver(page)]).toEqual([path, 0]);
    }
    await go(page, office.path(`/customers/${id}`));
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).getAttribute('title')).toBe(name);
  });
});
