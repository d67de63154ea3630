import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const entry = path.join(import.meta.dirname, '..', '..', 'bin', 'dunlin.mjs');
export const fixtures = path.join(import.meta.dirname, 'fixtures');

export type Result = { readonly exit: number | null; readonly out: string; readonly err: string; readonly json: () => unknown };

/** An empty folder in which commands run, with its own `data`. Others may enter it, as the database's own user must when the tests run as root. */
export type Place = {
  readonly folder: string;
  dunlin(...args: readonly string[]): Promise<Result>;
  piped(input: string, ...args: readonly string[]): Promise<Result>;
  remove(): void;
};

export function start(folder: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const { DATABASE_URL: _given, DUNLIN_DATA: _data, ...inherited } = process.env;
  return spawn(process.execPath, [entry, ...args], { cwd: folder, env: { ...inherited, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
}

export async function ended(child: ChildProcess, input = ''): Promise<Result> {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin?.end(input);
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exit, out, err, json: () => JSON.parse(out) as unknown };
}

export function place(): Place {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-cli-'));
  chmodSync(folder, 0o755);
  return {
    folder,
    dunlin: (...args) => ended(start(folder, args)),
    piped: (input, ...args) => ended(start(folder, args), input),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Waits for a line of stdout that fits. */
export async function said(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let out = '';
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const found = pattern.exec(out);
      if (found) resolve(found);
    });
    child.on('close', (exit) => reject(new Error(`ended with ${exit} before it said ${pattern}: ${out}`)));
  });
}
