import { spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, fixtures, place, said, start, type Place } from './run-dunlin.ts';

async function startServer(at: Place, ...args: readonly string[]): Promise<{ child: ChildProcess; address: string }> {
  const child = start(at.folder, ['start', '--port', '0', ...args]);
  child.stderr?.resume();
  const [, address = ''] = await said(child, /ready at (http:\/\/\S+)/);
  return { child, address };
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.kill(signal);
  return exit;
}

function postmasterOf(at: Place): number {
  const found = spawnSync('find', [at.folder, '-name', 'postmaster.pid'], { encoding: 'utf8' }).stdout.trim().split('\n')[0] ?? '';
  return Number(readFileSync(found, 'utf8').split('\n')[0]);
}

describe('dunlin start', { timeout: 180_000 }, () => {
  let at: Place;
  beforeAll(() => {
    at = place();
  });
  afterAll(() => at.remove());

  it('answers, shares its database with commands beside it, and stops in order', async () => {
    const { child, address } = await startServer(at);
    const health = await fetch(`${address}/health`);
    expect({ status: health.status, body: await health.json() }).toEqual({ status: 200, body: { status: 'ok', database: 'ok' } });
    expect((await at.dunlin('company', 'create', 'Beside', '--currency', 'EUR', '--country', 'DE')).exit).toBe(0);
    expect((await at.dunlin('company', 'list', '--json')).json()).toMatchObject({ companies: [{ slug: 'beside' }] });
    const port = new URL(address).port;
    const taken = await at.dunlin('start', '--port', port);
    expect(taken.exit).toBe(1);
    expect(taken.err).toMatch(new RegExp(`Port ${port} on 127.0.0.1 is in use by another program.*--port`));
    expect(await stopped(child, 'SIGTERM')).toBe(0);
    await expect(fetch(`${address}/health`)).rejects.toThrow(/fetch failed/);
  });

  it('seals the audit trail and folds positions while it runs', async () => {
    const { child } = await startServer(at);
    await at.dunlin('rates', 'set', 'USD', '0.92', '--on', '2026-01-01');
    await at.dunlin('import', 'invoices', path.join(fixtures, 'invoices.csv'));
    const sealed = async (): Promise<string> => {
      const { checks } = (await at.dunlin('verify', '--json')).json() as { checks: { name: string; detail: string }[] };
      return checks.find((check) => check.name === 'audit chain')?.detail ?? '';
    };
    await expect.poll(sealed, { timeout: 90_000, interval: 1_000 }).toMatch(/: [1-9]\d* events sealed, 0 waiting/);
    expect(await stopped(child, 'SIGINT')).toBe(0);
  });

  it('recovers after everything was killed: what was committed is there', async () => {
    const { child } = await startServer(at);
    expect((await at.dunlin('company', 'create', 'Survivor', '--currency', 'EUR', '--country', 'DE')).exit).toBe(0);
    const postmaster = postmasterOf(at);
    await stopped(child, 'SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    const { companies } = (await at.dunlin('company', 'list', '--json')).json() as { companies: { slug: string }[] };
    expect(companies.map((company) => company.slug)).toEqual(['beside', 'survivor']);
    const next = await startServer(at);
    expect((await fetch(`${next.address}/health`)).status).toBe(200);
    expect(await stopped(next.child, 'SIGTERM')).toBe(0);
    expect((await at.dunlin('verify', '--json')).json()).toMatchObject({ ok: true });
  });

  it('starts its database again when that alone was killed', async () => {
    const { child, address } = await startServer(at);
    process.kill(postmasterOf(at), 'SIGKILL');
    const status = async (): Promise<number> => (await fetch(`${address}/health`)).status;
    await expect.poll(status, { timeout: 60_000, interval: 100 }).toBe(503);
    await expect.poll(status, { timeout: 60_000, interval: 500 }).toBe(200);
    expect(await stopped(child, 'SIGTERM')).toBe(0);
  });
});

describe('commands side by side', { timeout: 180_000 }, () => {
  let at: Place;
  beforeAll(() => {
    at = place();
  });
  afterAll(() => at.remove());

  it('two first commands on an empty folder both work', async () => {
    const both = ['One', 'Two'].map((name) => ended(start(at.folder, ['company', 'create', name, '--currency', 'EUR', '--country', 'DE'])));
    const results = await Promise.all(both);
    expect(
      results.map(({ exit }) => exit),
      results.map(({ err }) => err).join(''),
    ).toEqual([0, 0]);
    expect((await at.dunlin('company', 'list', '--json')).json()).toMatchObject({ companies: [{ slug: 'one' }, { slug: 'two' }] });
  });

  it('a reader that leaves early is no failure', async () => {
    await at.dunlin('rates', 'set', 'USD', '0.92', '--on', '2026-01-01', '--company', 'one');
    await at.dunlin('import', 'invoices', path.join(fixtures, 'invoices.csv'), '--company', 'one');
    const child = start(at.folder, ['export', 'journal', '--company', 'one']);
    child.stdout?.destroy();
    const result = await ended(child);
    expect({ exit: result.exit, err: result.err }).toEqual({ exit: 0, err: '' });
  });

  it('a command that is told to stop keeps nothing, and the database goes on', async () => {
    const child = start(at.folder, ['import', 'invoices', '-', '--company', 'two']);
    const result = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stdin?.write('number,customerNumber,issuedOn,amount\nX-1,C-1,2026-01-05,1.00\n');
    setTimeout(() => child.kill('SIGTERM'), 6_000);
    expect(await result).toBe(143);
    expect((await at.dunlin('export', 'receivables', '--company', 'two', '--json')).json()).toEqual([]);
  });
});
