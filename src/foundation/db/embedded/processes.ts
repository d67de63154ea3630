import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** A process that can't be mistaken for a later one with the same number: `startedAt` is the machine's boot and the
 *  process's start tick in it. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

/** The identity of a running process, or undefined when it has ended (a zombie has ended: nobody will answer). */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const stat = readProc(`${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets and may itself contain brackets and spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTick = fields[19];
  if (state === undefined || startTick === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, startedAt: `${bootId()}:${startTick}` };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.startedAt === identity.startedAt;
}

/** Whether the number is in use at all, be it by a zombie that nobody collects (containers without an init leave them). */
export function isNumberTaken(pid: number): boolean {
  return readProc(`${pid}/stat`) !== undefined;
}

/** The words of the command that started this process; empty when it has ended or may not be seen. */
export function commandOf(pid: number): readonly string[] {
  return (readProc(`${pid}/cmdline`) ?? '').split('\0').filter((word) => word !== '');
}

/** All processes whose working folder is `folder`: every process of a Postgres cluster works in its data folder. */
export function processesIn(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingFolderOf(pid) === folder && identityOf(pid) !== undefined);
}

/** Sends a signal; false when the process has ended in the meantime. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

function workingFolderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // ended, or of another user
  }
}

function bootId(): string {
  return (readProc('sys/kernel/random/boot_id') ?? '').trim();
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}
