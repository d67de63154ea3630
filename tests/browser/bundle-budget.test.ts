import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { WEB_FOLDER } from '../../src/app/web-build.ts';

type Chunk = {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
};
type Manifest = Readonly<Record<string, Chunk>>;

const SHELL_BYTES = 170 * 1024;
const ROUTE_BYTES = 130 * 1024;

function manifestOf(): Manifest {
  const file = path.join(WEB_FOLDER, '.vite', 'manifest.json');
  expect(existsSync(file), 'The web app is not built: npm run build.').toBe(true);
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

/** A chunk with everything that the browser must have before it runs. */
function closureOf(manifest: Manifest, key: string, into = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (!chunk || into.has(key)) return into;
  into.add(key);
  for (const next of chunk.imports ?? []) closureOf(manifest, next, into);
  return into;
}

function gzipBytes(manifest: Manifest, keys: Iterable<string>): number {
  const files = new Set<string>();
  for (const key of keys) {
    const chunk = manifest[key];
    if (!chunk) continue;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
  }
  return [...files].reduce((sum, file) => sum + statSync(path.join(WEB_FOLDER, `${file}.gz`)).size, 0);
}

describe('what a browser has to load', () => {
  it('the shell is small, and so is every screen', () => {
    const manifest = manifestOf();
    const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry === true) as string;
    const shell = closureOf(manifest, entry);
    const shellBytes = gzipBytes(manifest, shell);
    expect(shellBytes, `the shell has ${shellBytes} bytes gzipped`).toBeLessThanOrEqual(SHELL_BYTES);

    const screens = manifest[entry]?.dynamicImports ?? [];
    expect(screens.length).toBeGreaterThan(10);
    const heavy = screens.flatMap((screen) => {
      const own = [...closureOf(manifest, screen)].filter((key) => !shell.has(key));
      const bytes = gzipBytes(manifest, own);
      return bytes > ROUTE_BYTES ? [`${screen}: ${bytes} bytes gzipped`] : [];
    });
    expect(heavy, 'Load what is not needed at once when it is needed (import()).').toEqual([]);
  });
});
