import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { expect } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Without these Chromium looks for its maker's hosts at every start, which a closed network refuses one after the other. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The system's Chromium. Absent, a test of a screen fails: `npm test` installs it where it may. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine. Install it (apt-get install chromium), then run the tests again.');
  return chromium.launch({ executablePath, args: FLAGS });
}

export type Watched = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Sentences about what a page must not do: errors on its console, requests to other hosts, violated policy. Expect it to be empty. */
  readonly faults: string[];
};

export type PageOptions = {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly language?: 'en' | 'de';
  /** `name=value` of the session, to come in signed in. */
  readonly cookie?: string;
};

/** A fresh page of its own profile, watched for errors and for requests that leave the server. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<Watched> {
  const { width = 1280, height = 800, theme = 'light', language = 'en' } = options;
  const context = await browser.newContext({ baseURL: url, viewport: { width, height }, colorScheme: theme, locale: language === 'de' ? 'de-DE' : 'en-GB' });
  await context.addInitScript(
    ([chosenTheme, chosenLanguage]) => {
      localStorage.setItem('dunlin.theme', chosenTheme);
      localStorage.setItem('dunlin.language', chosenLanguage);
    },
    [theme, language] as const,
  );
  if (options.cookie !== undefined) {
    const [name = '', value = ''] = options.cookie.split('=');
    await context.addCookies([{ name, value, url, sameSite: 'Strict', httpOnly: true }]);
  }
  const page = await context.newPage();
  const faults: string[] = [];
  // A refusal that the screen shows in words is logged by the browser as a failed request: that is no fault of the page.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    // Others than these lie in the browser itself: data, blobs, and its viewer of PDFs.
    if (/^(?:https?|wss?):$/.test(asked.protocol) && asked.host !== new URL(url).host) faults.push(`asks ${asked.origin}`);
  });
  page.setDefaultTimeout(15_000);
  return { page, context, faults };
}

/** Expects no violation of WCAG 2.2 A and AA rules that a program can find. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('; ')}`,
  );
  expect(found).toEqual([]);
}
