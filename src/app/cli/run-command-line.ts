import { clock } from '../run-context.ts';
import { EXIT } from './exit-code.ts';
import { failureOf, type Failure } from './failure.ts';
import { processOutput, type Output } from './output.ts';
import { jsonText, visible } from './print.ts';
import { buildProgram } from './program.ts';
import type { Cli } from './session.ts';

/** 128 + the number of the signal, as shells count. */
const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/** A command that is told to stop gives the database back first: its open unit of work is rolled back by the end of its connection.
 *  Commands that run until they are told (start, serve, work) take these listeners away and stop in order. */
function stopOnSignals(cli: Cli): () => void {
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((name) => {
    const listener = (): void => {
      cli.out.note('Stopped. What was not reported as done was not kept.');
      const end = (): never => process.exit(EXIT_OF_SIGNAL[name]);
      if (!cli.opened) end();
      // Connections that are in use never become idle here, so the pool is not waited for: the process ends with them.
      cli.opened?.abandon().then(end, end);
    };
    process.once(name, listener);
    return () => void process.removeListener(name, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}

async function tell(out: Output, failure: Failure, asJson: boolean): Promise<void> {
  // Refusals quote names and headers of the outside. Line ends stay: the help after a mistake and the stack of a bug have several lines.
  const sentence = failure.message.split('\n').map(visible).join('\n');
  out.note(failure.code === 'usage' ? `${sentence}\nSee dunlin --help, or --help after any command.` : sentence);
  if (asJson) await out.write(jsonText({ error: { code: failure.code, message: failure.message, details: failure.details } })).catch(() => undefined);
}

/** Runs one command. Results go to stdout, sentences to stderr; a refusal, also as JSON where that was asked for. */
export async function runCommandLine(args: readonly string[], out: Output = processOutput()): Promise<number> {
  const cli: Cli = { out, exitCode: EXIT.ok, opened: undefined, config: undefined };
  const forgetSignals = stopOnSignals(cli);
  try {
    const program = await buildProgram(cli, args[0]);
    if (args.length === 0) {
      program.outputHelp();
      return EXIT.usage;
    }
    await program.parseAsync([...args], { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    const failure = failureOf(error, { folder: cli.config?.dataDir, now: clock() });
    if (failure === undefined) return EXIT.ok;
    await tell(out, failure, args.includes('--json'));
    return failure.exit;
  } finally {
    forgetSignals();
  }
}
