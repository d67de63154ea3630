import path from 'node:path';
import { openKeyRing, type KeyRing } from '../foundation/crypto/secret-box.ts';

/** The keys that seal secrets of connections: a file of the data folder that only its owner may read. Losing it loses those secrets. */
export function keyRingOf(dataFolder: string): KeyRing {
  return openKeyRing(path.join(dataFolder, 'secrets.key'));
}
