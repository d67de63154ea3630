import { importStatement, type StatementImport } from '../ar/cash-application/import-statement.ts';
import { findProfile } from '../ar/cash-application/import-profiles.ts';
import { findWatchedFolder, recordLook, type WatchedFolder } from '../ar/cash-application/watched-folder.ts';
import type { Ctx } from '../ar/access/context.ts';
import { recordAudit } from '../ar/access/record-audit.ts';
import { notify } from '../ar/work/notifications.ts';
import { DETECTION_BYTES, detectFormat } from '../formats/statement/detect-format.ts';
import { Refusal } from '../foundation/errors/refusal.ts';
import type { CompanyRunner } from './run-context.ts';
import { DONE, filesIn, folderProblem, moveInto, openSeen, REFUSED, writeProblem, type OpenedFile, type SeenFile } from './watched-files.ts';

/** A file that was not written to for so long is whole. */
const STILL_MS = 10_000;
/** An empty one is more likely the beginning of a slow transfer. */
const EMPTY_STILL_MS = 120_000;
/** After a failure that is no refusal (a database that restarts) the file gets another turn. */
const AGAIN_MS = 60_000;
/** A look is noted at least so often, and at once when something is new. */
const NOTED_MS = 60_000;
const MAX_FILES_A_LOOK = 100;
const MAX_TOLD = 3;
const NEVER = Number.POSITIVE_INFINITY;

/** What one process remembers of a file between two looks. `notBeforeMs`: when it is taken if it stands as it stood. */
type Memory = { readonly stand: string; notBeforeMs: number; problem: string };

type CompanyMemory = { readonly folder: string; files: Map<string, Memory>; notedMs: number };

export type FolderWatch = {
  /** Looks into the folder of one company once. Answers how many files it took or refused. */
  look(runner: CompanyRunner): Promise<number>;
};

/** Takes bank files from watched folders: whatever stood still between two looks is imported in one unit of work and moved to `done`, or refused and moved to
 *  `refused` with a sentence beside it. Standing still is judged by our own clock alone, so a file with a copied or wrong time is no whole one by that. */
export function createFolderWatch(deps: { readonly clock: () => Date }): FolderWatch {
  const companies = new Map<string, CompanyMemory>();

  async function look(runner: CompanyRunner): Promise<number> {
    const watched = await runner.run(findWatchedFolder);
    if (!watched || watched.state === 'off') {
      companies.delete(runner.company.id);
      return 0;
    }
    const memory = memoryOf(runner.company.id, watched.folder);
    const unusable = await folderProblem(watched.folder, runner.company.id);
    let done = 0;
    if (unusable === '') {
      for (const file of await stillFiles(watched.folder, memory)) if (await takeFile(runner, watched, { file, memory })) done++;
    }
    await note(runner, watched, { memory, problem: unusable || fileProblems(memory), isNews: done > 0 });
    return done;
  }

  function memoryOf(companyId: string, folder: string): CompanyMemory {
    const known = companies.get(companyId);
    if (known?.folder === folder) return known;
    const fresh: CompanyMemory = { folder, files: new Map(), notedMs: Number.NEGATIVE_INFINITY };
    companies.set(companyId, fresh);
    return fresh;
  }

  async function stillFiles(folder: string, memory: CompanyMemory): Promise<SeenFile[]> {
    const now = deps.clock().getTime();
    const seen = await filesIn(folder);
    const before = memory.files;
    memory.files = new Map();
    for (const { name, stand, isEmpty } of seen) {
      const known = before.get(name);
      memory.files.set(name, known?.stand === stand ? known : { stand, notBeforeMs: now + (isEmpty ? EMPTY_STILL_MS : STILL_MS), problem: '' });
    }
    return seen.filter(({ name }) => (memory.files.get(name)?.notBeforeMs ?? NEVER) <= now).slice(0, MAX_FILES_A_LOOK);
  }

  /** Not again before then, and why. */
  function putOff(memory: CompanyMemory, name: string, until: { readonly notBeforeMs: number; readonly problem: string }): void {
    const known = memory.files.get(name);
    if (known) memory.files.set(name, { ...known, ...until });
  }

  /** False where nothing was decided: the file changed or went away meanwhile, or may not be read. */
  async function takeFile(runner: CompanyRunner, watched: WatchedFolder, at: { readonly file: SeenFile; readonly memory: CompanyMemory }): Promise<boolean> {
    const { name } = at.file;
    try {
      const outcome = await readFile(runner, watched, at.file);
      if (outcome === null) return false;
      await put(watched, at, outcome);
      return true;
    } catch (error) {
      const notBeforeMs = deps.clock().getTime() + AGAIN_MS;
      if (['EACCES', 'EPERM'].includes(codeOf(error))) {
        putOff(at.memory, name, { notBeforeMs, problem: `The file ${name} may not be read by the user of the server. Give it read access.` });
        return false;
      }
      putOff(at.memory, name, {
        notBeforeMs,
        problem: `The file ${name} could not be taken because of a failure that the log tells; it is tried again every minute.`,
      });
      throw error;
    }
  }

  async function put(watched: WatchedFolder, at: { readonly file: SeenFile; readonly memory: CompanyMemory }, outcome: Outcome): Promise<void> {
    const { name } = at.file;
    try {
      const moved = await moveInto(watched.folder, outcome.isTaken ? DONE : REFUSED, name);
      at.memory.files.delete(name);
      if (!outcome.isTaken) await writeProblem(watched.folder, moved, outcome.sentence);
    } catch (error) {
      // It stays where it is, and must not be read at every look: not until it changes or the worker starts anew.
      const was = outcome.isTaken ? 'was imported' : `was refused (${outcome.sentence})`;
      putOff(at.memory, name, { notBeforeMs: NEVER, problem: `The file ${name} ${was}, but could not be moved away (${codeOf(error)}). Move it yourself.` });
    }
  }

  async function note(runner: CompanyRunner, watched: WatchedFolder, look: { memory: CompanyMemory; problem: string; isNews: boolean }): Promise<void> {
    const now = deps.clock().getTime();
    if (!look.isNews && look.problem === watched.lastProblem && now - look.memory.notedMs < NOTED_MS) return;
    look.memory.notedMs = now;
    await runner.run(async (ctx) => {
      const isNew = await recordLook(ctx, { folder: watched.folder, problem: look.problem });
      if (isNew && look.problem !== '') await tell(ctx, { kind: 'watched_folder.problem', text: look.problem, subject: ['watched_folder', ctx.company.id] });
    });
  }

  return { look };
}

/** What is wrong with single files, the first ones by name. */
function fileProblems(memory: CompanyMemory): string {
  const told = [...memory.files.values()].flatMap(({ problem }) => (problem === '' ? [] : [problem]));
  const more = told.length - MAX_TOLD;
  return [...told.slice(0, MAX_TOLD), ...(more > 0 ? [`And ${more} more files.`] : [])].join(' ');
}

type Outcome = { readonly isTaken: true } | { readonly isTaken: false; readonly sentence: string };

/** Ends the unit of work of a file that somebody wrote to while it was read. */
class FileChanged extends Error {}

/** Imports one file, or keeps why it is refused. Null: it is not as it was seen; another look will tell. */
async function readFile(runner: CompanyRunner, watched: WatchedFolder, seen: SeenFile): Promise<Outcome | null> {
  const opened = await openSeen(watched.folder, seen);
  if (!opened) return null;
  try {
    await runner.run(async (ctx) => {
      const imported = await importFile(ctx, watched, { name: seen.name, opened });
      if (await opened.hasChanged()) throw new FileChanged();
      await tellImported(ctx, seen.name, imported);
    });
    return { isTaken: true };
  } catch (error) {
    if (error instanceof FileChanged) return null;
    if (!(error instanceof Refusal)) throw error;
    if (await opened.hasChanged()) return null;
    await runner.run((ctx) => tellRefused(ctx, seen.name, error));
    return { isTaken: false, sentence: error.message };
  } finally {
    await opened.close();
  }
}

async function importFile(ctx: Ctx, watched: WatchedFolder, file: { readonly name: string; readonly opened: OpenedFile }): Promise<StatementImport> {
  const source = file.opened.chunks();
  const profile = watched.profile !== '' && (await isDelimited(file)) ? await findProfile(ctx, watched.profile, 'statement') : undefined;
  return importStatement(ctx, { fileName: file.name, source, ...(profile === undefined ? {} : { profile }) });
}

/** A profile describes delimited files; those that say themselves what they are need none. */
async function isDelimited(file: { readonly name: string; readonly opened: OpenedFile }): Promise<boolean> {
  const head: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of file.opened.chunks()) {
    head.push(chunk);
    bytes += chunk.length;
    if (bytes >= DETECTION_BYTES) break;
  }
  return ['csv', 'unknown'].includes(detectFormat(Buffer.concat(head), file.name));
}

async function tellImported(ctx: Ctx, name: string, imported: StatementImport): Promise<void> {
  const problems = imported.problems.length;
  const said = `${imported.lines} bank lines were posted from ${name}`;
  const text = problems === 0 ? `${said}.` : `${said}; ${problems} problems were found in it. Look at the file's import.`;
  await tell(ctx, { kind: 'bank_file.taken', text, subject: ['bank_file', imported.fileId] });
}

/** The import was rolled back; what is kept of it is why. */
async function tellRefused(ctx: Ctx, name: string, refusal: Refusal): Promise<void> {
  await recordAudit(ctx, [
    {
      action: 'bank_file.refused',
      subjectKind: 'watched_folder',
      subjectId: ctx.company.id,
      after: { file: name, code: refusal.code },
      reason: refusal.message,
    },
  ]);
  await tell(ctx, { kind: 'bank_file.refused', text: `${name} was refused: ${refusal.message}`, subject: ['watched_folder', ctx.company.id] });
}

async function tell(ctx: Ctx, said: { readonly kind: string; readonly text: string; readonly subject: readonly [kind: string, id: string] }): Promise<void> {
  const [subjectKind, subjectId] = said.subject;
  await notify(ctx, { audience: 'role:cash_application', kind: said.kind, text: said.text, subjectKind, subjectId });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
