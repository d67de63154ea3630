import { parseArgs } from 'node:util';
import { exerciseTable, firstRows } from '../tests/support/frame-recorder.ts';
import { openBrowser } from '../tests/support/browser.ts';
import { machine } from './result.ts';

/** Measures the table of invoices in a real browser on a server that runs:
 *
 *      npm run measure:table -- --url http://localhost:4300 --company large-book --email owner@example.com --password SECRET
 *
 *  Says when the first rows were there after the address was opened, and for every movement how many frames there were, how many of them were not covered with rows,
 *  how many showed rows that stand in for ones not loaded yet, and the longest frame. */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:4300' },
    company: { type: 'string', default: 'large-book' },
    email: { type: 'string', default: 'owner@example.com' },
    password: { type: 'string' },
    search: { type: 'string', default: 'INV-0001' },
  },
});

const browser = await openBrowser();
const context = await browser.newContext({ baseURL: values.url, viewport: { width: 1440, height: 900 } });
const signedIn = await context.request.post('/v1/session', { data: { email: values.email, password: values.password ?? '' }, headers: { origin: values.url } });
if (!signedIn.ok()) throw new Error(`The sign-in was refused: ${await signedIn.text()}`);
const page = await context.newPage();

async function firstRowsMs(): Promise<number> {
  const began = performance.now();
  await page.goto(`/c/${values.company}/invoices?view=all`, { waitUntil: 'commit' });
  await firstRows(page);
  return Math.round(performance.now() - began);
}

const cold = await firstRowsMs();
const warm = await firstRowsMs();
await page
  .getByText(/\d open|\d offen/)
  .first()
  .waitFor();
const rows = await page.getByRole('grid').first().getAttribute('aria-rowcount');
const movements = await exerciseTable(page, values.search);
console.log(JSON.stringify({ bench: 'web-table', rows, firstRowsMs: { cold, warm }, movements, machine: machine() }, null, 2));
await browser.close();
