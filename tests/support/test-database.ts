import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { allTables, migrationsFolder } from '../../src/app/schema.ts';
import { openDatabase, type Database } from '../../src/foundation/db/database.ts';
import { openEmbeddedDatabase, type EmbeddedDatabase } from '../../src/foundation/db/embedded/launch.ts';
import { migrate, tenancyStatements } from '../../src/foundation/db/migrate.ts';

export type TestDatabase = {
  readonly database: Database;
  readonly ownerUrl: string;
  readonly appUrl: string;
  close(): Promise<void>;
};

/** One cluster for all test processes of a user. Its durability is off: what must survive crashes is tested on clusters of its own. */
export const testClusterFolder = path.join(os.tmpdir(), `dunlin-tests-${process.getuid?.() ?? 0}`);

const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

let opened: Promise<EmbeddedDatabase> | undefined;

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

/** Changes whenever a migration or a table definition does, so that no test runs on an old schema. */
function templateName(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(migrationsFolder).toSorted()) hash.update(name).update(readFileSync(path.join(migrationsFolder, name)));
  hash.update(allTables.flatMap(tenancyStatements).join(';'));
  return `template_${hash.digest('hex').slice(0, 16)}`;
}

async function ensureTemplate(cluster: EmbeddedDatabase, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.ownerUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(727299)');
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rows.length > 0) return;
    const building = `building_${randomUUID().slice(0, 8)}`;
    await client.query(`create database ${building}`);
    await migrate({ ownerUrl: withDatabase(cluster.ownerUrl, building), folder: migrationsFolder, tables: allTables, now: new Date() });
    await client.query(`alter database ${building} rename to ${name}`);
  } finally {
    await client.end();
  }
}

/** A fresh migrated database, cloned from a template. Real Postgres or a failing test: never a skip. */
export async function testDatabase(): Promise<TestDatabase> {
  opened ??= openEmbeddedDatabase({ dataDir: testClusterFolder, settings: SETTINGS });
  const cluster = await opened;
  const template = templateName();
  await ensureTemplate(cluster, template);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: cluster.ownerUrl });
  await admin.connect();
  await admin.query(`create database ${name} template ${template}`);
  await admin.end();
  const appUrl = withDatabase(cluster.appUrl, name);
  const database = openDatabase({ url: appUrl, maxConnections: 20 });
  return {
    database,
    ownerUrl: withDatabase(cluster.ownerUrl, name),
    appUrl,
    async close() {
      await database.close();
      const client = new pg.Client({ connectionString: cluster.ownerUrl });
      await client.connect();
      await client.query(`drop database if exists ${name}`);
      await client.end();
    },
  };
}
