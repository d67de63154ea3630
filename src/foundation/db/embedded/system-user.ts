import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Refusal } from '../../errors/refusal.ts';
import { systemCode } from './refusals.ts';

/** The user as whom the database runs when dunlin itself runs as root. */
export type SystemUser = { readonly name: string; readonly uid: number; readonly gid: number };

/** The user for a new cluster: `dunlin`, made when possible, else `nobody`. Postgres refuses to run as root and as a user
 *  without an entry in the list of users. */
export function userForNewCluster(): SystemUser {
  const found = userNamed('dunlin') ?? makeUser('dunlin') ?? userNamed('nobody');
  if (found !== undefined) return found;
  throw new Refusal(
    'database.no_user',
    'Postgres refuses to run as root, and this machine has neither a user "dunlin" (and none could be made) nor "nobody". Make one (useradd --system dunlin), run dunlin as a normal user, or set DATABASE_URL to a Postgres of your own.',
  );
}

export function userNamed(name: string): SystemUser | undefined {
  return findUser(name, (user) => user.name === name);
}

export function userNumbered(uid: number): SystemUser | undefined {
  return findUser(String(uid), (user) => user.uid === uid);
}

/** Whether `user` can enter `folder`: asked of the system itself, which knows every rule (modes, lists, mounts). */
export function canEnter(user: SystemUser, folder: string): boolean {
  const asked = spawnSync('/bin/sh', ['-c', 'test -d "$1" && test -x "$1"', 'sh', folder], { uid: user.uid, gid: user.gid, cwd: '/', stdio: 'ignore' });
  if (asked.error !== undefined) {
    throw new Refusal(
      'database.no_user',
      `Postgres refuses to run as root, and this process may not switch to the user ${user.name} (${systemCode(asked.error)}). Run dunlin as a normal user, or set DATABASE_URL to a Postgres of your own.`,
      { user: user.name },
    );
  }
  return asked.status === 0;
}

function makeUser(name: string): SystemUser | undefined {
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/var/lib/dunlin', '--shell', '/usr/sbin/nologin', name], {
    stdio: 'ignore',
  });
  return userNamed(name);
}

/** `getent` also knows users of a directory service; the file answers where that program is missing. */
function findUser(key: string, matches: (user: SystemUser) => boolean): SystemUser | undefined {
  const asked = spawnSync('getent', ['passwd', key], { encoding: 'utf8' });
  const lines = (asked.error === undefined ? asked.stdout : readFileSync('/etc/passwd', 'utf8')).split('\n');
  return lines
    .map((line) => line.split(':'))
    .map(([name = '', , uid = '', gid = '']) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .find((user) => user.name !== '' && matches(user));
}
