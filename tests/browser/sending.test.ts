import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { invoiceOf, issue, itemsOf, makeCustomer, type CompanyClient } from '../api/company-client.ts';
import { expectAccessible, openBrowser, openPage, type Watched } from '../support/browser.ts';
import { signInOwner, testApp, testCompanyOf, type TestApp } from '../support/test-app.ts';
import { eventually } from './work-in-hand.ts';

const SECRET = 'a pike in the reeds';
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#0f5c4d"/></svg>';

let browser: Browser;
let app: TestApp;
let cookie: string;
let company: Company;
let client: CompanyClient;
let watched: Watched;

beforeAll(async () => {
  browser = await openBrowser();
  app = await testApp();
  cookie = await signInOwner(app);
  ({ company, client } = await testCompanyOf(app, 'Post and Paper'));
  const customer = await makeCustomer(client, 'C1', 'Brandt Logistik GmbH');
  await client.post(`/customers/${customer}/contacts`, { role: 'billing', name: 'Frau Keller', email: 'keller@brandt.example' });
  const [issued] = await issue(client, invoiceOf('C1', '120.00'));
  await client.post('/invoices/send', { documentIds: [issued?.id] });
  watched = await openPage(browser, app.url, { cookie });
}, 120_000);
afterAll(async () => {
  expect(watched.faults).toEqual([]);
  await browser.close();
  await app.close();
});

async function go(path: string): Promise<Page> {
  const { page } = watched;
  await page.goto(`/c/${company.slug}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const form = (page: Page, name: string) => page.getByRole('dialog', { name });

async function choose(page: Page, name: string, option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name }).click();
  await page.getByRole('option', { name: option }).click();
}

/** Everything that the browser keeps of a page. */
async function keptByBrowser(page: Page): Promise<string> {
  return `${page.url()} ${await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage, history.state])')} ${await page.content()}`;
}

describe('the mail server', () => {
  it('is missed in the outbox, and the way to it stands there', async () => {
    const page = await go('/outbox');
    await page.getByText('Brandt Logistik GmbH').first().waitFor();
    await page.getByText('No mail server is set up.').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Set up sending' }).click();
    await page.getByRole('heading', { level: 2, name: 'Sending' }).waitFor();
    await card(page, 'Mail server').getByText('Mails wait in the outbox').waitFor();
  });

  it('is refused with the reason at the field, and nothing typed is lost', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Mail server: Set up…' }).click();
    const dialog = form(page, 'Mail server');
    expect(await dialog.getByLabel('Port').inputValue()).toBe('465');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('This is needed.').first().waitFor();
    await dialog.getByLabel('Server name').and(page.locator(':focus')).waitFor();
    await dialog.getByLabel('Server name').fill('https://smtp.example.com');
    await dialog.getByLabel('User').fill('billing');
    await dialog.getByLabel('Password').fill(SECRET);
    await dialog.getByLabel('Sender address').fill('nobody');
    await dialog.getByLabel('DKIM selectors').fill('s1, s2');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('What is wrong stands at the fields.', { exact: false }).waitFor();
    await dialog.getByText('A host is a name like smtp.example.com, without protocol and port.').waitFor();
    await dialog.getByText('This is no e-mail address.').waitFor();
    await expectAccessible(page);
    expect(await dialog.getByLabel('Password').inputValue()).toBe(SECRET);
    expect((await client.get('/channels/email')).body['code']).toBe('channel.not_set');
  });

  it('is not used without encryption unless somebody says so', async () => {
    const { page } = watched;
    const dialog = form(page, 'Mail server');
    await dialog.getByLabel('Server name').fill('smtp.example.com');
    await dialog.getByLabel('Sender address').fill('billing@example.com');
    await choose(page, 'Encryption', /^None/);
    expect(await dialog.getByLabel('Port').inputValue()).toBe('25');
    await dialog.getByText('Without encryption everybody on the way can read passwords and mails').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Without encryption this is refused', { exact: false }).waitFor();
    await expectAccessible(page);
    await choose(page, 'Encryption', /^STARTTLS/);
    expect(await dialog.getByLabel('Port').inputValue()).toBe('587');
  });

  it('is kept, and its password is not shown again', async () => {
    const { page } = watched;
    const dialog = form(page, 'Mail server');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const mails = card(page, 'Mail server');
    await mails.getByText('smtp.example.com:587').waitFor();
    await mails.getByText('billing@example.com').waitFor();
    await mails.getByText('was not checked yet', { exact: false }).waitFor();
    await expectAccessible(page);
    expect(await client.read('/channels/email')).toMatchObject({
      settings: { host: 'smtp.example.com', port: 587, security: 'starttls', allowPlain: false, dkimSelectors: ['s1', 's2'] },
      secretsKept: ['password'],
    });
    expect(await keptByBrowser(page)).not.toContain(SECRET);
    await mails.getByRole('button', { name: 'Mail server: Change…' }).click();
    expect(await dialog.getByLabel('Password').inputValue()).toBe('');
    await dialog.getByText('Kept. Left empty it stays', { exact: false }).waitFor();
    expect(await keptByBrowser(page)).not.toContain(SECRET);
  });

  it('changes without its password, as long as server and user stay the same', async () => {
    const { page } = watched;
    const dialog = form(page, 'Mail server');
    await dialog.getByLabel('Sender name').fill('Post and Paper');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await card(page, 'Mail server').getByText('Post and Paper', { exact: true }).waitFor();
    expect(await client.read('/channels/email')).toMatchObject({ settings: { from: { name: 'Post and Paper' } }, secretsKept: ['password'] });
    await page.getByRole('button', { name: 'Mail server: Change…' }).click();
    await dialog.getByLabel('User').fill('somebody else');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Enter it: none is kept for this account.').waitFor();
    await dialog.getByLabel('Password').and(page.locator(':focus')).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await client.read('/channels/email')).toMatchObject({ settings: { auth: { user: 'billing' } } });
  });

  it('is not missed in the outbox any more', async () => {
    const page = await go('/outbox');
    await page.getByText('Brandt Logistik GmbH').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByText('No mail server is set up.').count()).toBe(0);
    expect(itemsOf(await client.read('/outbox'))).toHaveLength(1);
  });
});

describe('the mailbox and short messages', () => {
  it('are set up by their own forms', async () => {
    const page = await go('/settings/sending');
    await page.getByRole('button', { name: 'Mailbox for bounces and replies: Set up…' }).click();
    const mailbox = form(page, 'Mailbox for bounces and replies');
    expect(await mailbox.getByLabel('Port').inputValue()).toBe('993');
    await mailbox.getByLabel('Server name').fill('imap.example.com');
    await choose(page, 'Sign-in with', /^OAuth 2/);
    await mailbox.getByLabel('User').fill('billing@example.com');
    await mailbox.getByLabel('Client id').fill('an id');
    await mailbox.getByLabel('Token address').fill('https://login.example.com/token');
    await mailbox.getByLabel('Client secret').fill(SECRET);
    await mailbox.getByLabel('Refresh token').fill(SECRET);
    await expectAccessible(page);
    await mailbox.getByRole('button', { name: 'Save' }).click();
    await mailbox.waitFor({ state: 'detached' });
    await card(page, 'Mailbox for bounces and replies').getByText('imap.example.com:993').waitFor();
    expect(await client.read('/channels/mailbox')).toMatchObject({ settings: { mailbox: 'INBOX' }, secretsKept: ['clientSecret', 'refreshToken'] });
    await page.getByRole('button', { name: 'Short messages: Set up…' }).click();
    const short = form(page, 'Short messages');
    await short.getByLabel('Account SID').fill('AC1');
    await short.getByLabel('Auth token').fill(SECRET);
    await short.getByLabel('Sender').fill('+49 151 12345678');
    await short.getByRole('button', { name: 'Save' }).click();
    await short.getByText('A sender is a number like', { exact: false }).waitFor();
    await short.getByLabel('Sender').fill('+4915112345678');
    await expectAccessible(page);
    await short.getByRole('button', { name: 'Save' }).click();
    await short.waitFor({ state: 'detached' });
    await card(page, 'Short messages').getByText('+4915112345678').waitFor();
    expect(await keptByBrowser(page)).not.toContain(SECRET);
  });
});

describe('who may not change settings', () => {
  it('sees neither section nor note', async () => {
    const asked = await app.ask({ url: '/v1/me', cookie });
    const me = asked.body as { companies: { scopes: string[] }[] };
    const { page, faults, context } = await openPage(browser, app.url, { cookie });
    const guarded: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/channels/')) guarded.push(request.url());
    });
    const companies = me.companies.map((one) => ({ ...one, scopes: one.scopes.filter((scope) => scope !== 'settings:write') }));
    await page.route(/\/v1\/me$/, (route) => route.fulfill({ json: { ...me, companies } }));
    await page.goto(`/c/${company.slug}/outbox`);
    await page.getByText('Brandt Logistik GmbH').first().waitFor();
    await page.goto(`/c/${company.slug}/settings/sending`);
    await page.getByRole('link', { name: 'Your account' }).waitFor();
    expect(await page.getByRole('link', { name: /^(?:Sending|Letterhead)$/ }).count()).toBe(0);
    expect([guarded, faults]).toEqual([[], []]);
    await context.close();
  });
});

describe('the letterhead', () => {
  async function upload(page: Page, button: string, name: string, content: string | Buffer): Promise<void> {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: button }).click()]);
    await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
  }

  it('says why a file is no logo', async () => {
    const page = await go('/settings/letterhead');
    const logo = card(page, 'Logo');
    await page.getByText('Nothing was set yet', { exact: false }).waitFor();
    await upload(page, 'Upload logo…', 'logo.gif', 'GIF89a');
    await logo.getByRole('alert').getByText('The file is no PNG, JPEG or SVG', { exact: false }).waitFor();
    await upload(page, 'Upload logo…', 'logo.svg', LOGO.replace('<rect', '<script/><rect'));
    await logo.getByRole('alert').getByText('The SVG holds what a logo may not have', { exact: false }).waitFor();
    await upload(page, 'Upload logo…', 'logo.png', Buffer.alloc(3_000_000, 1));
    await logo.getByRole('alert').getByText('larger than 512 KiB', { exact: false }).waitFor();
    await expectAccessible(page);
    expect(await client.read('/letterhead')).toMatchObject({ hasLogo: false });
  });

  it('shows a logo once it is there, and not when it was taken away', async () => {
    const { page } = watched;
    await upload(page, 'Upload logo…', 'logo.svg', LOGO);
    await card(page, 'Logo').getByRole('img', { name: 'The logo as it is printed, on white' }).waitFor();
    await page.waitForFunction("document.querySelector('section img')?.naturalWidth > 0");
    expect(await card(page, 'Logo').getByRole('alert').count()).toBe(0);
    expect(await client.read('/letterhead')).toMatchObject({ hasLogo: true });
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Remove logo' }).click();
    await page.getByRole('dialog', { name: 'Print without a logo?' }).getByRole('button', { name: 'Remove logo' }).click();
    await card(page, 'Logo').getByText('No logo', { exact: false }).waitFor();
    expect(await client.read('/letterhead')).toMatchObject({ hasLogo: false });
  });

  it('keeps what stands around it, and tells a wrong account at its field', async () => {
    const { page } = watched;
    await page.getByLabel('Street and number').fill('Speicherstraße 12\n');
    await page.getByLabel('City').fill('Hamburg');
    await page.getByLabel('IBAN').fill('DE88 3704 0044 0532 0130 00');
    await page.getByRole('radio', { name: /^Modern/ }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('This is no account number', { exact: false }).waitFor();
    expect(await client.read('/letterhead')).toMatchObject({ city: '' });
    await page.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await eventually(() => page.getByLabel('IBAN').inputValue()).toBe('DE89370400440532013000');
    expect(await client.read('/letterhead')).toMatchObject({ city: 'Hamburg', addressLines: ['Speicherstraße 12'], layout: 'modern', isDefault: false });
  });
});
