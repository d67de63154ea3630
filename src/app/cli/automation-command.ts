import { InvalidArgumentError, Option, type Command } from 'commander';
import { automationModes, clearGroupMode, listAutomations, setAutomationMode } from '../../ar/work/automation.ts';
import { AUTOMATION_MODES, isAutomation, type Automation, type AutomationMode } from '../../ar/work/automation-name.ts';
import { DECISION_OUTCOMES, type DecisionOutcome } from '../../ar/work/decisions.ts';
import { listDecisions } from '../../ar/work/list-decisions.ts';
import { getRun, listRuns, runView } from '../../ar/work/run.ts';
import { automationView, decisionView } from '../../ar/work/work-views.ts';
import { present } from '../../foundation/contract/present.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { isId } from '../../foundation/ids/id.ts';
import { AUTOMATION_GATES, policyAutomations } from '../automation-gates.ts';
import { countOption } from './option-values.ts';
import { renderTable, visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type SetOptions = CompanyOptions & { readonly group?: string };

function automationOf(text: string): Automation {
  if (!isAutomation(text)) throw new InvalidArgumentError(`"${text}" is no automation; dunlin automation list shows them.`);
  return text;
}

async function runList(session: CompanySession): Promise<void> {
  const automations = await session.runner.read(async (ctx) => {
    const all = await listAutomations(ctx, await policyAutomations(ctx));
    return all.map(({ automation, modes }) => automationView(automation, modes));
  });
  const rows = automations.flatMap(({ automation, mode, groups }) => [{ automation, group: '', mode }, ...groups.map((group) => ({ automation, ...group }))]);
  await show(session, { automations }, () =>
    renderTable(
      [
        { title: 'Automation', value: (row) => (row.group === '' ? row.automation : '') },
        { title: 'Group', value: (row) => row.group || 'everybody else' },
        { title: 'Mode', value: (row) => row.mode },
      ],
      rows,
    ),
  );
}

/** `company` as mode of a group: it has none of its own any more. */
async function runSet(session: CompanySession, name: string, mode: string, options: SetOptions): Promise<void> {
  const automation = automationOf(name);
  const group = options.group?.trim() ?? '';
  const chosen = AUTOMATION_MODES.find((one) => one === mode);
  const clears = mode === 'company' && group !== '';
  if (chosen === undefined && !clears) {
    const words = [...AUTOMATION_MODES, ...(group === '' ? [] : ['company'])].join(', ');
    throw new Refusal('automation.mode_unknown', `"${mode}" is no mode. There are ${words}.`, { mode });
  }
  const view = await session.runner.run(async (ctx) => {
    if (chosen === undefined) await clearGroupMode(ctx, automation, group);
    else await setAutomationMode(ctx, automation, chosen, { group, gates: AUTOMATION_GATES });
    return automationView(automation, await automationModes(ctx, automation));
  });
  const whom = group === '' ? visible(session.runner.company.name) : `the group ${visible(group)}`;
  await show(session, view, () =>
    chosen === undefined ? `${automation} of ${whom} follows the company: ${view.mode}.\n` : `${automation} of ${whom} is in mode ${chosen}.\n`,
  );
}

type RunsOptions = CompanyOptions & { readonly automation?: string; readonly limit: number; readonly before?: string };

function runId(text: string): string {
  const id = text.toLowerCase();
  if (!isId(id)) throw new InvalidArgumentError(`"${text}" is no id of a run; dunlin runs list shows them.`);
  return id;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

async function runRuns(session: CompanySession, options: RunsOptions): Promise<void> {
  const automation = options.automation === undefined ? undefined : automationOf(options.automation);
  const before = options.before === undefined ? null : runId(options.before);
  const runs = (await session.runner.read((ctx) => listRuns(ctx, { ...present({ automation }), before, limit: options.limit }))).map(runView);
  const next = runs.length === options.limit ? (runs.at(-1)?.id ?? null) : null;
  await show(session, { runs, next }, () =>
    runs.length === 0
      ? 'No such runs.\n'
      : renderTable(
          [
            { title: 'Started', value: (r) => r.startedAt.slice(0, 16).replace('T', ' ') },
            { title: 'Automation', value: (r) => r.automation },
            { title: 'For', value: (r) => r.forOn ?? '' },
            { title: 'Mode', value: (r) => r.mode },
            { title: 'State', value: (r) => r.state },
            { title: 'Reason', value: (r) => r.reason ?? '' },
            { title: 'Counts', value: (r) => countsText(r.counts) },
            { title: 'Id', value: (r) => r.id },
          ],
          runs,
        ),
  );
  if (next !== null && !session.json) session.out.note(`There may be more: --before ${next}`);
}

type ShowOptions = CompanyOptions & { readonly outcome?: DecisionOutcome; readonly limit: number };

async function runShow(session: CompanySession, reference: string, options: ShowOptions): Promise<void> {
  const id = runId(reference);
  const { run, decisions } = await session.runner.read(async (ctx) => ({
    run: runView(await getRun(ctx, id)),
    decisions: (await listDecisions(ctx, { runId: id, ...present({ outcome: options.outcome }), after: null, limit: options.limit })).map(decisionView),
  }));
  await show(session, { run, decisions }, () => {
    const reason = run.reason === null ? '' : ` (${run.reason})`;
    const head = `${run.automation}${run.forOn === null ? '' : ` for ${run.forOn}`} in mode ${run.mode}: ${run.state}${reason}. ${countsText(run.counts)}\n`;
    if (decisions.length === 0) return `${head}Nothing was decided anew.\n`;
    return (
      head +
      renderTable(
        [
          { title: 'Outcome', value: (d) => d.outcome },
          { title: 'Reason', value: (d) => d.reason },
          { title: 'Subject', value: (d) => `${d.subject.kind} ${d.subject.id}` },
          { title: 'Figures', value: (d) => (d.figures === null ? '' : JSON.stringify(d.figures).slice(0, 80)) },
        ],
        decisions,
      )
    );
  });
  if (decisions.length === options.limit && !session.json) session.out.note('There may be more: a higher --limit shows them.');
}

export function addAutomationCommands(program: Command, cli: Cli): void {
  const group = program.command('automation').description('what runs by itself, and how far it may go');
  companyLeaf(group, 'list', 'list automations with their modes, for the company and for pilot groups').action(async (options: CompanyOptions) =>
    withCompany(cli, options, runList),
  );
  companyLeaf(group, 'set <automation> <mode>', `set a mode: ${AUTOMATION_MODES.join(', ')}; for a group also company, which takes its own mode away`)
    .option('--group <group>', 'for the customers of this pilot group alone')
    .action(async (automation: string, mode: AutomationMode, options: SetOptions) =>
      withCompany(cli, options, (session) => runSet(session, automation, mode, options)),
    );
  const runs = program.command('runs').description('runs of automations and what they decided');
  companyLeaf(runs, 'list', 'list runs, the newest first')
    .option('--automation <automation>', 'of this automation')
    .option('--limit <count>', 'at most this many', countOption, 50)
    .option('--before <id>', 'go on before this run')
    .action(async (options: RunsOptions) => withCompany(cli, options, (session) => runRuns(session, options)));
  companyLeaf(runs, 'show <run>', 'show a run with what it decided anew')
    .addOption(new Option('--outcome <outcome>', 'only these').choices(DECISION_OUTCOMES))
    .option('--limit <count>', 'at most this many decisions', countOption, 200)
    .action(async (run: string, options: ShowOptions) => withCompany(cli, options, (session) => runShow(session, run, options)));
}
