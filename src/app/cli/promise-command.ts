import { Option, type Command } from 'commander';
import { declareBooksClean } from '../../ar/collections/books-freshness.ts';
import { choosePromised } from '../../ar/collections/choose-promised.ts';
import { outcomesView, promiseView } from '../../ar/collections/dunning-views.ts';
import { getPromise, listPromises, PROMISE_STATES } from '../../ar/collections/list-promises.ts';
import { promiseOutcomes } from '../../ar/collections/promise-outcomes.ts';
import { cancelPromise, recordPromise } from '../../ar/collections/record-promise.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import { customerOfNumber } from './named-customer.ts';
import { countOption, currencyOption, dayOption, idOption } from './option-values.ts';
import { renderTable, visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type AddOptions = CompanyOptions & {
  readonly customer: string;
  readonly amount?: string;
  readonly currency?: Currency;
  readonly on: Day;
  readonly invoice?: readonly string[];
  readonly by: string;
  readonly note: string;
};
type ListOptions = CompanyOptions & {
  readonly customer?: string;
  readonly state?: (typeof PROMISE_STATES)[number];
  readonly from?: Day;
  readonly to?: Day;
  readonly limit: number;
  readonly after?: string;
};
type OutcomeOptions = CompanyOptions & { readonly from: Day; readonly to: Day };

async function runAdd(session: CompanySession, options: AddOptions): Promise<void> {
  const promise = await session.runner.run(async (ctx) => {
    const currency = options.currency ?? ctx.company.baseCurrency;
    const minor = options.amount === undefined ? null : requireAmount(options.amount, currency, 'The promised amount');
    const customerId = await customerOfNumber(ctx, options.customer);
    const receivableIds = await choosePromised(ctx, { customerId, currency, minor, numbers: options.invoice ?? [] });
    const id = await recordPromise(ctx, {
      customerId,
      receivableIds,
      minor,
      promisedOn: options.on,
      promisedBy: options.by,
      source: 'person',
      note: options.note,
    });
    return promiseView(await getPromise(ctx, id));
  });
  await show(
    session,
    promise,
    () =>
      `Recorded: ${promise.amount} ${promise.currency} by ${promise.promisedOn} for ${promise.items.map(({ number }) => number).join(', ')}. Reminders rest until ${promise.graceUntil}. Id ${promise.id}.\n`,
  );
}

async function runList(session: CompanySession, options: ListOptions): Promise<void> {
  const found = await session.runner.read(async (ctx) =>
    listPromises(ctx, {
      customerId: options.customer === undefined ? undefined : await customerOfNumber(ctx, options.customer),
      state: options.state,
      from: options.from,
      to: options.to,
      before: options.after ?? null,
      limit: options.limit,
    }),
  );
  const promises = found.map(promiseView);
  const next = promises.length === options.limit ? (promises.at(-1)?.id ?? null) : null;
  await show(session, { promises, next }, () =>
    promises.length === 0
      ? 'No such promises.\n'
      : renderTable<(typeof promises)[number]>(
          [
            { title: 'For', value: (p) => p.promisedOn },
            { title: 'Customer', value: (p) => `${p.customer.number} ${p.customer.name}`.slice(0, 40) },
            { title: 'By', value: (p) => p.by.slice(0, 30) },
            { title: 'Promised', value: (p) => p.amount, align: 'right' },
            { title: 'Received', value: (p) => p.received, align: 'right' },
            { title: '', value: (p) => p.currency },
            { title: 'State', value: (p) => p.state },
            { title: 'Invoices', value: (p) => p.items.map(({ number }) => number).join(', ') },
            { title: 'Id', value: (p) => p.id },
          ],
          promises,
        ),
  );
  if (next !== null && !session.json) session.out.note(`There may be more: --after ${next}`);
}

function percent(rate: number | null): string {
  return rate === null ? '' : `${(rate * 100).toFixed(1)} %`;
}

async function runOutcomes(session: CompanySession, options: OutcomeOptions): Promise<void> {
  const outcomes = outcomesView(await session.runner.read((ctx) => promiseOutcomes(ctx, { from: options.from, to: options.to })));
  await show(session, outcomes, () =>
    outcomes.currencies.length === 0
      ? 'No promise was for a day in this time.\n'
      : renderTable<(typeof outcomes)['currencies'][number]>(
          [
            { title: '', value: (o) => o.currency },
            { title: 'Kept', value: (o) => String(o.kept.count), align: 'right' },
            { title: 'Partly', value: (o) => String(o.partlyKept.count), align: 'right' },
            { title: 'Broken', value: (o) => String(o.broken.count), align: 'right' },
            { title: 'Open', value: (o) => String(o.open.count), align: 'right' },
            { title: 'Received', value: (o) => o.received, align: 'right' },
            { title: 'Kept, by number', value: (o) => percent(o.keptRate), align: 'right' },
            { title: 'by amount', value: (o) => percent(o.keptAmountRate), align: 'right' },
          ],
          outcomes.currencies,
        ),
  );
}

function addBooksCommand(program: Command, cli: Cli): void {
  const books = program.command('books').description('how far the books are known to be complete');
  companyLeaf(books, 'clean', 'say that everything received through a day is in the books, where cash is applied elsewhere')
    .requiredOption('--through <day>', 'the last such day', dayOption)
    .action(async (options: CompanyOptions & { readonly through: Day }) =>
      withCompany(cli, options, async (session) => {
        await session.runner.run((ctx) => declareBooksClean(ctx, options.through));
        await show(
          session,
          { through: options.through },
          () => `The books of ${visible(session.runner.company.name)} are complete through ${options.through}.\n`,
        );
      }),
    );
}

export function addPromiseCommands(program: Command, cli: Cli): void {
  const group = program.command('promise').description('who promised to pay what by when');
  companyLeaf(group, 'add', 'record a promise; reminders of what it is for rest until its day and the time of a bank have passed')
    .requiredOption('--customer <number>', 'who promised')
    .requiredOption('--on <day>', 'the last day of the promise', dayOption)
    .requiredOption('--by <name>', 'the person who said so')
    .option('--amount <amount>', 'how much, as in 1234.50 (default: all that is open on the invoices, or overdue)')
    .option('--currency <code>', 'default: the base currency of the company', currencyOption)
    .option('--invoice <numbers...>', 'for these invoices (default: the earliest due ones, as many as the amount needs)')
    .option('--note <text>', 'what else was said', '')
    .action(async (options: AddOptions) => withCompany(cli, options, (session) => runAdd(session, options)));
  companyLeaf(group, 'list', 'list promises with their state, the newest first')
    .option('--customer <number>', 'of one customer')
    .addOption(new Option('--state <state>', 'in one state').choices(PROMISE_STATES))
    .option('--from <day>', 'for this day or a later one', dayOption)
    .option('--to <day>', 'for this day or an earlier one', dayOption)
    .option('--limit <count>', 'at most this many', countOption, 100)
    .option('--after <id>', 'go on after this promise', idOption)
    .action(async (options: ListOptions) => withCompany(cli, options, (session) => runList(session, options)));
  companyLeaf(group, 'cancel', 'call a promise off; reminders go on where they rested')
    .argument('<id>', 'the promise', idOption)
    .requiredOption('--reason <text>', 'why, for the audit trail')
    .action(async (id: string, options: CompanyOptions & { readonly reason: string }) =>
      withCompany(cli, options, async (session) => {
        await session.runner.run((ctx) => cancelPromise(ctx, id, options.reason));
        await show(session, { cancelled: id }, () => `The promise ${id} is called off.\n`);
      }),
    );
  companyLeaf(group, 'outcomes', 'tell how many promises for a time were kept')
    .requiredOption('--from <day>', 'first day', dayOption)
    .requiredOption('--to <day>', 'last day', dayOption)
    .action(async (options: OutcomeOptions) => withCompany(cli, options, (session) => runOutcomes(session, options)));
  addBooksCommand(program, cli);
}
