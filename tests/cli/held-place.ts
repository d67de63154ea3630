import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCommandLine } from '../../src/app/cli/run-command-line.ts';
import { openEmbeddedDatabase } from '../../src/foundation/db/embedded/launch.ts';

export type Answer = { readonly exit: number; readonly out: string; readonly err: string; readonly json: unknown };

/** A data folder whose database stays up between commands, and the command line called in this process: for tests of many files. */
export type HeldPlace = {
  readonly folder: string;
  run(...args: readonly string[]): Promise<Answer>;
  /** A new company; returns its slug. */
  company(name: string): Promise<string>;
  file(name: string, content: string | Uint8Array): string;
  close(): Promise<void>;
};

export async function heldPlace(): Promise<HeldPlace> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-held-'));
  // Started by root, the database runs as another user, who has to get in.
  chmodSync(folder, 0o711);
  const data = path.join(folder, 'data');
  const held = await openEmbeddedDatabase({
    dataDir: data,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '64MB' },
  });
  const run = async (...args: readonly string[]): Promise<Answer> => {
    let out = '';
    let err = '';
    const exit = await runCommandLine([...args, '--data', data], {
      isTerminal: false,
      progressStream: undefined,
      write: (text) => {
        out += text;
        return Promise.resolve();
      },
      note: (sentence) => void (err += `${sentence}\n`),
    });
    let json: unknown;
    try {
      json = JSON.parse(out);
    } catch {
      json = undefined;
    }
    return { exit, out, err, json };
  };
  return {
    folder,
    run,
    async company(name) {
      const { json } = await run('company', 'create', name, '--currency', 'EUR', '--country', 'DE', '--json');
      return (json as { slug: string }).slug;
    },
    file(name, content) {
      const full = path.join(folder, name);
      writeFileSync(full, content);
      return full;
    },
    async close() {
      await held.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
