import { existsSync } from 'node:fs';
import path from 'node:path';
import { openEmbeddedDatabase } from '../../src/foundation/db/embedded/launch.ts';
import { testClusterFolder } from './test-database.ts';

/** After the last test: the workers' leases are stale by then, so opening and releasing stops the server. */
export async function teardown(): Promise<void> {
  if (!existsSync(path.join(testClusterFolder, 'postgres', 'postmaster.pid'))) return;
  const cluster = await openEmbeddedDatabase({ dataDir: testClusterFolder });
  await cluster.release();
}
