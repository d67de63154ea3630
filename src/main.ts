import { runCommandLine } from './app/cli/run-command-line.ts';

/** The program: runs one command of `dunlin` and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  return runCommandLine(args);
}
