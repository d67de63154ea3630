import { enableCompileCache } from 'node:module';
import path from 'node:path';

/** The program: runs one command of `dunlin` and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // Beside the packages, where nobody else writes; where we may not write either, every start compiles anew.
  enableCompileCache(path.join(import.meta.dirname, '..', 'node_modules', '.cache', 'dunlin'));
  const { runCommandLine } = await import('./app/cli/run-command-line.ts');
  return runCommandLine(args);
}
