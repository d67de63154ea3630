import { constants } from 'node:fs';
import { access, lstat, mkdir, open, readdir, readFile, realpath, rename, stat, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../foundation/errors/refusal.ts';

/** Says whose folder it is. An empty mount point has none, and the folder of one company is not taken for another. */
export const MARK = '.dunlin-watch';
export const DONE = 'done';
export const REFUSED = 'refused';

const UNFINISHED = /^\.|\.(?:part|tmp|crdownload|filepart)$/i;
const MAX_TRIES = 10_000;
/** Names may have 255 bytes; the number and `.problem.txt` come behind. */
const MAX_NAME_BYTES = 200;
const CHUNK_BYTES = 256 * 1024;

/** A file as it stands: the same text means that nobody wrote to it. */
export type SeenFile = { readonly name: string; readonly stand: string; readonly isEmpty: boolean };

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The folder with links resolved, marked as this company's. Refuses `watch.folder_not_found`, `watch.folder_not_usable`, `watch.folder_taken`. */
export async function claimFolder(given: string, companyId: string): Promise<string> {
  const folder = await realpath(given).catch(() => null);
  if (folder === null || !(await stat(folder)).isDirectory())
    throw new Refusal('watch.folder_not_found', `There is no folder ${given}. Make it first, or check the path.`, { folder: given });
  const owner = await ownerOf(folder);
  if (owner !== null && owner !== companyId)
    throw new Refusal('watch.folder_taken', `The folder ${folder} is watched for another company. Choose a folder of its own for each company.`, { folder });
  try {
    await prepare(folder);
    if (owner === null) await writeFile(path.join(folder, MARK), `${companyId}\n`, { flag: 'wx' });
  } catch (error) {
    const why = codeOf(error);
    throw new Refusal('watch.folder_not_usable', `The folder ${folder} can't be used (${why}). Give the user of the server the right to write there.`, {
      folder,
      why,
    });
  }
  return folder;
}

/** Takes the mark away, so that another company may use the folder. A folder that is gone needs nothing. */
export async function releaseFolder(folder: string, companyId: string): Promise<void> {
  if ((await ownerOf(folder)) === companyId) await unlink(path.join(folder, MARK)).catch(() => undefined);
}

async function ownerOf(folder: string): Promise<string | null> {
  return readFile(path.join(folder, MARK), 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}

async function prepare(folder: string): Promise<void> {
  for (const name of [DONE, REFUSED]) {
    const inner = path.join(folder, name);
    await mkdir(inner).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    if (!(await lstat(inner)).isDirectory()) throw Object.assign(new Error(`${name} is no folder`), { code: `${name} is no folder` });
    await access(inner, constants.W_OK | constants.X_OK);
  }
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
}

/** Why nothing can be taken from the folder, '' where all is well: checked before any file is touched, because a file that can't be moved would come again and again. */
export async function folderProblem(folder: string, companyId: string): Promise<string> {
  const real = await realpath(folder).catch(() => null);
  if (real === null) return `The folder ${folder} is not there. Make it, mount its drive, or name another one with dunlin watch set.`;
  if (real !== folder) return `The folder ${folder} has become a link to another place. Name the folder again with dunlin watch set.`;
  const owner = await ownerOf(folder);
  if (owner === null)
    return `The folder ${folder} has no file ${MARK}; perhaps its drive is not mounted. Mount it, or name the folder again with dunlin watch set.`;
  if (owner !== companyId) return `The folder ${folder} is watched for another company. Choose a folder of its own with dunlin watch set.`;
  try {
    await prepare(folder);
    return '';
  } catch (error) {
    return `The folder ${folder} can't be used (${codeOf(error)}). Give the user of the server the right to write there and in ${DONE} and ${REFUSED}.`;
  }
}

/** The regular files of the folder by name, without those that are still on their way. Links and folders are no files. */
export async function filesIn(folder: string): Promise<SeenFile[]> {
  const found: SeenFile[] = [];
  const names = (await readdir(folder, { withFileTypes: true })).flatMap((each) => (each.isFile() && !UNFINISHED.test(each.name) ? [each.name] : []));
  for (const name of names.toSorted()) {
    // It may have gone since the folder was read.
    const standing = await lstat(path.join(folder, name), { bigint: true }).catch(() => null);
    const stand = standing && standText(standing);
    if (stand) found.push({ name, stand, isEmpty: standing.size === 0n });
  }
  return found;
}

/** Names in one of the inner folders that are no sentences about others. */
export async function namesIn(folder: string, inner: string): Promise<string[]> {
  const names = await readdir(path.join(folder, inner)).catch(() => []);
  return names.filter((name) => !name.endsWith('.problem.txt') && !name.startsWith('.')).toSorted();
}

type Standing = { isFile(): boolean; ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint };

function standText(of: Standing): string | null {
  return of.isFile() ? `${of.ino} ${of.size} ${of.mtimeNs} ${of.ctimeNs}` : null;
}

export type OpenedFile = {
  chunks(): AsyncGenerator<Uint8Array>;
  /** Was anything written since it was seen? */
  hasChanged(): Promise<boolean>;
  close(): Promise<void>;
};

/** Opens the very file that was seen; null where it is gone or another one stands there. A link put in its place is not followed. */
export async function openSeen(folder: string, seen: SeenFile): Promise<OpenedFile | null> {
  let handle: FileHandle;
  try {
    handle = await open(path.join(folder, seen.name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ELOOP'].includes(codeOf(error))) return null;
    throw error;
  }
  const hasChanged = async (): Promise<boolean> => standText(await handle.stat({ bigint: true })) !== seen.stand;
  if (await hasChanged()) {
    await handle.close();
    return null;
  }
  return {
    hasChanged,
    async *chunks() {
      for (let at = 0; ;) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    },
    close: () => handle.close(),
  };
}

/** Moves a file into an inner folder under its name, or with a number where that is taken; nothing there is ever written over. Answers the name it got. */
export async function moveInto(folder: string, inner: string, name: string): Promise<string> {
  const { name: stem, ext } = path.parse(name);
  const short = shortened(stem, MAX_NAME_BYTES - Buffer.byteLength(ext));
  for (let nth = 1; nth <= MAX_TRIES; nth++) {
    const wanted = nth === 1 ? short + ext : `${short}-${nth}${ext}`;
    const target = path.join(folder, inner, wanted);
    // The name is taken first: a rename writes over whatever is there.
    const placed = await writeFile(target, '', { flag: 'wx' }).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      },
    );
    if (!placed) continue;
    try {
      await rename(path.join(folder, name), target);
    } catch (error) {
      await unlink(target).catch(() => undefined);
      throw error;
    }
    return wanted;
  }
  throw new Error(`no free name in ${inner}`);
}

function shortened(text: string, maxBytes: number): string {
  let short = text;
  while (Buffer.byteLength(short) > Math.max(1, maxBytes)) short = short.slice(0, -1);
  return short;
}

/** Puts the sentence beside a refused file. */
export async function writeProblem(folder: string, name: string, sentence: string): Promise<void> {
  await writeFile(path.join(folder, REFUSED, `${name}.problem.txt`), `${sentence}\n`, { flag: 'wx' });
}
