import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from '../../errors/refusal.ts';
import type { Engine } from './engine.ts';
import type { Place } from './place.ts';
import { syncFolder } from './private-file.ts';
import { engineFailed, folderTrouble } from './refusals.ts';
import { createSecrets, readSecrets, type DatabaseSecrets } from './secrets.ts';
import { lastLines } from './server-log.ts';

export const OWNER_ROLE = 'dunlin_owner';
export const APP_ROLE = 'dunlin_app';
export const DATABASE = 'dunlin';

/** The superuser exists (Postgres needs one) but is admitted nowhere: only single-user mode, on a stopped cluster, has its rights. */
const ACCESS_RULES = `host all ${OWNER_ROLE},${APP_ROLE} 127.0.0.1/32 scram-sha-256\n`;

/** What programs of the engine get from our environment: nothing that could change how they behave. */
export const ENGINE_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };

export function clusterExists(place: Place): boolean {
  return existsSync(path.join(place.cluster, 'PG_VERSION'));
}

/** Refuses a cluster of another major version: its files can't be read by this engine. */
export function checkMajorVersion(place: Place, engine: Engine): void {
  const found = readFileSync(path.join(place.cluster, 'PG_VERSION'), 'utf8').trim();
  if (found === engine.major) return;
  throw new Refusal(
    'database.other_major_version',
    `The database in ${place.cluster} was made by Postgres ${found}, and this dunlin brings Postgres ${engine.major}. Run "dunlin backup" with the dunlin that made it, then "dunlin restore" into a fresh folder with this one.`,
    { folder: place.cluster, found, expected: engine.major },
  );
}

/** Makes the cluster with its roles and database. It is built beside its final place and renamed at the end, so a cluster
 *  that exists is whole; whatever an interrupted attempt left behind is removed by the next one. */
export async function createCluster(place: Place, engine: Engine): Promise<DatabaseSecrets> {
  const draft = `${place.cluster}.new`;
  const secrets = readSecrets(place.secrets) ?? createSecrets(place.secrets);
  try {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    if (place.runAs !== undefined) chownSync(draft, place.runAs.uid, place.runAs.gid);
  } catch (error) {
    throw folderTrouble(place.base, error);
  }
  try {
    const locale = ['--locale-provider=builtin', '--locale=C.UTF-8', '--encoding=UTF8'];
    await run(place, engine.initdb, ['-D', draft, '-U', 'postgres', '--auth=reject', '--data-checksums', '--no-instructions', ...locale]);
    writeFileSync(path.join(draft, 'pg_hba.conf'), ACCESS_RULES, { flush: true });
    await singleUser(place, engine, { cluster: draft, database: 'postgres' }, [
      // CREATEDB: restoring a backup and cloning a template make databases beside the one in use.
      `create role ${OWNER_ROLE} login nosuperuser nobypassrls nocreaterole createdb noreplication password '${secrets.owner}'`,
      `create role ${APP_ROLE} login nosuperuser nobypassrls nocreaterole nocreatedb noreplication password '${secrets.app}'`,
      `create database ${DATABASE} owner ${OWNER_ROLE}`,
      `revoke all on database ${DATABASE} from public`,
      `grant connect, temporary on database ${DATABASE} to ${APP_ROLE}`,
    ]);
    await singleUser(place, engine, { cluster: draft, database: DATABASE }, [`alter schema public owner to ${OWNER_ROLE}`]);
    renameSync(draft, place.cluster);
    syncFolder(place.base);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw folderTrouble(place.base, error);
  }
  return secrets;
}

/** Gives both roles new passwords. For a stopped cluster whose stored passwords were lost. */
export async function renewSecrets(place: Place, engine: Engine): Promise<DatabaseSecrets> {
  const secrets = createSecrets(place.secrets);
  try {
    await singleUser(place, engine, { cluster: place.cluster, database: 'postgres' }, [
      `alter role ${OWNER_ROLE} password '${secrets.owner}'`,
      `alter role ${APP_ROLE} password '${secrets.app}'`,
    ]);
  } catch (error) {
    rmSync(place.secrets, { force: true }); // otherwise the next start would trust passwords that were never set
    throw error;
  }
  return secrets;
}

/** Runs one-line statements as the superuser, without network, on a cluster that is not running. The statements go through
 *  standard input: passwords on a command line can be seen by other users. */
async function singleUser(place: Place, engine: Engine, on: { cluster: string; database: string }, statements: readonly string[]): Promise<void> {
  const quiet = ['-c', 'exit_on_error=on', '-c', 'log_min_error_statement=panic', '-c', 'log_error_verbosity=terse'];
  await run(place, engine.postgres, ['--single', '-D', on.cluster, ...quiet, on.database], `${statements.join('\n')}\n`);
}

async function run(place: Place, program: string, words: readonly string[], input = ''): Promise<void> {
  const { status, output } = await new Promise<{ status: number | null; output: string }>((resolve, reject) => {
    const child = spawn(program, words, {
      ...(place.runAs === undefined ? {} : { uid: place.runAs.uid, gid: place.runAs.gid }),
      cwd: place.base,
      env: ENGINE_ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let written = '';
    child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (written += chunk.toString()));
    child.stdin.on('error', () => undefined); // the program ended before it read everything; its status says why
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code, output: written }));
    child.stdin.end(input);
  });
  if (status !== 0) throw engineFailed('set up', place.base, lastLines(output));
}
