import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { place, said, start, type Place } from '../cli/run-dunlin.ts';
import { openBrowser, openPage } from '../support/browser.ts';
import { OWNER } from '../support/test-app.ts';

const INVOICES = 300;
const KILLED_AFTER_CHUNKS = 2;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

let at: Place;
let port: number;
let browser: Browser;
let server: ChildProcess;
let cookie = '';

const url = (): string => `http://localhost:${port}`;

/** The real program in a process of its own, which can be killed. */
async function startServer(): Promise<ChildProcess> {
  const child = start(at.folder, ['serve', '--port', String(port)]);
  child.stderr?.resume();
  await said(child, /serves at (http:\/\/\S+)/);
  return child;
}

async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${url()}/v1${path}`, {
    method,
    headers: { cookie, origin: url(), ...(body ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect([path, response.ok, response.ok ? '' : await response.clone().text()]).toEqual([path, true, '']);
  cookie ||= (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  return (await response.json()) as Record<string, unknown>;
}

async function heldInvoices(): Promise<string[]> {
  const numbers: string[] = [];
  let cursor = '';
  do {
    const page = await ask('GET', `/companies/bulk-ltd/holds?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    numbers.push(...(page['items'] as { number: string }[]).map(({ number }) => number));
    cursor = typeof page['next'] === 'string' ? page['next'] : '';
  } while (cursor);
  return numbers;
}

beforeAll(async () => {
  at = place();
  port = await freePort();
  server = await startServer();
  await ask('POST', '/setup/owner', OWNER);
  await ask('POST', '/companies', { name: 'Bulk Ltd', currency: 'EUR', country: 'DE' });
  await ask('POST', '/companies/bulk-ltd/customers', { number: 'K1', name: 'Kestrel Kites', country: 'DE' });
  await ask('POST', '/companies/bulk-ltd/invoices/issue', {
    invoices: Array.from({ length: INVOICES }, (_, index) => ({
      customerNumber: 'K1',
      issuedOn: '2026-03-02',
      lines: [{ text: 'String', quantity: '1', unitPrice: `${index + 1}.00`, taxRate: '19' }],
    })),
  });
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  const gone = new Promise((resolve) => server?.once('close', resolve));
  server?.kill('SIGTERM');
  if (server) await gone;
  at?.remove();
}, 60_000);

describe('a server that is killed in the middle of a bulk action', { timeout: 180_000 }, () => {
  it('is told with what was done and what not, and the action goes on without doing anything twice', async () => {
    const { page } = await openPage(browser, url(), { cookie });
    let answered = 0;
    const killed = Promise.withResolvers<void>();
    page.on('response', (response) => {
      if (response.request().method() !== 'POST' || !response.url().endsWith('/holds') || response.request().postData()?.includes('"dryRun":true')) return;
      if (++answered === KILLED_AFTER_CHUNKS) {
        server.once('close', () => killed.resolve());
        server.kill('SIGKILL');
      }
    });
    await page.goto('/c/bulk-ltd/invoices');
    const grid = page.getByRole('grid', { name: 'Invoices' });
    await grid.getByText('INV-000300').waitFor();
    await grid.focus();
    await page.keyboard.press('Control+a');
    await page.getByRole('toolbar').getByRole('button', { name: 'Hold reminders' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Goods under inspection');
    await dialog.getByRole('button', { name: `Hold ${INVOICES}` }).click();

    await killed.promise;
    const job = page.getByRole('region', { name: 'Hold reminders' });
    await job.getByText(/The server does not answer: 100 of 300 done, 200 not yet/).waitFor();
    server = await startServer();
    // What is known of the job outlives the page.
    await page.reload();
    await job.getByText('300 done', { exact: true }).waitFor({ timeout: 60_000 });

    const held = await heldInvoices();
    expect(held).toHaveLength(INVOICES);
    expect(new Set(held).size).toBe(INVOICES);
  });
});
