import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestCertificate } from './test-certificate.ts';

/** Dovecot reads mail as no privileged user; root lends it the ids of the user nobody. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Servers lie where a user's path does not look. */
const ENV = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

export type Dovecot = {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Puts a mail into the inbox, the way a delivery agent does. */
  deliver(raw: string | Uint8Array): void;
  /** What the server knows of the mails: name and flags of their files. */
  files(): string[];
  /** The mailbox gets a new identity, as after a restore. */
  forgetUids(): Promise<void>;
  stop(): Promise<void>;
};

/** Version 2.3 of Dovecot as the Debian package installs it; false where it is absent or another version. */
export function hasDovecot(): boolean {
  const asked = spawnSync('dovecot', ['--version'], { encoding: 'utf8', env: ENV });
  return asked.status === 0 && asked.stdout.startsWith('2.3.');
}

/** A Dovecot of our own in a folder of its own: on a free port of this machine, with one user, as root or not. */
export async function startDovecot(certificate: TestCertificate | null): Promise<Dovecot> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-dovecot-'));
  const root = process.getuid?.() === 0;
  const owner = root ? NOBODY : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const port = await freePort();
  const maildir = path.join(folder, 'mail');
  for (const part of ['run', 'mail', 'mail/new', 'mail/cur', 'mail/tmp']) mkdirSync(path.join(folder, part));
  chmodSync(folder, 0o755);
  if (root) for (const part of ['mail', 'mail/new', 'mail/cur', 'mail/tmp']) chownSync(path.join(folder, part), owner.uid, owner.gid);
  writeFileSync(path.join(folder, 'users'), `ar:{PLAIN}pässword:${owner.uid}:${owner.gid}::${folder}::\n`);
  if (certificate !== null) {
    writeFileSync(path.join(folder, 'cert.pem'), certificate.cert);
    writeFileSync(path.join(folder, 'key.pem'), certificate.key);
  }
  writeFileSync(path.join(folder, 'dovecot.conf'), configOf({ folder, maildir, port, owner, root, tls: certificate !== null }));
  const child = spawn('dovecot', ['-F', '-c', path.join(folder, 'dovecot.conf')], { stdio: ['ignore', 'pipe', 'pipe'], env: ENV });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  await listening(port, child, () => said + logOf(folder));
  let count = 0;

  return {
    port,
    user: 'ar',
    password: 'pässword',
    deliver(raw) {
      count += 1;
      const name = `${1_700_000_000 + count}.M${count}P1.dunlin`;
      const file = path.join(maildir, 'tmp', name);
      writeFileSync(file, raw);
      if (root) chownSync(file, owner.uid, owner.gid);
      renameSync(file, path.join(maildir, 'new', name));
    },
    files: () => ['new', 'cur'].flatMap((part) => readdirSync(path.join(maildir, part)).map((name) => `${part}/${name}`)).toSorted(),
    async forgetUids() {
      // A validity is made from the second in which the lists are made anew.
      await sleep(1100);
      for (const name of readdirSync(maildir)) if (name.startsWith('dovecot')) rmSync(path.join(maildir, name), { recursive: true, force: true });
    },
    async stop() {
      child.kill('SIGTERM');
      const ended = child.exitCode !== null || (await Promise.race([new Promise<boolean>((done) => child.once('exit', () => done(true))), sleep(5000, false)]));
      if (!ended) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Config = { folder: string; maildir: string; port: number; owner: { uid: number; gid: number }; root: boolean; tls: boolean };

function configOf({ folder, maildir, port, owner, root, tls }: Config): string {
  const me = os.userInfo().username;
  const own = root
    ? []
    : [
        `default_internal_user = ${me}`,
        `default_login_user = ${me}`,
        `default_internal_group = ${spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim()}`,
      ];
  return [
    'protocols = imap',
    'listen = 127.0.0.1',
    `base_dir = ${folder}/run`,
    `state_dir = ${folder}/run`,
    `log_path = ${folder}/log`,
    'auth_mechanisms = plain login',
    'disable_plaintext_auth = no',
    'auth_failure_delay = 0',
    // A wrong password in one test would hold up the next sign-in from the same address.
    'service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}',
    `mail_location = maildir:${maildir}`,
    `first_valid_uid = ${Math.min(owner.uid, 1)}`,
    `first_valid_gid = 0`,
    'last_valid_uid = 0',
    ...own,
    ...(tls ? ['ssl = yes', `ssl_cert = <${folder}/cert.pem`, `ssl_key = <${folder}/key.pem`] : ['ssl = no']),
    `passdb {\n  driver = passwd-file\n  args = username_format=%u ${folder}/users\n}`,
    `userdb {\n  driver = passwd-file\n  args = username_format=%u ${folder}/users\n}`,
    `service imap-login {\n  inet_listener imap {\n    address = 127.0.0.1\n    port = ${port}\n  }\n  inet_listener imaps {\n    port = 0\n  }${root ? '' : '\n  chroot ='}\n}`,
    ...(root ? [] : ['service anvil {\n  chroot =\n}']),
    'namespace inbox {\n  inbox = yes\n}',
    '',
  ].join('\n');
}

function logOf(folder: string): string {
  const file = path.join(folder, 'log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

async function listening(port: number, child: ChildProcess, said: () => string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) break;
    const up = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        done(true);
      });
      socket.on('error', () => done(false));
    });
    if (up) return;
    await sleep(100);
  }
  throw new Error(`Dovecot did not start: ${said()}`);
}
