import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export type TestCertificate = { readonly key: string; readonly cert: string };

/** A certificate that signs itself, for 127.0.0.1 and localhost; null where the machine has no `openssl`. `wrongName` makes it for another host. */
export function testCertificate(options: { readonly wrongName?: boolean } = {}): TestCertificate | null {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-certificate-'));
  const key = path.join(folder, 'key.pem');
  const cert = path.join(folder, 'cert.pem');
  const names = options.wrongName === true ? 'DNS:other.test' : 'DNS:localhost,IP:127.0.0.1';
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=Dunlin test',
        '-addext',
        `subjectAltName=${names}`,
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'pipe' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
