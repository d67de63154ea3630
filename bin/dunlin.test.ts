import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

// The runtime calls itself Node 20, as far as the entry can see; the Node it hands over to does not get this import.
const AS_NODE_20 = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}});Object.defineProperty(process,'version',{value:'v20.1.0'})`;
const MAIN = `
export async function main(argv: string[]): Promise<number> {
  if (argv[0] === 'exit') return Number(argv[1]);
  if (argv[0] === 'show') { console.log(JSON.stringify({ node: process.versions.node, argv, flags: process.execArgv })); return 0; }
  if (argv[0] === 'die') process.kill(process.pid, argv[1] as NodeJS.Signals);
  let signals = 0;
  return await new Promise((resolve) => {
    const alive = setTimeout(() => resolve(99), 8000);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(name, () => { signals += 1; console.log(name); setTimeout(() => { clearTimeout(alive); resolve(40 + signals); }, 200); });
    console.log('waiting');
  });
}`;

let home = '';

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'dunlin-entry-'));
  mkdirSync(path.join(home, 'app/bin'), { recursive: true });
  mkdirSync(path.join(home, 'app/src'));
  cpSync(path.join(import.meta.dirname, 'dunlin.mjs'), path.join(home, 'app/bin/dunlin.mjs'));
  writeFileSync(path.join(home, 'app/package.json'), '{"type":"module"}');
  writeFileSync(path.join(home, 'app/src/main.ts'), MAIN);
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

test('on Node 24 the entry runs main itself and exits with its code', async () => {
  expect(await finish(start([], ['exit', '3']))).toMatchObject({ code: 3, signal: null, stderr: '' });
});

test('on an older Node the entry hands over to the bundled Node with the same words', async () => {
  bundleNode('app/node_modules');
  const { code, stdout } = await finish(start(['--import', AS_NODE_20], ['show', '--json', 'two words']));
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ node: process.versions.node, argv: ['show', '--json', 'two words'] });
});

test('the bundled Node is found in a folder above, where npm hoists it', async () => {
  bundleNode('node_modules');
  expect(await finish(start(['--import', AS_NODE_20], ['exit', '7']))).toMatchObject({ code: 7 });
});

test('without a bundled Node one sentence names the remedy', async () => {
  const { code, stderr } = await finish(start(['--import', AS_NODE_20], ['exit', '0']));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Dunlin needs Node 24 or newer; this is v20\.1\.0.*without --omit=optional.*\n$/);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s sent to the entry alone reaches the program once, and its exit code comes back', async (name) => {
  bundleNode('app/node_modules');
  const child = start(['--import', AS_NODE_20], ['wait']);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  child.kill(name);
  expect(await finish(child)).toMatchObject({ code: 41, signal: null, stdout: `${name}\n` });
});

test.runIf(existsSync('/usr/bin/script'))('Ctrl-C in a terminal reaches the program exactly once, although the entry gets it too', async () => {
  bundleNode('app/node_modules');
  // `exec`: a shell that stayed in between (dash does) would get the signal too and answer with its own 130.
  const words = [process.execPath, '--import', AS_NODE_20, path.join(home, 'app/bin/dunlin.mjs'), 'wait'];
  const command = `exec ${words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')}`;
  const terminal = spawn('/usr/bin/script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, SHELL: '/bin/sh' },
  });
  await new Promise((resolve) => terminal.stdout.once('data', resolve));
  terminal.stdin.write('\u0003');
  const { code, stdout } = await finish(terminal);
  expect(stdout.match(/SIGINT/g)).toHaveLength(1);
  expect(code).toBe(41);
});

test('a program that dies of a signal makes the entry die of it too', async () => {
  bundleNode('app/node_modules');
  expect(await finish(start(['--import', AS_NODE_20], ['die', 'SIGTERM']))).toMatchObject({ code: null, signal: 'SIGTERM' });
});

function bundleNode(folder: string): void {
  const bin = path.join(home, folder, `node-${process.platform}-${process.arch}/bin`);
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, path.join(bin, 'node'));
}

function start(flags: readonly string[], words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...flags, path.join(home, 'app/bin/dunlin.mjs'), ...words], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function finish(child: ChildProcess): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return await new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
}
