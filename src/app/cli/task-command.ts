import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Ctx } from '../../ar/access/context.ts';
import { findUserByEmail } from '../../ar/access/find-user.ts';
import { ROLES, type Role } from '../../ar/access/roles.ts';
import { findByIds, findByNumbers } from '../../ar/customers/find-customers.ts';
import { assignTask, dropTask, finishTask, snoozeTask, TASK_STATES, wakeTask, type TaskState } from '../../ar/work/handle-tasks.ts';
import { getTask, listTasks, type ListedTask } from '../../ar/work/list-tasks.ts';
import { listNotifications, markRead } from '../../ar/work/notifications.ts';
import { notificationView, taskView } from '../../ar/work/work-views.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { present } from '../../foundation/contract/present.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { isId } from '../../foundation/ids/id.ts';
import { countOption, dayOption } from './option-values.ts';
import { renderTable, visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type ListOptions = CompanyOptions & {
  readonly state: TaskState | 'waiting';
  readonly role?: Role;
  readonly kind?: string;
  readonly customer?: string;
  readonly limit: number;
  readonly after?: string;
};

function idOf(text: string, list: string): string {
  const id = text.toLowerCase();
  if (!isId(id)) throw new InvalidArgumentError(`"${text}" is no id; ${list} shows them.`);
  return id;
}

async function customerId(ctx: Ctx, number: string): Promise<string> {
  const [customer] = await findByNumbers(ctx, [number]);
  if (!customer) throw new Refusal('customer.not_found', `There is no customer with the number "${number}" in this company. Check the number.`);
  return customer.id;
}

/** A task with the number of its customer, which people know. */
type Shown = ReturnType<typeof taskView> & { readonly customerNumber: string | null };

async function shown(ctx: Ctx, tasks: readonly ListedTask[]): Promise<Shown[]> {
  const customers = await findByIds(ctx, [...new Set(tasks.flatMap((task) => task.customer_id ?? []))]);
  const numbers = new Map(customers.map((customer) => [customer.id, customer.number]));
  return tasks.map((task) => ({ ...taskView(task), customerNumber: numbers.get(task.customer_id ?? '') ?? null }));
}

async function runList(session: CompanySession, options: ListOptions): Promise<void> {
  const tasks = await session.runner.read(async (ctx) => {
    const last = options.after === undefined ? null : await getTask(ctx, idOf(options.after, 'dunlin tasks list'));
    const found = await listTasks(ctx, {
      state: options.state,
      ...present({
        roles: options.role && [options.role],
        kind: options.kind,
        customerId: options.customer === undefined ? undefined : await customerId(ctx, options.customer),
      }),
      after: last && { dueOn: last.due_on, id: last.id },
      limit: options.limit,
    });
    return shown(ctx, found);
  });
  const next = tasks.length === options.limit ? (tasks.at(-1)?.id ?? null) : null;
  await show(session, { tasks, next }, () =>
    tasks.length === 0
      ? 'No such tasks.\n'
      : renderTable<Shown>(
          [
            { title: 'Due', value: (t) => t.dueOn ?? '' },
            { title: 'Task', value: (t) => t.title.slice(0, 70) },
            { title: 'Customer', value: (t) => t.customerNumber ?? '' },
            { title: 'Worth', value: (t) => (t.worth ? `${t.worth.amount} ${t.worth.currency}` : ''), align: 'right' },
            { title: 'For', value: (t) => t.forRole },
            { title: 'State', value: (t) => (t.state === 'snoozed' ? `snoozed until ${t.snoozedUntil ?? ''}` : t.state) },
            { title: 'Reason', value: (t) => t.reason },
            { title: 'Id', value: (t) => t.id },
          ],
          tasks,
        ),
  );
  if (next !== null && !session.json) session.out.note(`There may be more: --after ${next}`);
}

/** One step of one task; shows what became of it. */
async function handle(session: CompanySession, reference: string, done: string, step: (ctx: Ctx, id: string) => Promise<void>): Promise<void> {
  const id = idOf(reference, 'dunlin tasks list');
  const task = await session.runner.run(async (ctx) => {
    await step(ctx, id);
    const [one] = await shown(ctx, [await getTask(ctx, id)]);
    return one;
  });
  await show(session, task, () => `${visible(task?.title ?? '')}: ${done}.\n`);
}

async function assign(ctx: Ctx, id: string, to: string): Promise<void> {
  if (to === 'nobody') return assignTask(ctx, id, null);
  const user = await findUserByEmail(ctx, to);
  if (!user) throw new Refusal('task.assignee_unknown', 'Nobody who works in this company signs in with this e-mail. Check it, or write nobody.');
  return assignTask(ctx, id, user.id);
}

function addTaskSteps(group: Command, cli: Cli): void {
  companyLeaf(group, 'done <id>', 'say that a task is done')
    .option('--outcome <text>', 'with which result', 'done')
    .action(async (id: string, options: CompanyOptions & { readonly outcome: string }) =>
      withCompany(cli, options, (session) => handle(session, id, 'done', (ctx, task) => finishTask(ctx, task, options.outcome))),
    );
  companyLeaf(group, 'drop <id>', 'say that nothing needs to be done')
    .requiredOption('--reason <text>', 'why, for people and the audit trail')
    .action(async (id: string, options: CompanyOptions & { readonly reason: string }) =>
      withCompany(cli, options, (session) => handle(session, id, 'dropped', (ctx, task) => dropTask(ctx, task, options.reason))),
    );
  companyLeaf(group, 'snooze <id>', 'let a task rest until a day, on which it is open again')
    .requiredOption('--until <day>', 'the day', dayOption)
    .action(async (id: string, options: CompanyOptions & { readonly until: Day }) =>
      withCompany(cli, options, (session) => handle(session, id, `rests until ${options.until}`, (ctx, task) => snoozeTask(ctx, task, options.until))),
    );
  companyLeaf(group, 'wake <id>', 'bring a snoozed task back now').action(async (id: string, options: CompanyOptions) =>
    withCompany(cli, options, (session) => handle(session, id, 'open again', wakeTask)),
  );
  companyLeaf(group, 'assign <id>', 'give a task to a user')
    .requiredOption('--to <email>', 'with which the user signs in; nobody: for everyone of its role')
    .action(async (id: string, options: CompanyOptions & { readonly to: string }) =>
      withCompany(cli, options, (session) => handle(session, id, `given to ${visible(options.to)}`, (ctx, task) => assign(ctx, task, options.to))),
    );
}

type NotificationOptions = CompanyOptions & { readonly unread?: boolean; readonly limit: number; readonly before?: string; readonly markRead?: boolean };

async function runNotifications(session: CompanySession, options: NotificationOptions): Promise<void> {
  const before = options.before === undefined ? null : idOf(options.before, 'dunlin notifications');
  const { notifications, unread } = await session.runner.run(async (ctx) => {
    const listed = await listNotifications(ctx, { unreadOnly: options.unread === true, before, limit: options.limit });
    if (options.markRead === true)
      await markRead(
        ctx,
        listed.notifications.map((one) => one.id),
      );
    return listed;
  });
  const next = notifications.length === options.limit ? (notifications.at(-1)?.id ?? null) : null;
  await show(session, { notifications: notifications.map(notificationView), unread, next }, () =>
    notifications.length === 0
      ? 'Nothing was told.\n'
      : renderTable(
          [
            { title: 'When', value: (n) => n.created_at.toISOString().slice(0, 16).replace('T', ' ') },
            { title: 'To', value: (n) => n.audience },
            { title: 'What', value: (n) => n.text.slice(0, 100) },
            { title: 'Read', value: (n) => (n.read_at ? 'yes' : 'no') },
            { title: 'Id', value: (n) => n.id },
          ],
          notifications,
        ),
  );
  if (next !== null && !session.json) session.out.note(`There may be more: --before ${next}`);
}

export function addTaskCommands(program: Command, cli: Cli): void {
  const group = program.command('tasks').description('what needs a person');
  companyLeaf(group, 'list', 'list tasks by due day')
    .addOption(new Option('--state <state>', 'waiting: open and snoozed').choices(['waiting', ...TASK_STATES]).default('open'))
    .addOption(new Option('--role <role>', 'for this role').choices(ROLES))
    .option('--kind <kind>', 'of this kind')
    .option('--customer <number>', 'of this customer')
    .option('--limit <count>', 'at most this many', countOption, 100)
    .option('--after <id>', 'go on after this task')
    .action(async (options: ListOptions) => withCompany(cli, options, (session) => runList(session, options)));
  addTaskSteps(group, cli);
  companyLeaf(program, 'notifications', 'list what people were told, the newest first')
    .option('--unread', 'only what the operator has not read')
    .option('--mark-read', 'mark what is listed as read by the operator')
    .option('--limit <count>', 'at most this many', countOption, 100)
    .option('--before <id>', 'go on before this one')
    .action(async (options: NotificationOptions) => withCompany(cli, options, (session) => runNotifications(session, options)));
}
