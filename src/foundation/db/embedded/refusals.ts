import { Refusal } from '../../errors/refusal.ts';

const DISK_FULL = /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/;

/** Reads the error code of a failed system call (`EACCES`, `ENOSPC`, ...), or '' for any other error. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function diskFull(folder: string, logTail: string): Refusal {
  return new Refusal(
    'database.disk_full',
    `The disk that holds ${folder} is full, so the database cannot write. Free some space there (a fresh database needs about 200 MB), then start again.${afterLog(logTail)}`,
    { folder },
  );
}

/** Turns a failed system call on `folder` into a sentence; errors that are no matter of the folder stay as they are. */
export function folderTrouble(folder: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, '');
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) {
    return new Refusal(
      'database.folder_not_writable',
      `The data folder ${folder} cannot be written (${code}). Give this user write access to it, or choose another folder with --data.`,
      { folder, reason: code },
    );
  }
  return error;
}

/** A program of the engine ended with an error: a full disk gets its own sentence, everything else shows the last lines. */
export function engineFailed(step: 'set up' | 'start', folder: string, logTail: string): Refusal {
  if (DISK_FULL.test(logTail)) return diskFull(folder, logTail);
  return new Refusal(
    step === 'start' ? 'database.start_failed' : 'database.setup_failed',
    `The embedded database in ${folder} could not be ${step === 'start' ? 'started' : 'set up'}. The last lines below say why; nothing that was stored has been changed.${afterLog(logTail)}`,
    { folder },
  );
}

function afterLog(logTail: string): string {
  return logTail === '' ? '' : `\n${logTail}`;
}
