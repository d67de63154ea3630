import type { Command } from 'commander';
import { dayInZone, type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { clock } from '../run-context.ts';
import type { LoadedCompany } from '../demo/load-demo.ts';
import type { OpenedDatabase } from '../open-database.ts';
import { countOption, dayOption } from './option-values.ts';
import type { Output } from './output.ts';
import { renderTable } from './print.ts';
import { showProgress } from './progress.ts';
import { leaf, show, withDatabase, type Cli, type CommonOptions } from './session.ts';

type LoadOptions = CommonOptions & { readonly anchor?: Day; readonly seed?: number };

/** The sentence about mails: whoever sees the outbox of a demo wants to know that nobody will get them. */
const NOTHING_LEAVES =
  'No company of the demo has a mail account, so nothing leaves this machine; look at its outbox with: dunlin messages list --company papierkranich.';

/** Loads the demo where it is missing; one whose load was cut off is loaded anew. Answers what was loaded, null where it was there.
 *  Refuses `demo.other_companies`, `demo.in_progress`. */
export async function ensureDemo(
  opened: OpenedDatabase,
  out: Output,
  options: { readonly anchor?: Day | undefined; readonly seed?: number | undefined },
): Promise<LoadedCompany[] | null> {
  const { demoRefused, demoState } = await import('../demo/demo-marks.ts');
  const state = await demoState(opened.database);
  if (state === 'other') throw demoRefused();
  if (state === 'loaded') return null;
  if (state === 'unfinished') out.note('The demo in this folder was not loaded to its end; it is loaded anew.');
  const { loadDemo } = await import('../demo/load-demo.ts');
  const now = { label: 'Loading the demo', noun: 'days', total: 0 };
  let progress: ReturnType<typeof showProgress> | undefined;
  out.note('Loading the demo: three invented companies live through two years. This takes a minute or two.');
  const loaded = await loadDemo(opened, {
    anchor: options.anchor ?? dayInZone(clock(), 'Europe/Berlin'),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    onProgress: ({ company, on, done, total }) => {
      now.total = total;
      now.label = `${company.split(' ')[0] ?? ''} ${on.slice(0, 7)}`;
      progress ??= showProgress(out, now);
      progress.at(done, done);
    },
  });
  progress?.done();
  return loaded;
}

function summaryJson(companies: readonly LoadedCompany[]) {
  return {
    companies: companies.map(({ name, slug, customers, invoices, lines, reminders, seconds }) => ({
      name,
      slug,
      customers,
      invoices,
      lines,
      reminders,
      seconds,
    })),
  };
}

export function demoText(companies: readonly LoadedCompany[]): string {
  const table = renderTable<LoadedCompany>(
    [
      { title: 'Company', value: ({ name }) => name },
      { title: 'Customers', value: ({ customers }) => String(customers), align: 'right' },
      { title: 'Invoices', value: ({ invoices }) => String(invoices), align: 'right' },
      { title: 'Bank lines', value: ({ lines }) => String(lines), align: 'right' },
      { title: 'Messages', value: ({ reminders }) => String(reminders), align: 'right' },
      { title: 'Seconds', value: ({ seconds }) => String(seconds), align: 'right' },
    ],
    companies,
  );
  return `${table}${NOTHING_LEAVES}\n`;
}

export function addDemoCommands(program: Command, cli: Cli): void {
  const group = program.command('demo').description('an invented firm to look around in');
  leaf(group, 'load', 'load the demo: one firm, three companies, two years')
    .option('--anchor <day>', 'the day on which it is looked at; its history ends the day before (default: today)', dayOption)
    .option('--seed <number>', 'another seed gives other customers and other payments', countOption)
    .action(async (options: LoadOptions) =>
      withDatabase(cli, options, async (session) => {
        const loaded = await ensureDemo(session.opened, cli.out, options);
        if (loaded === null)
          throw new Refusal('demo.loaded_already', 'The demo is in this folder already; nothing was changed. Start it with: dunlin start --demo.');
        await show(session, summaryJson(loaded), () => demoText(loaded));
      }),
    );
}
