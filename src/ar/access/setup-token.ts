import { rmSync } from 'node:fs';
import path from 'node:path';
import { readIfThere, readOrCreateSecret } from '../../foundation/crypto/secret-file.ts';
import { equalTexts, randomToken } from '../../foundation/crypto/token.ts';
import type { Database } from '../../foundation/db/database.ts';
import { anyUser } from './user-store.ts';

function fileIn(dataFolder: string): string {
  return path.join(dataFolder, 'setup-token');
}

/** At start: the one-time token that lets someone on another machine create the first owner; undefined once there is a user.
 *  Kept in the data folder (mode 0600), so that a restart shows the same one. Print it to the terminal, never to the log. */
export async function prepareSetup(database: Database, dataFolder: string): Promise<string | undefined> {
  if (await database.forControl(anyUser)) {
    rmSync(fileIn(dataFolder), { force: true });
    return undefined;
  }
  return readOrCreateSecret(fileIn(dataFolder), randomToken);
}

export function isSetupToken(dataFolder: string, token: string): boolean {
  const known = readIfThere(fileIn(dataFolder));
  return known !== undefined && equalTexts(known.trim(), token.trim());
}

export function dropSetupToken(dataFolder: string): void {
  rmSync(fileIn(dataFolder), { force: true });
}
