import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTask } from '../../src/ar/work/tasks.ts';
import { itemsOf } from '../api/company-client.ts';
import { expectAccessible, openBrowser, openPage, type PageOptions, type Watched } from '../support/browser.ts';
import { eventually, makeTasks, openWork, WEDNESDAY, type WorkInHand } from './work-in-hand.ts';

let browser: Browser;
let work: WorkInHand;
let customers: Awaited<ReturnType<typeof makeTasks>>;
/** One page for what is done in English, in the order of the tests. */
let watched: Watched;

beforeAll(async () => {
  browser = await openBrowser();
  work = await openWork('Worked Off');
  customers = await makeTasks(work);
  watched = await open();
}, 120_000);
afterAll(async () => {
  expect(watched.faults).toEqual([]);
  await browser.close();
  await work.app.close();
});

async function open(query = '', options: PageOptions = {}): Promise<Watched> {
  const watched = await openPage(browser, work.app.url, { cookie: work.cookie, ...options });
  await go(watched.page, query);
  return watched;
}

async function go(page: Page, query: string): Promise<void> {
  await page.goto(`/c/${work.company.slug}/worklist${query}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const rows = (page: Page) => page.getByRole('option');
const heading = (page: Page) => page.locator('main h2').first();
const taskOf = async (kind: string, state = 'waiting') => itemsOf(await work.client.read(`/tasks?state=${state}&kind=${kind}`))[0];

describe('the worklist', () => {
  it('tells of each task why it is there, in words, the most urgent one open', async () => {
    const { page } = watched;
    await go(page, '');
    await rows(page).nth(3).waitFor();
    const texts = await rows(page).allInnerTexts();
    expect(texts.join('\n')).toContain('Brandt Logistik GmbH');
    expect(texts.join('\n')).toMatch(/Promised for 06 Mar 31, nothing came/);
    expect(texts.join('\n')).toMatch(/Call due, overdue since/);
    expect(texts.join('\n')).toMatch(/A reminder is due and reaches nobody/);
    expect(texts.join('\n')).toMatch(/Address refused: /);
    // Of one day what is worth most stands first.
    expect(texts[0]).toContain('Brandt Logistik GmbH');
    expect(await heading(page).innerText()).toBe('Brandt Logistik GmbH');
    await page.getByText('an invoice is overdue, the oldest was due on 05 Feb 31', { exact: false }).waitFor();
    await page.getByRole('link', { name: '+49 40 5550100' }).waitFor();
    await expectAccessible(page);
  });

  it('in German and dark too', async () => {
    const { page, faults } = await open('?view=team', { language: 'de', theme: 'dark', width: 1440, height: 900 });
    await rows(page).nth(3).waitFor();
    const texts = (await rows(page).allInnerTexts()).join('\n');
    expect(texts).toMatch(/Zugesagt zum 06\. März 31, nichts eingegangen/);
    expect(texts).toMatch(/Anruf fällig, überfällig seit 05\. Feb\. 31/);
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is worked off by keys: the next one comes by itself, and a snooze is taken back', async () => {
    const { page } = watched;
    await go(page, '');
    await rows(page).nth(3).waitFor();
    await page.keyboard.press('j');
    const second = await heading(page).innerText();
    expect(second).toBe('Ostrau Medizintechnik AG');
    await page.keyboard.press('s');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /In 3 days/ })
      .click();
    await eventually(() => heading(page).innerText()).not.toBe(second);
    await page.getByText('Snoozed until 15 Mar 31').waitFor();
    expect(await taskOf('promise_broken')).toMatchObject({ state: 'snoozed', snoozedUntil: '2031-03-15' });
    await page.keyboard.press('u');
    await page.getByText('Undone').waitFor();
    await eventually(async () => (await taskOf('promise_broken'))?.['state']).toBe('open');
    await eventually(() => rows(page).count()).toBeGreaterThan(3);
  });

  it('a call ends with what was said: a promise is recorded and lets the task go', async () => {
    const task = await taskOf('call');
    const { page } = watched;
    await go(page, `?task=${String(task?.['id'])}`);
    await page.getByRole('group', { name: 'Result' }).waitFor();
    await page.keyboard.press('1');
    const dialog = page.getByRole('dialog', { name: 'Record a promise' });
    await eventually(() => dialog.getByLabel('Amount').inputValue()).toBe('4,820.00');
    expect(await dialog.getByLabel('Who said so').inputValue()).toBe('Frau Keller');
    // What is not possible is said in words, and nothing that was typed is lost.
    await dialog.getByLabel('Amount').fill('9000');
    await dialog.getByRole('button', { name: 'Record promise' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByLabel('Amount').inputValue()).toBe('9,000.00');
    await dialog.getByLabel('Amount').fill('4000');
    await dialog.getByRole('button', { name: 'Record promise' }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually(async () => (await taskOf('call', 'done'))?.['outcome']).toBe('Promised: €4,000.00 by 19 Mar 31.');
    expect(itemsOf(await work.client.read(`/promises?customer=${customers.caller}&state=open`))).toMatchObject([
      { amount: '4000.00', promisedOn: '2031-03-19' },
    ]);
  });

  it('what is disputed is held back from where the task stands', async () => {
    const task = await taskOf('promise_broken');
    const { page } = watched;
    await go(page, `?task=${String(task?.['id'])}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Hold reminders' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Hold reminders' }).click();
    await dialog.getByText('Give a reason.').waitFor();
    await dialog.getByRole('checkbox', { name: /3,688/ }).click();
    await dialog.getByLabel('Reason').fill('goods were broken');
    await dialog.getByRole('button', { name: 'Hold reminders' }).click();
    await eventually(async () => (await taskOf('promise_broken', 'done'))?.['outcome']).toBe('Dispute: goods were broken');
    expect(itemsOf(await work.client.read(`/holds?customer=${customers.promiser}`))).toMatchObject([
      { kind: 'dispute', scope: 'receivable', reason: 'goods were broken' },
    ]);
  });

  it('a missing address is mended where it is missed', async () => {
    const task = await taskOf('no_address');
    const { page } = watched;
    await go(page, `?view=team&task=${String(task?.['id'])}`);
    await page.getByRole('button', { name: 'Add contact' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail').fill('pay@kessin.example');
    await dialog.getByRole('button', { name: 'Add contact' }).click();
    await eventually(async () => (await taskOf('no_address', 'done'))?.['outcome']).toBe('Added pay@kessin.example.');
    expect((await work.client.read(`/customers/${customers.silent}`))['contacts']).toMatchObject([{ email: 'pay@kessin.example' }]);
  });

  it('several are chosen and given away at once; one that another has ended meanwhile is told as such', async () => {
    await work.run((ctx) =>
      openTask(ctx, {
        kind: 'books_not_fresh',
        key: 'books',
        subjectKind: 'company',
        subjectId: ctx.company.id,
        customerId: null,
        title: 'books',
        reason: 'no_bank_file',
        forRole: 'cash_application',
      }),
    );
    const { page } = watched;
    await go(page, '?view=team');
    await rows(page).nth(1).waitFor();
    const count = await rows(page).count();
    expect(count).toBe(2);
    for (let index = 0; index < count; index++) {
      await page.keyboard.press('x');
      await page.keyboard.press('j');
    }
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('a');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Olive Owner/ })
      .click();
    await page.getByText('2 assigned to Olive Owner').waitFor();
    expect(itemsOf(await work.client.read('/tasks')).map(({ assignedTo }) => assignedTo)).toEqual([
      expect.stringMatching(/^user:/),
      expect.stringMatching(/^user:/),
    ]);
    const refused = await taskOf('message.address');
    await work.client.post(`/tasks/${String(refused?.['id'])}/finish`, {});
    await page.keyboard.press('e');
    await page.getByText('One was refused').waitFor();
    // It stands beside the task that is told of, and nothing else is lost.
    await page.getByRole('main').getByRole('alert').getByText('This task is already done', { exact: false }).waitFor();
    await eventually(async () => (await taskOf('books_not_fresh', 'done'))?.['state']).toBe('done');
  });

  it('what is done stands with its result; a task of nobody says so', async () => {
    const { page } = watched;
    await go(page, '?view=done');
    await rows(page).nth(2).waitFor();
    await page.getByText('Added pay@kessin.example.').first().waitFor();
    expect(await page.getByRole('button', { name: /^Done e/ }).count()).toBe(0);
    await expectAccessible(page);
    await page.goto(`/c/${work.company.slug}/worklist?task=${work.app.newId()}`);
    await page.getByText('This task is not there').waitFor();
    expect(work.today()).toBe(WEDNESDAY);
  });
});
