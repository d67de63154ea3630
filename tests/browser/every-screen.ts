import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importLines, issue, makeCustomer, runToItsEnd } from '../api/company-client.ts';
import { expectAccessible, openBrowser, openPage, type PageOptions, type Watched } from '../support/browser.ts';
import { invoice, makeTasks, openWork, type WorkInHand } from './work-in-hand.ts';

/** Below the company; `:customer` and `:invoice` stand for one that has something of everything. */
const SCREENS = [
  '',
  '?metric=collectionEffectiveness',
  '/worklist?view=team',
  '/cash',
  '/cash/statements',
  '/invoices?view=all',
  '/invoices?view=all&open=:invoice',
  '/invoices/new',
  '/customers',
  '/customers/:customer',
  '/customers/:customer?tab=items',
  '/customers/:customer?tab=payments',
  '/customers/:customer?tab=contacts',
  '/customers/:customer?tab=details',
  '/outbox',
  '/outbox?view=trouble',
  '/outbox?view=replies',
  '/reminders',
  '/reminders?view=promises',
  '/approvals',
  '/settings/company',
  '/settings/numbers',
  '/settings/banks',
  '/settings/letterhead',
  '/settings/texts',
  '/settings/sending',
  '/settings/users',
  '/settings/keys',
  '/settings/audit',
  '/settings/account',
  '/setup',
  '/import/customers',
  '/nowhere',
] as const;

/** What a German screen does not say. Data of the company is German or has names. */
const ENGLISH =
  /\b(?:the|and|of|with|is|are|to|for|not|yet|from|all|overdue|invoices?|customers?|payments?|reminders?|save|cancel|days|late|due|today|sent|waiting|new|edit|hold|promise|settings|search|show|more)\b/i;
const SPOKEN = 'button, h1, h2, h3, label, dt, legend, [role=tab], [role=columnheader], [role=status], nav a';

async function seed(work: WorkInHand): Promise<{ readonly customer: string; readonly invoice: string }> {
  const { client, today } = work;
  const { promiser } = await makeTasks(work);
  await makeCustomer(client, 'D-7', 'Dorfladen Eifel eG');
  const [, second] = await issue(client, invoice('D-7', '1190.00'), invoice('C2', '238.50', '2031-02-03'));
  const line = { bookedOn: today(), name: 'Ostrau Medizintechnik AG' };
  await importLines(client, { ...line, minor: 23_850n, text: second?.number ?? '' }, { ...line, minor: 119_000n, text: 'Tee', name: 'Dorfladen Eifel' });
  await runToItsEnd(client, 'approve');
  await client.post('/payments', { customerNumber: 'C2', method: 'bank_transfer', amount: '50.00', receivedOn: today(), payerName: 'OSTRAU' });
  await client.post('/holds', { kind: 'dispute', reason: 'zwei Kartons fehlen', invoiceIds: [second?.id] });
  return { customer: promiser, invoice: second?.id ?? '' };
}

/** Waits until nothing is asked any more and nothing says that it loads. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
}

async function expectSound(page: Page): Promise<void> {
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  await expectAccessible(page);
}

async function expectGerman(page: Page): Promise<void> {
  const spoken = await page.locator(SPOKEN).allInnerTexts();
  expect(spoken.map((text) => text.replaceAll(/\s+/g, ' ').trim()).filter((text) => ENGLISH.test(text))).toEqual([]);
}

/** Looks at every screen of a company once, as a person with these options sees it. */
export function lookAtEveryScreen(name: string, options: PageOptions): void {
  let browser: Browser;
  let work: WorkInHand;
  let watched: Watched;
  let there: Awaited<ReturnType<typeof seed>>;

  beforeAll(async () => {
    browser = await openBrowser();
    work = await openWork('Kontor am Kai');
    there = await seed(work);
    watched = await openPage(browser, work.app.url, { cookie: work.cookie, ...options });
    // Looking at a screen asks for nothing that is refused.
    watched.page.on('response', (answer) => void (answer.status() >= 400 && watched.faults.push(`${answer.status()} ${answer.url()}`)));
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await work.app.close();
  });

  describe(`every screen, ${name}`, () => {
    it('an address at which nothing is keeps the sidebar', async () => {
      const { page } = watched;
      await page.goto(`/c/${work.company.slug}/nowhere`);
      await page.getByRole('heading', { level: 1, name: /Nothing is at this address|Unter dieser Adresse steht nichts/ }).waitFor();
      expect(await page.getByRole('navigation').getByRole('link').count()).toBeGreaterThan(5);
    });

    it.each(SCREENS)('%s', async (screen) => {
      const { page, faults } = watched;
      await page.goto(`/c/${work.company.slug}${screen.replace(':customer', there.customer).replace(':invoice', there.invoice)}`);
      await settled(page);
      await expectSound(page);
      if (options.language === 'de') await expectGerman(page);
      expect(faults.splice(0)).toEqual([]);
    });
  });
}
