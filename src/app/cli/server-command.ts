import type { Command } from 'commander';
import { migrateJobs } from '../job-queues.ts';
import { clock } from '../run-context.ts';
import { watchDatabase } from '../watch-database.ts';
import { readConfig, type Config } from '../config.ts';
import { openMigratedDatabase, type OpenedDatabase } from '../open-database.ts';
import { openLog, type Log } from '../../foundation/log/log.ts';
import { portOption } from './option-values.ts';
import { jsonText } from './print.ts';
import { leaf, show, withDatabase, type Cli, type CommonOptions } from './session.ts';

type ServerOptions = CommonOptions & { readonly port?: number; readonly host?: string };

type StartOptions = ServerOptions & { readonly demo?: boolean };

type Part = { stop(): Promise<void> };

/** After this, a stop that hangs is ended: what was committed is safe either way. */
const STOP_LIMIT_MS = 10_000;
const SAME_SIGNAL_MS = 1_000;

/** Resolves with the first request to stop; a second one ends the process at once. */
function stopRequested(cli: Cli): Promise<string> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.removeAllListeners(name);
      process.on(name, () => {
        // npm and supervisors pass on a signal that the whole group got already: that is still one request.
        if (askedAt !== undefined && performance.now() - askedAt < SAME_SIGNAL_MS) return;
        if (askedAt !== undefined) {
          cli.out.note('Stopped at once. The next start recovers by itself.');
          process.exit(1);
        }
        askedAt = performance.now();
        resolve(name);
      });
    }
  });
}

async function stopAll(parts: readonly Part[], log: Log): Promise<void> {
  for (const part of parts) {
    await part.stop().catch((error: unknown) => log.error({ err: error }, 'a part did not stop cleanly'));
  }
}

type Running = { readonly parts: readonly Part[]; readonly tell: { readonly text: string; readonly json: object } };

/** Opens what a long-running command needs, says that it runs, waits for the signal, and gives everything back in order. */
async function runUntilStopped(
  cli: Cli,
  options: ServerOptions,
  run: { log: (config: Config, folder: string) => Log; start: (config: Config, opened: OpenedDatabase, log: Log) => Promise<Running> },
): Promise<void> {
  const config = readConfig({ data: options.data, port: options.port, host: options.host });
  cli.config = config;
  const opened = await openMigratedDatabase(config, { onNote: (sentence) => cli.out.note(sentence), now: clock() });
  cli.opened = opened;
  try {
    await migrateJobs({ ownerUrl: opened.ownerUrl, now: clock() });
    const log = run.log(config, opened.folder);
    const running = await run.start(config, opened, log);
    const watch = watchDatabase(opened, log);
    const stop = stopRequested(cli);
    await cli.out.write(options.json === true ? jsonText(running.tell.json) : `${running.tell.text}\n`);
    log.info({ signal: await stop }, 'stopping');
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    await stopAll([watch, ...running.parts], log);
  } finally {
    await opened.close();
    cli.opened = undefined;
  }
}

/** Loaded only by the commands that need them: the others start faster without. */
async function server(config: Config, opened: OpenedDatabase, log: Log) {
  const { startServer } = await import('../serve.ts');
  return startServer(config, opened, log);
}

async function worker(opened: OpenedDatabase, log: Log): Promise<Part> {
  const { startWorker } = await import('../worker.ts');
  return startWorker({ database: opened.database, connection: opened.app, log, dataFolder: opened.folder });
}

function firstUserText(token: string | undefined): string {
  return token === undefined
    ? ''
    : `\nThere is no user yet: open that address on this machine and create the first one. From another machine, use this token there: ${token}`;
}

async function startEverything(config: Config, opened: OpenedDatabase, log: Log): Promise<Running> {
  const running = await server(config, opened, log);
  const jobs = await worker(opened, log);
  return {
    parts: [running, jobs],
    tell: {
      text: `Dunlin is ready at ${running.address}${firstUserText(running.setupToken)}`,
      json: { address: running.address, data: opened.folder },
    },
  };
}

async function startWithDemo(cli: Cli, opened: OpenedDatabase): Promise<void> {
  const { demoText, ensureDemo } = await import('./demo-command.ts');
  const loaded = await ensureDemo(opened, cli.out, {});
  if (loaded !== null) cli.out.note(demoText(loaded).trimEnd());
}

function serverLeaf(program: Command, name: string, description: string): Command {
  return leaf(program, name, description)
    .option('--port <port>', 'port to listen on (default 4300, or DUNLIN_PORT)', portOption)
    .option('--host <address>', 'address to listen on (default 127.0.0.1, or DUNLIN_HOST)');
}

export function addServerCommands(program: Command, cli: Cli): void {
  const toStderr = (config: Config): Log => openLog({ level: config.logLevel });
  serverLeaf(program, 'start', 'run everything: database, API and worker')
    .option('--demo', 'load an invented firm with two years of history first, in a folder without companies')
    .action(async (options: StartOptions) => {
      const { ensureWebBuild } = await import('../web-build.ts');
      // Beside the start of the database; whoever waits for it below hears of its failure.
      const web = ensureWebBuild((sentence) => cli.out.note(sentence));
      web.catch(() => undefined);
      const { openFileLog } = await import('../serve.ts');
      await runUntilStopped(cli, options, {
        log: (config, folder) => openFileLog(folder, config.logLevel).log,
        start: async (config, opened, log) => {
          if (options.demo === true) await startWithDemo(cli, opened);
          await web;
          return startEverything(config, opened, log);
        },
      });
    });
  serverLeaf(program, 'serve', 'run the API alone; log on stderr').action(async (options: ServerOptions) =>
    runUntilStopped(cli, options, {
      log: toStderr,
      start: async (config, opened, log) => {
        const running = await server(config, opened, log);
        return {
          parts: [running],
          tell: {
            text: `Dunlin serves at ${running.address}${firstUserText(running.setupToken)}`,
            json: { address: running.address, data: opened.folder },
          },
        };
      },
    }),
  );
  leaf(program, 'work', 'run the worker alone; log on stderr').action(async (options: ServerOptions) =>
    runUntilStopped(cli, options, {
      log: toStderr,
      start: async (_config, opened, log) => ({
        parts: [await worker(opened, log)],
        tell: { text: 'Dunlin works on its queues.', json: { data: opened.folder } },
      }),
    }),
  );
  leaf(program, 'migrate', 'bring the database to the newest schema').action(async (options: CommonOptions) =>
    withDatabase(cli, options, async (session) => {
      const { applied } = session.opened;
      await migrateJobs({ ownerUrl: session.opened.ownerUrl, now: clock() });
      await show(session, { applied }, () => (applied.length === 0 ? 'The database is at the newest schema.\n' : `Applied ${applied.join(', ')}.\n`));
    }),
  );
}
