import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { AUTOMATION_MODES, COMPANY_AUTOMATIONS, type Automation, type AutomationMode } from './automation-name.ts';
import { automationModeTable } from './tables.ts';

/** The modes of an automation: the company's, and of each pilot group that has one of its own, which wins. */
export type AutomationModes = {
  readonly company: AutomationMode;
  readonly groups: ReadonlyMap<string, AutomationMode>;
  /** The mode for a customer, by its `customer_group` ('' without one). */
  readonly modeFor: (group: string) => AutomationMode;
  /** The one that goes furthest (off, shadow, approve, auto): with `off` there is nothing to run for anybody. */
  readonly furthest: AutomationMode;
};

const UNSET: AutomationMode = 'approve';

function modesOf(stored: readonly { customer_group: string; mode: AutomationMode }[]): AutomationModes {
  const groups = new Map(stored.map((row) => [row.customer_group, row.mode]));
  const company = groups.get('') ?? UNSET;
  groups.delete('');
  const all = [company, ...groups.values()];
  return {
    company,
    groups,
    modeFor: (group) => groups.get(group) ?? company,
    furthest: all.reduce((a, b) => (AUTOMATION_MODES.indexOf(a) >= AUTOMATION_MODES.indexOf(b) ? a : b)),
  };
}

export async function automationModes(ctx: Ctx, automation: Automation): Promise<AutomationModes> {
  return modesOf(
    await ctx.tx.rows(sql<{ customer_group: string; mode: AutomationMode }>`
      select customer_group, mode from automation_mode where company_id = ${ctx.company.id} and automation = ${automation} order by customer_group`),
  );
}

/** The mode of an automation for the whole company; `approve` until someone decides: people see first what a machine would do. */
export async function automationMode(ctx: Ctx, automation: Automation): Promise<AutomationMode> {
  return (await automationModes(ctx, automation)).company;
}

/** Every automation with its modes: those that each company has, those that are named, and those whose mode somebody has set. */
export async function listAutomations(ctx: Ctx, known: readonly Automation[] = []): Promise<{ automation: Automation; modes: AutomationModes }[]> {
  const stored = await ctx.tx.rows(sql<{ automation: Automation; customer_group: string; mode: AutomationMode }>`
    select automation, customer_group, mode from automation_mode where company_id = ${ctx.company.id} order by automation, customer_group`);
  const names = new Set([...COMPANY_AUTOMATIONS, ...known.toSorted(), ...stored.map((row) => row.automation)]);
  return [...names].map((automation) => ({ automation, modes: modesOf(stored.filter((row) => row.automation === automation)) }));
}

/** Refuses a mode that the company is not ready for, and automations that are not there. Later slices hold them; who wires the slices hands them in. */
export type AutomationGate = (ctx: Ctx, automation: Automation, mode: AutomationMode) => Promise<void>;

/** By the name of the automation up to its colon: `dunning` is asked about every policy. */
export type AutomationGates = Readonly<Record<string, AutomationGate>>;

/** Sets the mode for the company, or for one pilot group. Refuses what the gate of the automation refuses. */
export async function setAutomationMode(
  ctx: Ctx,
  automation: Automation,
  mode: AutomationMode,
  options: { group?: string; gates?: AutomationGates } = {},
): Promise<void> {
  const group = options.group ?? '';
  await options.gates?.[automation.split(':', 1)[0] ?? '']?.(ctx, automation, mode);
  const before = await automationModes(ctx, automation);
  await insertRows(
    ctx.tx,
    automationModeTable,
    [{ company_id: ctx.company.id, automation, customer_group: group, mode, changed_at: ctx.now, changed_by: actorText(ctx.actor) }],
    'on conflict (company_id, automation, customer_group) do update set mode = excluded.mode, changed_at = excluded.changed_at, changed_by = excluded.changed_by',
  );
  await recordAudit(ctx, [
    {
      action: 'automation.mode_changed',
      subjectKind: 'automation',
      subjectId: automation,
      before: { mode: before.modeFor(group), ...groupOf(group) },
      after: { mode, ...groupOf(group) },
    },
  ]);
}

function groupOf(group: string): { group?: string } {
  return group === '' ? {} : { group };
}

/** From here on the company's mode holds for the group again. Answers false where the group had no mode of its own. */
export async function clearGroupMode(ctx: Ctx, automation: Automation, group: string): Promise<boolean> {
  const modes = await automationModes(ctx, automation);
  const mode = modes.groups.get(group);
  if (mode === undefined) return false;
  await ctx.tx.run(sql`
    delete from automation_mode where company_id = ${ctx.company.id} and automation = ${automation} and customer_group = ${group}`);
  await recordAudit(ctx, [
    { action: 'automation.mode_cleared', subjectKind: 'automation', subjectId: automation, before: { mode, group }, after: { mode: modes.company } },
  ]);
  return true;
}
