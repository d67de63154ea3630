import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from './private-file.ts';

const secretsShape = z.object({ owner: z.string().regex(/^[\w-]{20,}$/), app: z.string().regex(/^[\w-]{20,}$/) });

/** The generated passwords of the two login roles. Only letters, digits, `-` and `_`: they need no quoting in URLs or SQL. */
export type DatabaseSecrets = z.infer<typeof secretsShape>;

/** The stored passwords, or undefined when the file is missing or unreadable (new ones can then be set). */
export function readSecrets(file: string): DatabaseSecrets | undefined {
  try {
    const secrets = secretsShape.safeParse(JSON.parse(readIfThere(file) ?? ''));
    return secrets.success ? secrets.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function createSecrets(file: string): DatabaseSecrets {
  const secrets = { owner: randomBytes(24).toString('base64url'), app: randomBytes(24).toString('base64url') };
  writePrivateFile(file, JSON.stringify(secrets));
  return secrets;
}
