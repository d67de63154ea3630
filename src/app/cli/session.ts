import type { Command } from 'commander';
import { findCompany } from '../../ar/access/find-company.ts';
import { listCompanies } from '../../ar/access/list-companies.ts';
import type { Company } from '../../ar/access/context.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { readConfig, type Config } from '../config.ts';
import { openMigratedDatabase, type OpenedDatabase } from '../open-database.ts';
import { clock, companyRunner, OPERATOR, type CompanyRunner } from '../run-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Output } from './output.ts';
import { jsonText } from './print.ts';

/** What the program gives to its commands. `exitCode` is what the process ends with, `opened` what a signal has to give back. */
export type Cli = { readonly out: Output; exitCode: ExitCode; opened: OpenedDatabase | undefined; config: Config | undefined };

export type CommonOptions = { readonly json?: boolean; readonly data?: string };
export type CompanyOptions = CommonOptions & { readonly company?: string };

/** A command with the options that every command has. */
export function leaf(parent: Command, nameAndArguments: string, description: string): Command {
  return parent
    .command(nameAndArguments)
    .description(description)
    .option('--json', 'print the result as JSON')
    .option('--data <folder>', 'folder of the embedded database (default ./data, or DUNLIN_DATA)');
}

export function companyLeaf(parent: Command, nameAndArguments: string, description: string): Command {
  return leaf(parent, nameAndArguments, description).option('--company <company>', 'name or slug; may be left out when there is one company');
}

export type Session = { readonly cli: Cli; readonly out: Output; readonly json: boolean; readonly opened: OpenedDatabase };

/** Opens the database for one command and gives it back at its end, however it ends. */
export async function withDatabase(cli: Cli, options: CommonOptions, work: (session: Session) => Promise<ExitCode | void>): Promise<void> {
  const config = readConfig({ data: options.data });
  cli.config = config;
  const opened = await openMigratedDatabase(config, { onNote: (sentence) => cli.out.note(sentence), now: clock() });
  cli.opened = opened;
  try {
    cli.exitCode = (await work({ cli, out: cli.out, json: options.json === true, opened })) ?? EXIT.ok;
  } finally {
    await opened.close();
    cli.opened = undefined;
  }
}

/** The company that was named, or the only one there is. Refuses `company.not_found`, `company.ambiguous`, `company.unspecified`. */
export async function chooseCompany(opened: OpenedDatabase, reference: string | undefined): Promise<Company> {
  if (reference !== undefined) return findCompany(opened.database, reference);
  const companies = await listCompanies(opened.database);
  if (companies.length === 1 && companies[0]) return companies[0];
  if (companies.length === 0)
    throw new Refusal('company.not_found', 'There is no company yet. Create one: dunlin company create NAME --currency EUR --country DE.');
  throw new Refusal(
    'company.unspecified',
    `There are ${companies.length} companies. Say which one with --company: ${companies
      .slice(0, 20)
      .map((company) => company.slug)
      .join(', ')}.`,
    {
      companies: companies.length,
    },
  );
}

export type CompanySession = Session & { readonly runner: CompanyRunner };

export async function withCompany(cli: Cli, options: CompanyOptions, work: (session: CompanySession) => Promise<ExitCode | void>): Promise<void> {
  await withDatabase(cli, options, async (session) => {
    const company = await chooseCompany(session.opened, options.company);
    return work({ ...session, runner: companyRunner(session.opened.database, company, OPERATOR) });
  });
}

/** The result as JSON where that was asked for, else as text for a person. */
export async function show(session: Pick<Session, 'out' | 'json'>, value: unknown, text: () => string): Promise<void> {
  await session.out.write(session.json ? jsonText(value) : text());
}
