import type { Command } from 'commander';
import type { Ctx } from '../../ar/access/context.ts';
import type { ProfileKind } from '../../ar/cash-application/import-profiles.ts';
import type { Profile } from '../../formats/csv/profile.ts';
import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { inputFile, type InputFile } from './input-file.ts';
import { loadProfile } from './load-profile.ts';
import { noteProblems } from './print.ts';
import { showProgress, type Progress } from './progress.ts';
import { companyLeaf, type CompanyOptions, type CompanySession } from './session.ts';

export type ImportOptions = CompanyOptions & { readonly profile?: string; readonly dryRun?: boolean; readonly strict?: boolean };

/** Ends the unit of work of a dry run: everything was done as it would be, and is rolled back. */
class DryRunEnds<T> extends Error {
  readonly result: T;

  constructor(result: T) {
    super('dry run');
    this.result = result;
  }
}

/** One unit of work, kept; or done alike and rolled back. */
export async function inOneUnit<T>(session: CompanySession, dryRun: boolean, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  if (!dryRun) return session.runner.run(work);
  try {
    return await session.runner.run(async (ctx) => {
      throw new DryRunEnds(await work(ctx));
    });
  } catch (error) {
    if (error instanceof DryRunEnds) return error.result as T;
    throw error;
  }
}

export function importLeaf(parent: Command, name: string, description: string): Command {
  return companyLeaf(parent, `${name} <file>`, `${description}; "-" reads standard input`)
    .option('--profile <profile>', 'how the file is written: a JSON file, or the name of a saved profile')
    .option('--dry-run', 'do everything, report it, and keep nothing')
    .option('--strict', 'keep nothing when any row has a problem');
}

/** Opens file and profile, shows progress by bytes, and removes both at the end. */
export async function withImportFile<T>(
  session: CompanySession,
  options: { file: string; profile: string | undefined; kind: ProfileKind; noun: string },
  work: (input: { file: InputFile; profile: Profile | undefined; progress: Progress }) => Promise<T>,
): Promise<T> {
  const profile = await loadProfile(options.profile, { kind: options.kind, runner: session.runner });
  const file = await inputFile(options.file);
  const progress = showProgress(session.out, { label: `Reading ${file.name}`, noun: options.noun, total: file.bytes });
  try {
    return await work({ file, profile, progress });
  } finally {
    progress.done();
    file.dispose();
  }
}

/** Of a strict import: the first problem refuses the file. */
export function refuseProblems(problems: readonly Problem[]): void {
  const [first] = problems;
  if (!first) return;
  throw new Refusal('import.strict', `${first.where}: ${first.message}. Nothing was imported because of --strict; mend the file or import without it.`, {
    problems: problems.length,
  });
}

export function tellImport(session: CompanySession, options: { dryRun: boolean; problems: readonly Problem[]; skipped: number }): ExitCode {
  if (!session.json && options.problems.length > 0) {
    session.out.note(`${options.problems.length} problem${options.problems.length === 1 ? '' : 's'}:`);
    noteProblems(session.out, options.problems);
  }
  if (options.dryRun) session.out.note('This was a dry run: nothing was kept.');
  return options.problems.length > 0 || options.skipped > 0 ? EXIT.partly : EXIT.ok;
}
