import { Option, type Command } from 'commander';
import { choosePolicy } from '../../ar/collections/choose-policy.ts';
import { rejectRun, releaseRun } from '../../ar/collections/decide-run.ts';
import { reminderView } from '../../ar/collections/dunning-views.ts';
import { enterLadder, type EntryRow } from '../../ar/collections/enter-ladder.ts';
import { listReminders, REMINDER_STATES } from '../../ar/collections/list-reminders.ts';
import { PLAIN_PROFILE } from '../../formats/csv/profile.ts';
import { readDelimited } from '../../formats/csv/read-delimited.ts';
import type { Problem } from '../../foundation/errors/refusal.ts';
import type { ExitCode } from './exit-code.ts';
import { tellImport } from './import-file.ts';
import { inputFile } from './input-file.ts';
import { customerOfNumber } from './named-customer.ts';
import { countOption, idOption } from './option-values.ts';
import { renderTable } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type ListOptions = CompanyOptions & {
  readonly run?: string;
  readonly customer?: string;
  readonly state?: (typeof REMINDER_STATES)[number];
  readonly limit: number;
  readonly after?: string;
};

async function runList(session: CompanySession, options: ListOptions): Promise<void> {
  const found = await session.runner.read(async (ctx) =>
    listReminders(ctx, {
      runId: options.run,
      customerId: options.customer === undefined ? undefined : await customerOfNumber(ctx, options.customer),
      state: options.state,
      before: options.after ?? null,
      limit: options.limit,
    }),
  );
  const reminders = found.map(reminderView);
  const next = reminders.length === options.limit ? (reminders.at(-1)?.id ?? null) : null;
  await show(session, { reminders, next }, () =>
    reminders.length === 0
      ? 'No such reminders.\n'
      : renderTable<(typeof reminders)[number]>(
          [
            { title: 'Day', value: (r) => r.on },
            { title: 'Customer', value: (r) => `${r.customer.number} ${r.customer.name}`.slice(0, 40) },
            { title: 'Step', value: (r) => r.step },
            { title: 'Channel', value: (r) => r.channel },
            { title: 'Items', value: (r) => String(r.items.length), align: 'right' },
            { title: 'Amount', value: (r) => r.totals.map(({ open, currency }) => `${open} ${currency}`).join(' + '), align: 'right' },
            { title: 'State', value: (r) => (r.stateReason === '' ? r.state : `${r.state}: ${r.stateReason}`) },
            { title: 'Id', value: (r) => r.id },
          ],
          reminders,
        ),
  );
  if (next !== null && !session.json) session.out.note(`There may be more: --after ${next}`);
}

/** Rows of the file and what could not be read of it. */
async function entryRows(file: string): Promise<{ rows: EntryRow[]; problems: Problem[] }> {
  const input = await inputFile(file);
  try {
    const rows: EntryRow[] = [];
    const problems: Problem[] = [];
    const options = { profile: PLAIN_PROFILE, fields: ['number', 'step'], required: [['number'], ['step']] };
    for await (const batch of readDelimited(input.read().source, options)) {
      problems.push(...batch.problems);
      rows.push(...batch.rows.map(({ line, values }) => ({ where: `line ${line}`, number: values['number'] ?? '', step: values['step'] ?? '' })));
    }
    return { rows, problems };
  } finally {
    input.dispose();
  }
}

async function runEnter(session: CompanySession, file: string, options: CompanyOptions & { readonly policy?: string }): Promise<ExitCode> {
  const { rows, problems: unread } = await entryRows(file);
  const { code, done } = await session.runner.run(async (ctx) => {
    const chosen = await choosePolicy(ctx, options.policy);
    return { code: chosen, done: await enterLadder(ctx, chosen, rows) };
  });
  const problems = [...unread, ...done.problems];
  await show(
    session,
    { policy: code, read: done.read, entered: done.entered, problems },
    () => `Read ${done.read} invoices: ${done.entered} receivables stand on the ladder ${code} where they stood before.\n`,
  );
  return tellImport(session, { dryRun: false, problems, skipped: 0 });
}

export function addReminderCommands(group: Command, cli: Cli): void {
  companyLeaf(group, 'reminders', 'list reminders with what became of them, the newest first')
    .option('--run <id>', 'of one run', idOption)
    .option('--customer <number>', 'to one customer')
    .addOption(new Option('--state <state>', 'in one state').choices(REMINDER_STATES))
    .option('--limit <count>', 'at most this many', countOption, 100)
    .option('--after <id>', 'go on after this reminder', idOption)
    .action(async (options: ListOptions) => withCompany(cli, options, (session) => runList(session, options)));
  companyLeaf(group, 'release', 'let the reminders of a run leave that wait for release; each is judged again')
    .argument('<run>', 'id of the run', idOption)
    .option('--reason <text>', 'why, for the audit trail', 'released on the command line')
    .action(async (run: string, options: CompanyOptions & { readonly reason: string }) =>
      withCompany(cli, options, async (session) => {
        const { queued, stopped } = await session.runner.run((ctx) => releaseRun(ctx, run, options.reason));
        const rest = stopped === 0 ? '' : ` ${stopped} were stopped, because they are no longer right.`;
        await show(session, { run, queued, stopped }, () => `Released ${queued} reminders.${rest}\n`);
      }),
    );
  companyLeaf(group, 'reject', 'turn the reminders of a run down that wait for release; nothing of them leaves')
    .argument('<run>', 'id of the run', idOption)
    .requiredOption('--reason <text>', 'why, for the audit trail')
    .action(async (run: string, options: CompanyOptions & { readonly reason: string }) =>
      withCompany(cli, options, async (session) => {
        const { stopped } = await session.runner.run((ctx) => rejectRun(ctx, run, options.reason));
        await show(session, { run, stopped }, () => `Rejected ${stopped} reminders; their steps are free again.\n`);
      }),
    );
  companyLeaf(group, 'enter <file>', 'put invoices on the step that they had reached elsewhere: CSV with number and step; "-" reads standard input')
    .option('--policy <code>', 'which policy; may be left out when one is in force')
    .action(async (file: string, options: CompanyOptions & { readonly policy?: string }) =>
      withCompany(cli, options, (session) => runEnter(session, file, options)),
    );
}
