import { Command } from 'commander';
import { versionOf } from '../version.ts';
import { addAccessCommands } from './access-command.ts';
import { addCashCommands } from './cash-command.ts';
import { addCompanyCommands } from './company-command.ts';
import { addExportCommand } from './export-command.ts';
import { addImportCommands } from './import-command.ts';
import { addInvoiceCommands } from './invoice-command.ts';
import { addLedgerCommands } from './ledger-command.ts';
import { addOpenapiCommand } from './openapi-command.ts';
import { addReportCommands } from './report-command.ts';
import { addServerCommands } from './server-command.ts';
import type { Cli } from './session.ts';
import { addVerifyCommand } from './verify-command.ts';

/** The whole command line. Wrong usage throws a CommanderError; its sentence is written by whoever catches it. */
export function buildProgram(cli: Cli): Command {
  const program = new Command('dunlin');
  program
    .description('Accounts receivable automation that you run yourself.')
    .version(versionOf())
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showHelpAfterError(false);
  addServerCommands(program, cli);
  addCompanyCommands(program, cli);
  addImportCommands(program, cli);
  addInvoiceCommands(program, cli);
  addCashCommands(program, cli);
  addReportCommands(program, cli);
  addExportCommand(program, cli);
  addVerifyCommand(program, cli);
  addLedgerCommands(program, cli);
  addAccessCommands(program, cli);
  addOpenapiCommand(program, cli);
  return program;
}
