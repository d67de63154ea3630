import type { Ctx } from '../access/context.ts';
import { moneyWaiting } from '../cash-application/money-waiting.ts';
import { automationModes, type AutomationModes } from '../work/automation.ts';
import type { Automation } from '../work/automation-name.ts';
import { policiesInForce, type PolicyInForce } from './change-policy.ts';
import type { Lane } from './dunning-store.ts';
import type { PlanSetting } from './gather-facts.ts';
import type { DunningPolicy } from './policy.ts';

export function automationOf(policy: { readonly code: string }): Automation {
  return `dunning:${policy.code}`;
}

/** Mode of a policy for groups of customers, and which earlier policy serves a customer instead. Read once a unit of work. */
export type Surroundings = {
  readonly modes: AutomationModes;
  readonly settingFor: (lane: Lane, again?: readonly string[]) => PlanSetting;
};

/** The surroundings of a policy on the day of the unit of work. In the live lane one policy serves a customer: the first one, by code, that is live for them. */
export async function surroundingsOf(ctx: Ctx, inForce: PolicyInForce): Promise<Surroundings> {
  const { policy } = inForce;
  const modes = await automationModes(ctx, automationOf(policy));
  const earlier: { policy: DunningPolicy; modes: AutomationModes }[] = [];
  for (const other of await policiesInForce(ctx)) {
    if (other.policy.code < policy.code) earlier.push({ policy: other.policy, modes: await automationModes(ctx, automationOf(other.policy)) });
  }
  const money = await moneyWaiting(ctx, { probability: policy.moneyProbability });
  const serving = (customer: { group: string; kind: string }): string | null =>
    earlier.find((other) => isLive(other.modes, customer.group) && serves(other.policy, customer))?.policy.code ?? null;
  return {
    modes,
    settingFor: (lane, again = []) => ({
      policy,
      on: ctx.today,
      lane,
      money,
      modeOf: modes.modeFor,
      servedBy: lane === 'live' ? serving : () => null,
      again,
    }),
  };
}

/** Customers for whom the policy is off are decided in the live lane: they are told apart by their reason. */
export function laneOf(surroundings: Surroundings, group: string): Lane {
  return surroundings.modes.modeFor(group) === 'shadow' ? 'shadow' : 'live';
}

export function isLive(modes: AutomationModes, group: string): boolean {
  const mode = modes.modeFor(group);
  return mode === 'approve' || mode === 'auto';
}

export function serves(policy: DunningPolicy, customer: { group: string; kind: string }): boolean {
  const { groups, kinds } = policy.audience;
  return kinds.some((kind) => kind === customer.kind) && (groups === null || groups.includes(customer.group));
}
