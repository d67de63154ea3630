import { Command } from 'commander';
import { versionOf } from '../version.ts';
import type { Cli } from './session.ts';

type Adder = (program: Command, cli: Cli) => void;

/** Which file makes which commands. A command loads its own file alone, which is most of what starting it costs. */
const GROUPS: readonly { readonly names: readonly string[]; readonly load: () => Promise<Adder> }[] = [
  { names: ['start', 'serve', 'work', 'migrate'], load: async () => (await import('./server-command.ts')).addServerCommands },
  { names: ['demo'], load: async () => (await import('./demo-command.ts')).addDemoCommands },
  { names: ['company'], load: async () => (await import('./company-command.ts')).addCompanyCommands },
  { names: ['import'], load: async () => (await import('./import-command.ts')).addImportCommands },
  { names: ['invoice', 'invoices'], load: async () => (await import('./invoice-command.ts')).addInvoiceCommands },
  { names: ['letterhead'], load: async () => (await import('./letterhead-command.ts')).addLetterheadCommands },
  { names: ['letters'], load: async () => (await import('./letter-command.ts')).addLetterCommands },
  { names: ['cash'], load: async () => (await import('./cash-command.ts')).addCashCommands },
  { names: ['holds'], load: async () => (await import('./hold-command.ts')).addHoldCommands },
  { names: ['dunning'], load: async () => (await import('./dunning-command.ts')).addDunningCommands },
  { names: ['promise', 'books'], load: async () => (await import('./promise-command.ts')).addPromiseCommands },
  { names: ['watch'], load: async () => (await import('./watch-command.ts')).addWatchCommands },
  { names: ['customers'], load: async () => (await import('./customer-command.ts')).addCustomerCommands },
  { names: ['automation', 'runs'], load: async () => (await import('./automation-command.ts')).addAutomationCommands },
  { names: ['tasks', 'notifications'], load: async () => (await import('./task-command.ts')).addTaskCommands },
  { names: ['profile'], load: async () => (await import('./profile-command.ts')).addProfileCommands },
  { names: ['report'], load: async () => (await import('./report-command.ts')).addReportCommands },
  { names: ['export'], load: async () => (await import('./export-command.ts')).addExportCommand },
  { names: ['verify'], load: async () => (await import('./verify-command.ts')).addVerifyCommand },
  { names: ['period', 'rates'], load: async () => (await import('./ledger-command.ts')).addLedgerCommands },
  { names: ['keys', 'owner'], load: async () => (await import('./access-command.ts')).addAccessCommands },
  { names: ['messages', 'inbox'], load: async () => (await import('./messages-command.ts')).addMessagesCommands },
  { names: ['templates'], load: async () => (await import('./templates-command.ts')).addTemplatesCommands },
  { names: ['channel'], load: async () => (await import('./channel-command.ts')).addChannelCommands },
  { names: ['bench'], load: async () => (await import('./bench-command.ts')).addBenchCommand },
  { names: ['openapi'], load: async () => (await import('./openapi-command.ts')).addOpenapiCommand },
];

/** The command line as far as `first`, its first word, needs it: all of it for help and for words that are no command.
 *  Wrong usage throws a CommanderError; its sentence is written by whoever catches it. */
export async function buildProgram(cli: Cli, first: string | undefined): Promise<Command> {
  const program = new Command('dunlin');
  program
    .description('Accounts receivable automation that you run yourself.')
    .version(versionOf())
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showHelpAfterError(false);
  if (first === '--version' || first === '-V') return program;
  const known = GROUPS.filter((group) => group.names.includes(first ?? ''));
  for (const group of known.length > 0 ? known : GROUPS) (await group.load())(program, cli);
  return program;
}
