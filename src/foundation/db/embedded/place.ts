import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from '../../errors/refusal.ts';
import { folderTrouble } from './refusals.ts';
import { canEnter, userForNewCluster, userNumbered, type SystemUser } from './system-user.ts';

/** Where a root installation keeps what the database's own user must reach. */
const SYSTEM_HOME = '/var/lib/dunlin';

/** Where one embedded database keeps its things, and as whom it runs (`undefined`: as the user dunlin runs as). */
export type Place = {
  readonly base: string;
  readonly cluster: string;
  readonly engineRoot: string;
  readonly startLock: string;
  readonly leases: string;
  readonly port: string;
  readonly secrets: string;
  readonly log: string;
  readonly runAs: SystemUser | undefined;
  readonly notes: readonly string[];
};

/** Decides where the database of `dataDir` lies and makes its folders.
 *  As a normal user that is always `dataDir`. As root it is `dataDir` when the database's user can enter it, else a folder of
 *  its own under /var/lib/dunlin, told in a note. A cluster that exists already is never left behind for an empty one. */
export function choosePlace(dataDir: string): Place {
  const asked = path.resolve(dataDir);
  makeFolder(asked);
  const inside = realpathSync(asked);
  const place = process.getuid?.() === 0 ? placeAsRoot(inside) : placeAsUser(inside);
  for (const folder of [path.dirname(place.port), place.leases, path.dirname(place.log)]) makePrivateFolder(folder);
  return place;
}

function placeAsUser(inside: string): Place {
  refuseForeignOwner(inside);
  try {
    accessSync(inside, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderTrouble(inside, error);
  }
  return layout(inside, path.join(inside, 'engine'), undefined, []);
}

function placeAsRoot(inside: string): Place {
  const outside = path.join(SYSTEM_HOME, `${path.basename(inside) || 'data'}-${createHash('sha256').update(inside).digest('hex').slice(0, 8)}`);
  const engineRoot = path.join(SYSTEM_HOME, 'engine');
  makeFolder(SYSTEM_HOME, 0o755);
  const elsewhere = (runAs: SystemUser): Place =>
    layout(outside, engineRoot, runAs, [
      `The database lies in ${outside}, because its user ${runAs.name} cannot enter ${inside}. To keep both together, choose a folder with --data that every user may enter.`,
    ]);

  const owner = clusterOwner(inside);
  if (owner !== undefined) {
    if (!canEnter(owner, inside)) {
      throw new Refusal(
        'database.folder_unreachable',
        `The database in ${inside} belongs to the user ${owner.name}, who cannot enter that folder. Run dunlin as ${owner.name}, or give that user the right to enter it and every folder above it (chmod o+x).`,
        { folder: inside, user: owner.name },
      );
    }
    return layout(inside, engineRoot, owner, []);
  }
  const ownerOutside = clusterOwner(outside);
  if (ownerOutside !== undefined) return elsewhere(ownerOutside);

  const user = userForNewCluster();
  if (canEnter(user, inside)) return layout(inside, engineRoot, user, []);
  makeFolder(outside);
  return elsewhere(user);
}

/** The user of an existing cluster; whoever made it must also run it, because Postgres insists on owning its files. */
function clusterOwner(base: string): SystemUser | undefined {
  const cluster = path.join(base, 'postgres');
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) return undefined;
  const { uid } = statSync(cluster);
  const owner = uid === 0 ? undefined : userNumbered(uid);
  if (owner !== undefined) return owner;
  throw new Refusal(
    'database.folder_of_other_user',
    `The database files in ${cluster} belong to user number ${uid}, as whom Postgres cannot run here. Give them to a normal user, for example: chown -R nobody ${cluster}`,
    { folder: cluster, uid },
  );
}

function refuseForeignOwner(base: string): void {
  for (const folder of [path.join(base, 'postgres'), path.join(base, 'run')]) {
    const uid = statSync(folder, { throwIfNoEntry: false })?.uid;
    if (uid === undefined || uid === process.getuid?.()) continue;
    throw new Refusal(
      'database.folder_of_other_user',
      `The database in ${base} was made by another user (number ${uid}). Run dunlin as that user (or as root, if root made it), or choose another folder with --data.`,
      { folder, uid },
    );
  }
}

function layout(base: string, engineRoot: string, runAs: SystemUser | undefined, notes: readonly string[]): Place {
  const run = path.join(base, 'run');
  return {
    base,
    cluster: path.join(base, 'postgres'),
    engineRoot,
    startLock: path.join(run, 'start.lock'),
    leases: path.join(run, 'leases'),
    port: path.join(run, 'port'),
    secrets: path.join(run, 'secrets.json'),
    log: path.join(base, 'logs/postgres.log'),
    runAs,
    notes,
  };
}

function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw folderTrouble(folder, error);
  }
}

/** Makes a folder that the database's user may enter but not list; what exists keeps its mode. */
function makeFolder(folder: string, mode = 0o711): void {
  try {
    const first = mkdirSync(folder, { recursive: true });
    if (first === undefined) return;
    // The umask may have closed them to everybody else.
    for (let at = folder; at.length >= first.length; at = path.dirname(at)) chmodSync(at, mode);
  } catch (error) {
    throw folderTrouble(folder, error);
  }
}
