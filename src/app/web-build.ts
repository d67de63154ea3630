import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Refusal } from '../foundation/errors/refusal.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** Where the built web app lies; beside it a file with the hash of the sources that it was built from. */
export const WEB_FOLDER = path.join(root, 'dist', 'web');
const MARK = '.built-from';

function filesOf(folder: string, wanted: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Hash of everything that the build reads: the web, the contracts it is typed and routed by, and the versions of its packages. */
function sourceHash(): string {
  const hash = createHash('sha256');
  const files = [...filesOf(path.join(root, 'web'), /./), ...filesOf(path.join(root, 'src'), /contract\.ts$/), path.join(root, 'package-lock.json')];
  for (const file of files.toSorted()) hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function builtFrom(): string | undefined {
  const mark = path.join(WEB_FOLDER, MARK);
  return existsSync(mark) ? readFileSync(mark, 'utf8') : undefined;
}

function viteEntry(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('vite/package.json');
    return path.join(path.dirname(manifest), 'bin', 'vite.js');
  } catch {
    return undefined;
  }
}

async function runVite(entry: string, outDir: string): Promise<void> {
  const output: string[] = [];
  const args = [
    '--disable-warning=ExperimentalWarning',
    entry,
    'build',
    '--config',
    path.join(root, 'web', 'vite.config.ts'),
    '--outDir',
    outDir,
    '--logLevel',
    'warn',
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code !== 0) {
    const said = output.join('').trim().split('\n').slice(-15).join('\n');
    throw new Refusal('web.build_failed', `The web app could not be built from its sources:\n${said}\nInstall again (npm ci), and start again.`, {});
  }
}

/** Two starts may build at once: whoever comes second takes the place of the first, whose build is as good. */
function putInPlace(building: string): void {
  for (let tries = 5; ; tries--) {
    rmSync(WEB_FOLDER, { recursive: true, force: true });
    try {
      renameSync(building, WEB_FOLDER);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (tries === 0 || (code !== 'ENOTEMPTY' && code !== 'EEXIST')) throw error;
    }
  }
}

/** Builds the web app where it is missing or older than its sources; a build that is cut off leaves the one before. `onNote` hears what takes time.
 *  Without the build tool (an installation of packages for production alone) what is there is served as it is.
 *  Refuses `web.build_failed`. */
export async function ensureWebBuild(onNote: (sentence: string) => void): Promise<void> {
  const entry = viteEntry();
  if (entry === undefined || !existsSync(path.join(root, 'web'))) return;
  const hash = sourceHash();
  if (builtFrom() === hash) return;
  onNote('Building the web app; this happens once after an installation or an update.');
  const building = path.join(root, 'dist', `web-${process.pid}`);
  try {
    await runVite(entry, building);
    writeFileSync(path.join(building, MARK), hash);
    putInPlace(building);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** What the browser compares to see that its page is of an older build; null where none is built. */
export function webBuildId(): string | null {
  const manifest = path.join(WEB_FOLDER, '.vite', 'manifest.json');
  return existsSync(manifest) ? createHash('sha256').update(readFileSync(manifest)).digest('hex').slice(0, 12) : null;
}
