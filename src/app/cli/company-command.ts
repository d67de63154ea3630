import type { Command } from 'commander';
import { createCompany } from '../../ar/access/create-company.ts';
import type { Company } from '../../ar/access/context.ts';
import { listCompanies } from '../../ar/access/list-companies.ts';
import { initialiseCompany } from '../initialise-company.ts';
import { clock, newId, OPERATOR } from '../run-context.ts';
import { currencyOption } from './option-values.ts';
import { renderTable, visible } from './print.ts';
import { leaf, show, withDatabase, type Cli, type CommonOptions } from './session.ts';

type CreateOptions = CommonOptions & { currency: string; country: string; timeZone?: string; slug?: string; cashBasis?: boolean };

function companyJson(company: Company): Record<string, unknown> {
  return {
    id: company.id,
    name: company.name,
    slug: company.slug,
    currency: company.baseCurrency,
    country: company.country,
    timeZone: company.timeZone,
    taxPoint: company.taxPoint,
  };
}

export function addCompanyCommands(program: Command, cli: Cli): void {
  const group = program.command('company').description('companies of this installation');
  leaf(group, 'create <name>', 'create a company and open its books')
    .requiredOption('--currency <code>', 'currency of its books (ISO 4217)', currencyOption)
    .requiredOption('--country <code>', 'country (ISO 3166, two letters)')
    .option('--time-zone <zone>', 'IANA name, for example Europe/Berlin; default: of the country')
    .option('--slug <slug>', 'short name for commands and addresses; default: made from the name')
    .option('--cash-basis', 'tax becomes payable with the receipt of money, not with the invoice')
    .action(async (name: string, options: CreateOptions) =>
      withDatabase(cli, options, async (session) => {
        const company = await createCompany(
          { database: session.opened.database, now: clock(), newId, actor: OPERATOR, initialise: initialiseCompany },
          {
            name,
            currency: options.currency,
            country: options.country,
            taxPoint: options.cashBasis === true ? 'receipt' : 'invoice',
            ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
            ...(options.slug === undefined ? {} : { slug: options.slug }),
          },
        );
        await show(
          session,
          companyJson(company),
          () => `Created ${visible(company.name)} (${company.slug}), books in ${company.baseCurrency}, days by ${company.timeZone}.\n`,
        );
      }),
    );
  leaf(group, 'list', 'list the companies').action(async (options: CommonOptions) =>
    withDatabase(cli, options, async (session) => {
      const companies = await listCompanies(session.opened.database);
      await show(session, { companies: companies.map(companyJson) }, () =>
        companies.length === 0
          ? 'There is no company yet. Create one: dunlin company create NAME --currency EUR --country DE.\n'
          : renderTable<Company>(
              [
                { title: 'Name', value: (c) => c.name },
                { title: 'Slug', value: (c) => c.slug },
                { title: 'Currency', value: (c) => c.baseCurrency },
                { title: 'Country', value: (c) => c.country },
                { title: 'Time zone', value: (c) => c.timeZone },
              ],
              companies,
            ),
      );
    }),
  );
}
