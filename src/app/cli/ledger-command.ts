import type { Command } from 'commander';
import { closePeriod } from '../../ar/ledger/book.ts';
import { setRates } from '../../ar/ledger/exchange-rate.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { currencyOption, dayOption } from './option-values.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions } from './session.ts';

type CloseOptions = CompanyOptions & { readonly through: Day; readonly reason?: string };
type ReopenOptions = CompanyOptions & { readonly through?: Day; readonly reason: string };
type RateOptions = CompanyOptions & { readonly on: Day };

export function addLedgerCommands(program: Command, cli: Cli): void {
  const period = program.command('period').description('closing of the books');
  companyLeaf(period, 'close', 'close every day up to and including one')
    .requiredOption('--through <day>', 'last day to close', dayOption)
    .option('--reason <text>', 'why, for the audit trail')
    .action(async (options: CloseOptions) =>
      withCompany(cli, options, async (session) => {
        await session.runner.run((ctx) => closePeriod(ctx, { through: options.through, ...(options.reason === undefined ? {} : { reason: options.reason }) }));
        await show(session, { closedThrough: options.through }, () => `The books of ${session.runner.company.name} are closed through ${options.through}.\n`);
      }),
    );
  companyLeaf(period, 'reopen', 'open closed days again')
    .option('--through <day>', 'last day that stays closed; all days open when left out', dayOption)
    .requiredOption('--reason <text>', 'why, for the audit trail')
    .action(async (options: ReopenOptions) =>
      withCompany(cli, options, async (session) => {
        const through = options.through ?? null;
        await session.runner.run((ctx) => closePeriod(ctx, { through, reason: options.reason }));
        await show(
          session,
          { closedThrough: through },
          () => `The books of ${session.runner.company.name} are ${through === null ? 'open' : `closed through ${through}`}.\n`,
        );
      }),
    );
  const rates = program.command('rates').description('exchange rates to the currency of the books');
  companyLeaf(rates, 'set', 'set the rate of a currency from a day on')
    .argument('<currency>', 'foreign currency', currencyOption)
    .argument('<rate>', 'units of the books for one unit of it, for example 0.9215')
    .requiredOption('--on <day>', 'first day it counts', dayOption)
    .action(async (currency: Currency, rate: string, options: RateOptions) =>
      withCompany(cli, options, async (session) => {
        const base = session.runner.company.baseCurrency;
        if (currency === base) throw new Refusal('rate.of_base', `${base} is the currency of the books: its rate is always 1.`, { currency });
        await session.runner.run((ctx) => setRates(ctx, [{ currency, on: options.on, rate }]));
        await show(session, { currency, base, rate, on: options.on }, () => `1 ${currency} = ${rate} ${base} from ${options.on} on.\n`);
      }),
    );
}
