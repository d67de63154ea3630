import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** Runs Lighthouse over screens of a server that runs, signed in, and prints their scores:
 *
 *      npm run measure:lighthouse -- --url http://localhost:4300 --company papierkranich --email demo@example.com --password SECRET
 *
 *  Lighthouse itself is fetched by npx (it brings a hundred packages that nothing else needs) unless --lighthouse names an installed one. Exit 1 below 95. */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:4300' },
    company: { type: 'string', default: 'papierkranich' },
    email: { type: 'string' },
    password: { type: 'string' },
    screens: { type: 'string', default: ',invoices' },
    chrome: { type: 'string', default: '/usr/bin/chromium' },
    lighthouse: { type: 'string' },
  },
});

const VERSION = '13.5.0';
const LEAST = 95;
const FLAGS =
  '--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

type Report = {
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
  readonly audits: Readonly<Record<string, { readonly score: number | null; readonly title: string; readonly displayValue?: string }>>;
};

const signedIn = await fetch(`${values.url}/v1/session`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', origin: values.url },
  body: JSON.stringify({ email: values.email, password: values.password }),
});
if (!signedIn.ok) throw new Error(`The sign-in was refused: ${await signedIn.text()}`);
const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-lighthouse-'));

function audit(screen: string): Record<string, number> {
  const out = path.join(folder, `${screen === '' ? 'overview' : screen}.json`);
  const address = `${values.url}/c/${values.company}${screen === '' ? '' : `/${screen}`}`;
  const args = [
    address,
    '--preset=desktop',
    '--output=json',
    `--output-path=${out}`,
    '--quiet',
    `--chrome-flags=${FLAGS}`,
    `--extra-headers=${JSON.stringify({ cookie })}`,
  ];
  const [command, ...first] = values.lighthouse === undefined ? ['npx', '--yes', `lighthouse@${VERSION}`] : [values.lighthouse];
  const run = spawnSync(command as string, [...first, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CHROME_PATH: values.chrome },
  });
  if (run.status !== 0) throw new Error(`Lighthouse ended with ${run.status} for ${address}.`);
  const report = JSON.parse(readFileSync(out, 'utf8')) as Report;
  const scores = Object.fromEntries(Object.entries(report.categories).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]));
  const weak = Object.entries(report.audits).filter(([, one]) => one.score !== null && one.score < 0.9);
  console.log(JSON.stringify({ screen: screen === '' ? 'overview' : screen, scores, report: out }, null, 2));
  for (const [id, one] of weak) console.log(`  ${id}: ${one.title} ${one.displayValue ?? ''}`);
  return scores;
}

const all = values.screens.split(',').map(audit);
process.exitCode = all.every((scores) => Object.values(scores).every((score) => score >= LEAST)) ? 0 : 1;
