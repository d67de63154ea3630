import { isIPv4 } from 'node:net';

/** Whether a host names this very machine and nothing else: what is said there crosses no wire. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}
