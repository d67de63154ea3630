import { mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { prepareSetup } from '../ar/access/setup-token.ts';
import { Refusal } from '../foundation/errors/refusal.ts';
import { openDocumentPrinter } from '../documents/document-printer.ts';
import { openLog, type Log } from '../foundation/log/log.ts';
import { apiOperations, buildServer } from './api.ts';
import { createBackgroundRuns } from './background-runs.ts';
import type { Config } from './config.ts';
import { createDemoLoads } from './demo/demo-loads.ts';
import { initialiseCompany } from './initialise-company.ts';
import type { OpenedDatabase } from './open-database.ts';
import { clock, newId } from './run-context.ts';
import { versionOf } from './version.ts';

/** Requests that run when the server is told to stop may end; connections that hang on longer are cut. */
const FINISH_MS = 3_000;
const MAX_LOG_BYTES = 50_000_000;

/** The log file of the data folder; a long one is put aside once, at the start. */
export function openFileLog(folder: string, level: string): { readonly log: Log; readonly file: string } {
  const file = path.join(folder, 'logs', 'dunlin.log');
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
  return { log: openLog({ level, to: { file } }), file };
}

export type RunningServer = {
  readonly address: string;
  /** Lets whoever is on another machine make the first user; undefined once there is one. */
  readonly setupToken: string | undefined;
  stop(): Promise<void>;
};

function portTrouble(error: unknown, config: Config): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const { port, host } = config;
  if (code === 'EADDRINUSE') {
    return new Refusal(
      'server.port_taken',
      `Port ${port} on ${host} is in use by another program, perhaps another dunlin. Stop that one, or choose another port: --port ${port + 1}.`,
      { port },
    );
  }
  if (code === 'EACCES')
    return new Refusal('server.port_forbidden', `This user may not listen on port ${port}. Choose a port above 1023: --port 4300.`, { port });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Refusal(
      'server.host_unknown',
      `${host} is no address of this machine. Use --host 127.0.0.1 for this machine alone, or 0.0.0.0 for every network it is in.`,
      { host },
    );
  }
  return error;
}

function addressOf(app: FastifyInstance, config: Config): string {
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port;
  const host = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(config.host) ? 'localhost' : config.host;
  return config.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Listens. Refuses `server.port_taken`, `server.port_forbidden`, `server.host_unknown`. */
export async function startServer(config: Config, opened: OpenedDatabase, log: Log): Promise<RunningServer> {
  const { database, folder } = opened;
  const setupToken = await prepareSetup(database, folder);
  const runs = createBackgroundRuns({ database, log, clock, newId });
  const printer = openDocumentPrinter();
  const demo = createDemoLoads({ database, log, clock, app: opened.app, ownerUrl: opened.ownerUrl });
  const app = await buildServer({
    operations: apiOperations({ initialise: initialiseCompany, dataFolder: folder, runs, printer, demo }),
    database,
    log,
    newId,
    clock,
    dataFolder: folder,
    version: versionOf(),
    ...(config.publicUrl === null ? {} : { publicUrl: config.publicUrl }),
    ...(config.trustedProxies.length === 0 ? {} : { trustedProxies: config.trustedProxies }),
  });
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    await app.close();
    await printer.close();
    throw portTrouble(error, config);
  }
  return {
    address: addressOf(app, config),
    setupToken,
    stop: async () => {
      const cut = setTimeout(() => app.server.closeAllConnections(), FINISH_MS);
      await app.close();
      clearTimeout(cut);
      await demo.stop();
      await runs.settle({ stop: true });
      await printer.close();
    },
  };
}
