import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { addCompanyCommands } from './company-command.ts';
import { addImportCommands } from './import-command.ts';
import { addReportCommands } from './report-command.ts';
import type { Cli } from './session.ts';
import { addVerifyCommand } from './verify-command.ts';

export function versionOf(): string {
  const text = readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The whole command line. Wrong usage throws a CommanderError; its sentence is written by whoever catches it. */
export function buildProgram(cli: Cli): Command {
  const program = new Command('dunlin');
  program
    .description('Accounts receivable automation that you run yourself.')
    .version(versionOf())
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showHelpAfterError(false);
  addCompanyCommands(program, cli);
  addImportCommands(program, cli);
  addReportCommands(program, cli);
  addVerifyCommand(program, cli);
  return program;
}
