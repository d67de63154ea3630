import { InvalidArgumentError, type Command } from 'commander';
import type { Ctx } from '../../ar/access/context.ts';
import { policiesInForce, requirePolicy, retirePolicy, savePolicy, type PolicyInForce } from '../../ar/collections/change-policy.ts';
import { choosePolicy } from '../../ar/collections/choose-policy.ts';
import { planJson } from '../../ar/collections/dunning-views.ts';
import { STANDARD_POLICY } from '../../ar/collections/policy.ts';
import { previewPlan, type PlanPreview, type PreviewReminder } from '../../ar/collections/preview-plan.ts';
import { automationModes } from '../../ar/work/automation.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { checkSavedPolicy } from '../automation-gates.ts';
import { runAllDunning, runDunning, type DunningRun } from '../run-dunning.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { jsonFile } from './json-file.ts';
import { customerOfNumber } from './named-customer.ts';
import { dayOption } from './option-values.ts';
import { renderTable, visible } from './print.ts';
import { addReminderCommands } from './reminder-command.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type PlanOptions = CompanyOptions & { readonly on?: Day; readonly policy?: string; readonly customer?: string };
type RunOptions = CompanyOptions & { readonly on?: Day; readonly policy?: string };

async function runPlan(session: CompanySession, options: PlanOptions): Promise<void> {
  const preview = await session.runner.read(async (ctx) =>
    previewPlan(ctx, {
      code: await choosePolicy(ctx, options.policy),
      on: options.on ?? ctx.today,
      ...(options.customer === undefined ? {} : { customerId: await customerOfNumber(ctx, options.customer) }),
    }),
  );
  await show(session, planJson(preview), () => planText(preview, { single: options.customer !== undefined }));
}

function amounts(totals: PreviewReminder['totals']): string {
  return totals.map(({ currency, open }) => `${formatDecimal(open, currency)} ${currency}`).join(' + ');
}

function figuresText(figures: Readonly<Record<string, string | number>>): string {
  return Object.entries(figures)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

function planText(preview: PlanPreview, of: { single: boolean }): string {
  const { policy, on, held, reminders, decisions, counts } = preview;
  const warning =
    held === null ? '' : `A run would be held as a whole: ${held.reason} (${figuresText(held.figures)}). Once that is mended it would decide as follows.\n\n`;
  const heading = `${policy} on ${on}: ${reminders.length} ${reminders.length === 1 ? 'reminder' : 'reminders'}, ${counts.considered} open items looked at. Nothing was sent.\n`;
  const table =
    reminders.length === 0
      ? ''
      : `\n${renderTable<PreviewReminder>(
          [
            { title: 'Customer', value: (r) => `${r.customer.number} ${r.customer.name}`.slice(0, 40) },
            { title: 'Step', value: (r) => r.step },
            { title: 'Channel', value: (r) => r.channel },
            { title: 'To', value: (r) => r.to.split('\n').join(', ').slice(0, 40) },
            { title: 'Mode', value: (r) => r.mode },
            { title: 'Items', value: (r) => String(r.items.length), align: 'right' },
            { title: 'Amount', value: (r) => amounts(r.totals), align: 'right' },
          ],
          reminders,
        )}`;
  if (of.single && decisions.length > 0) {
    const each = renderTable<PlanPreview['decisions'][number]>(
      [
        { title: 'Invoice', value: (d) => d.number },
        { title: 'Outcome', value: (d) => d.outcome },
        { title: 'Reason', value: (d) => d.reason },
        { title: 'Figures', value: (d) => figuresText(d.figures) },
      ],
      decisions,
    );
    return `${warning}${heading}${table}\n${each}`;
  }
  const skipped = Object.entries(counts.byReason).filter(([reason]) => reason !== 'reminded' && reason !== 'listed');
  if (skipped.length === 0) return `${warning}${heading}${table}`;
  const reasons = renderTable<(typeof skipped)[number]>(
    [
      { title: 'Not reminded', value: ([reason]) => reason },
      { title: 'Items', value: ([, count]) => String(count), align: 'right' },
    ],
    skipped,
  );
  return `${warning}${heading}${table}\n${reasons}`;
}

/** What became of a run, in one sentence. */
function runSentence({ policy, state, reason, counts, runId }: DunningRun): string {
  const code = visible(policy);
  if (state === 'off') return `${code} is off: nothing was planned. Switch it on: dunlin automation set dunning:${code} shadow.`;
  if (state === 'busy') return `${code} is being run by another process right now.`;
  if (state === 'held') return `${code} was held: ${reason}. No reminder leaves before that is mended; dunlin dunning plan shows the figures.`;
  if (counts.considered === 0 && counts.reminders === 0) return `${code}: today's run is done; there was nothing (more) to look at.`;
  const waiting = counts.waiting === 0 ? '' : ` ${counts.waiting} wait for release: dunlin dunning release ${runId}.`;
  return `${code}: ${counts.reminders} reminders out of ${counts.considered} open items; ${counts.skipped} skipped, ${counts.held} held.${waiting}`;
}

async function runRun(session: CompanySession, options: RunOptions): Promise<ExitCode> {
  const { runner } = session;
  const today = await runner.read((ctx) => Promise.resolve(ctx.today));
  if (options.on !== undefined && options.on !== today)
    throw new Refusal(
      'dunning.only_today',
      `A run is of its day, and today is ${today}. To see what a run on ${options.on} would decide: dunlin dunning plan --on ${options.on}.`,
      { today, on: options.on },
    );
  const runs = options.policy === undefined ? await runAllDunning(runner.run) : [await runDunning(runner.run, options.policy)];
  await show(session, { on: today, runs }, () =>
    runs.length === 0
      ? 'There is no dunning policy in force. Begin with: dunlin dunning policy standard.\n'
      : runs.map((run) => `${runSentence(run)}\n`).join(''),
  );
  return runs.some(({ state }) => state === 'held' || state === 'busy') ? EXIT.partly : EXIT.ok;
}

type ListedPolicy = { code: string; name: string; version: number; mode: string; groupModes: Record<string, string>; steps: string[] };

async function listedPolicies(ctx: Ctx): Promise<ListedPolicy[]> {
  const listed: ListedPolicy[] = [];
  for (const { policy, version } of await policiesInForce(ctx)) {
    const modes = await automationModes(ctx, `dunning:${policy.code}`);
    listed.push({
      code: policy.code,
      name: policy.name,
      version,
      mode: modes.company,
      groupModes: Object.fromEntries(modes.groups),
      steps: policy.steps.map(({ key }) => key),
    });
  }
  return listed;
}

async function runPolicies(session: CompanySession): Promise<void> {
  const policies = await session.runner.read(listedPolicies);
  await show(session, { policies }, () =>
    policies.length === 0
      ? 'There is no dunning policy in force. Begin with: dunlin dunning policy standard.\n'
      : renderTable<ListedPolicy>(
          [
            { title: 'Policy', value: (p) => p.code },
            { title: 'Name', value: (p) => p.name },
            { title: 'Version', value: (p) => String(p.version), align: 'right' },
            { title: 'Mode', value: (p) => [p.mode, ...Object.entries(p.groupModes).map(([group, mode]) => `${group}: ${mode}`)].join(', ') },
            { title: 'Steps', value: (p) => p.steps.join(', ') },
          ],
          policies,
        ),
  );
}

async function runSave(session: CompanySession, content: unknown): Promise<void> {
  const { policy, version }: PolicyInForce = await session.runner.run(async (ctx) => {
    const saved = await savePolicy(ctx, content);
    await checkSavedPolicy(ctx, saved.policy);
    return saved;
  });
  await show(session, { code: policy.code, version, policy }, () => `Saved the policy ${policy.code}, version ${version}; it is in force from now on.\n`);
}

function addPolicyCommands(group: Command, cli: Cli): void {
  companyLeaf(group, 'policies', 'list the policies in force with their modes').action(async (options: CompanyOptions) =>
    withCompany(cli, options, runPolicies),
  );
  const policy = group.command('policy').description('the steps of reminding, as data');
  companyLeaf(policy, 'show <code>', 'print a policy, ready to be edited and set again').action(async (code: string, options: CompanyOptions) =>
    withCompany(cli, options, async (session) => {
      const found = await session.runner.read((ctx) => requirePolicy(ctx, code));
      await show(session, { code, version: found.version, policy: found.policy }, () => `${JSON.stringify(found.policy, null, 2)}\n`);
    }),
  );
  companyLeaf(policy, 'set <file>', 'save a policy from a JSON file; it is in force at once').action(async (file: string, options: CompanyOptions) => {
    const content = jsonFile(file);
    await withCompany(cli, options, (session) => runSave(session, content));
  });
  companyLeaf(policy, 'standard', 'save the policy for a company that has none yet').action(async (options: CompanyOptions) =>
    withCompany(cli, options, (session) => runSave(session, STANDARD_POLICY)),
  );
  companyLeaf(policy, 'retire <code>', 'take a policy out of force')
    .option('--reason <text>', 'why, for the audit trail', 'no reason given')
    .action(async (code: string, options: CompanyOptions & { readonly reason: string }) =>
      withCompany(cli, options, async (session) => {
        await session.runner.run((ctx) => retirePolicy(ctx, code, options.reason));
        await show(session, { retired: code }, () => `The policy ${visible(code)} is no longer in force.\n`);
      }),
    );
}

export function policyOption(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(text)) throw new InvalidArgumentError(`"${text}" is no code of a policy; dunlin dunning policies lists them.`);
  return text;
}

export function addDunningCommands(program: Command, cli: Cli): void {
  const group = program.command('dunning').description('reminders: plans, runs and policies');
  companyLeaf(group, 'plan', 'show what a run would remind of and skip, with reasons; sends nothing')
    .option('--on <day>', 'the day of the run (default today)', dayOption)
    .option('--policy <code>', 'which policy; may be left out when one is in force', policyOption)
    .option('--customer <number>', 'one customer alone, with the reason of every item')
    .action(async (options: PlanOptions) => withCompany(cli, options, (session) => runPlan(session, options)));
  companyLeaf(group, 'run', "carry out today's run of a policy, or of all; what was done is not done twice")
    .option('--on <day>', 'today; another day is planned, not run', dayOption)
    .option('--policy <code>', 'one policy alone', policyOption)
    .action(async (options: RunOptions) => withCompany(cli, options, (session) => runRun(session, options)));
  addPolicyCommands(group, cli);
  addReminderCommands(group, cli);
}
