import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { Refusal } from '../../errors/refusal.ts';
import { readIfThere, writePrivateFile } from './private-file.ts';

// Below the range from which Linux takes ports for outgoing connections (32768 and up): a stored port in that range would
// now and then be taken by somebody's connection while the database is stopped.
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;
const TRIES = 50;

export function readPort(file: string): number | undefined {
  const port = Number(readIfThere(file));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/** The stored port while it is free, else a fresh one, which is stored. `avoid` are ports that proved unusable. */
export async function choosePort(file: string, avoid: ReadonlySet<number>): Promise<number> {
  const stored = readPort(file);
  if (stored !== undefined && !avoid.has(stored) && (await isFree(stored))) return stored;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (avoid.has(port) || !(await isFree(port))) continue;
    writePrivateFile(file, `${port}\n`);
    return port;
  }
  throw new Refusal(
    'database.no_free_port',
    `The embedded database found no free port on 127.0.0.1 between ${FIRST_PORT} and ${LAST_PORT} in ${TRIES} tries. Check that this machine allows programs to listen on 127.0.0.1, or set DATABASE_URL to a Postgres of your own.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
