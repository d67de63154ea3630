import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { apiOperations, buildServer } from '../../src/app/api.ts';
import { createBackgroundRuns } from '../../src/app/background-runs.ts';
import { createDemoLoads, type RunningDemoLoads } from '../../src/app/demo/demo-loads.ts';
import { initialiseCompany } from '../../src/app/initialise-company.ts';
import { createApiKey } from '../../src/ar/access/create-api-key.ts';
import { createCompany } from '../../src/ar/access/create-company.ts';
import type { Company } from '../../src/ar/access/context.ts';
import { SCOPES, type Scope } from '../../src/ar/access/roles.ts';
import { openDocumentPrinter } from '../../src/documents/document-printer.ts';
import type { BoundOperation } from '../../src/foundation/contract/operation.ts';
import { idMaker, type NewId } from '../../src/foundation/ids/id.ts';
import { openLog } from '../../src/foundation/log/log.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

export const CHEAP_PASSWORDS = { memoryKiB: 256, passes: 1 };

/** The whole API on a database of its own, with a clock that tests move and a log that they read. */
export type TestApi = {
  readonly test: TestDatabase;
  readonly app: FastifyInstance;
  readonly operations: readonly BoundOperation[];
  readonly dataFolder: string;
  readonly newId: NewId;
  readonly logged: () => string;
  /** Moves the clock on. */
  readonly pass: (ms: number) => void;
  readonly now: () => Date;
  /** A request from this machine; `cookie` as `cookieOf` gave it, or `key` as bearer token. */
  readonly ask: (
    request: InjectOptions & { key?: string; cookie?: string },
  ) => Promise<{ status: number; body: Record<string, unknown>; text: string; headers: Record<string, unknown> }>;
  readonly company: (name: string) => Promise<Company>;
  readonly key: (company: Company | null, scopes?: readonly Scope[]) => Promise<string>;
  readonly demo: RunningDemoLoads;
  readonly close: () => Promise<void>;
};

export function cookieOf(answer: { headers: Record<string, unknown> }): string {
  const header = answer.headers['set-cookie'];
  const first = Array.isArray(header) ? String(header[0]) : String(header);
  return first.split(';')[0] ?? '';
}

export async function testApi(
  options: { extra?: readonly BoundOperation[]; requestsPerMinute?: number; publicUrl?: string; dataFolder?: string } = {},
): Promise<TestApi> {
  const test = await testDatabase();
  const dataFolder = options.dataFolder ?? mkdtempSync(path.join(os.tmpdir(), 'dunlin-api-'));
  const lines: string[] = [];
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  const newId = idMaker(() => now().getTime());
  const log = openLog({ level: 'debug', to: { stream: { write: (line: string) => void lines.push(line) } } });
  const printer = openDocumentPrinter({ threads: 1 });
  const runs = createBackgroundRuns({ database: test.database, log, clock: now, newId });
  const demo = createDemoLoads({ database: test.database, log, clock: now, app: { url: test.appUrl, role: undefined }, ownerUrl: test.ownerUrl });
  const operations = [
    ...apiOperations({ initialise: initialiseCompany, dataFolder, passwordCost: CHEAP_PASSWORDS, runs, printer, demo }),
    ...(options.extra ?? []),
  ];
  const app = await buildServer({
    operations,
    database: test.database,
    log,
    newId,
    clock: now,
    dataFolder,
    version: '0.0.0',
    checkAnswers: true,
    requestsPerMinute: options.requestsPerMinute ?? 100_000,
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
  });
  await app.ready();
  const api: TestApi = {
    test,
    app,
    demo,
    operations,
    dataFolder,
    newId,
    now,
    logged: () => lines.join(''),
    pass: (ms) => void (offsetMs += ms),
    async ask({ key, cookie, headers, ...rest }) {
      const given = {
        host: 'localhost',
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(cookie ? { cookie, 'sec-fetch-site': 'same-origin' } : {}),
        ...headers,
      };
      const response = await app.inject({ ...rest, headers: given });
      let body: unknown = {};
      try {
        body = response.body === '' ? {} : JSON.parse(response.body);
      } catch {
        body = {};
      }
      return { status: response.statusCode, body: body as Record<string, unknown>, text: response.body, headers: response.headers };
    },
    company: (name) =>
      createCompany(
        { database: test.database, now: now(), newId, actor: { kind: 'operator', id: 'test' }, initialise: initialiseCompany },
        { name, currency: 'EUR', country: 'DE' },
      ),
    async key(company, scopes = Object.keys(SCOPES) as Scope[]) {
      const { rows } = await test.database.pool.query<{ id: string }>('select id from firm order by created_at, id limit 1');
      const firmId = company?.firmId ?? (rows[0]?.id as string);
      const made = await createApiKey(
        { database: test.database, now: now(), newId, firmId, actor: { kind: 'operator', id: 'test' } },
        { name: 'test', companyId: company?.id ?? null, scopes },
      );
      return made.secret;
    },
    async close() {
      await app.close();
      await runs.settle({ stop: true });
      await demo.stop();
      await printer.close();
      await test.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
  return api;
}
