import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { Refusal, type RefusalDetails } from '../../foundation/errors/refusal.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { OutputClosed } from './output.ts';

export type Failure = { readonly code: string; readonly message: string; readonly details: RefusalDetails; readonly exit: ExitCode };

/** Failures of the database that a person can put right, by SQLSTATE or system code. */
const SENTENCES: Readonly<Record<string, readonly [code: string, sentence: string]>> = {
  '53100': ['database.disk_full', 'The disk of the database is full, so nothing of this command was kept. Free some space there, then try again.'],
  ENOSPC: ['output.disk_full', 'The disk is full, so the output could not be written. Free some space there, then try again.'],
  '57P01': ['database.stopped', 'The database was stopped while this command ran; nothing of it was kept. Start it again, then repeat the command.'],
  '57P03': ['database.stopped', 'The database is just starting or stopping. Try again in a moment.'],
  ECONNREFUSED: ['database.stopped', 'The database stopped while this command ran; nothing of it was kept. Repeat the command: it starts the database again.'],
  ECONNRESET: [
    'database.stopped',
    'The connection to the database broke while this command ran; nothing that was not reported as done was kept. Repeat the command.',
  ],
  '55P03': ['database.busy', 'Another process holds what this command needs. Wait for it to end, then try again.'],
  '40P01': ['database.busy', 'Other processes kept changing the same rows. Nothing of this command was kept; try again.'],
  '40001': ['database.busy', 'Other processes kept changing the same rows. Nothing of this command was kept; try again.'],
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function sentenceOf(error: unknown): readonly [string, string] | undefined {
  if (error instanceof Error && error.message === 'Connection terminated unexpectedly') return SENTENCES['ECONNRESET'];
  return SENTENCES[codeOf(error)];
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Keeps what went wrong for whoever repairs it. Returns where, or undefined when the folder takes nothing. */
function keep(error: unknown, folder: string | undefined, now: Date): string | undefined {
  if (folder === undefined) return undefined;
  const file = path.join(folder, 'logs', 'errors.log');
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    appendFileSync(file, `${now.toISOString()} ${stackOf(error)}\n`, { mode: 0o600 });
    return file;
  } catch {
    return undefined;
  }
}

/** What to tell about an error; undefined when there is nothing to tell (help was shown, the reader of the output left). */
export function failureOf(error: unknown, options: { folder: string | undefined; now: Date }): Failure | undefined {
  if (error instanceof OutputClosed) return undefined;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined;
    return { code: 'usage', message: error.message.replace(/^error: /, ''), details: {}, exit: EXIT.usage };
  }
  if (error instanceof Refusal) return { code: error.code, message: error.message, details: error.details, exit: EXIT.refused };
  const known = sentenceOf(error);
  if (known) return { code: known[0], message: known[1], details: {}, exit: EXIT.refused };
  const file = keep(error, options.folder, options.now);
  const where = file === undefined ? `It says:\n${stackOf(error)}` : `What happened is written in ${file}; please report it with that.`;
  return { code: 'bug', message: `Dunlin made a mistake of its own, and nothing of this command was kept. ${where}`, details: {}, exit: EXIT.refused };
}
