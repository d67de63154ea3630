import type { Ctx } from '../ar/access/context.ts';
import { policiesInForce, requirePolicy } from '../ar/collections/change-policy.ts';
import type { DunningPolicy } from '../ar/collections/policy.ts';
import { automationOf } from '../ar/collections/plan-setting.ts';
import { emailMayBeAutomatic } from '../ar/messages/check-domain.ts';
import { Refusal } from '../foundation/errors/refusal.ts';
import { automationModes, type AutomationGates } from '../ar/work/automation.ts';
import type { Automation } from '../ar/work/automation-name.ts';

/** The automations of which a company has as many as it has policies. */
export async function policyAutomations(ctx: Ctx): Promise<Automation[]> {
  return (await policiesInForce(ctx)).map(({ policy }) => automationOf(policy));
}

/** What must hold before somebody sets the mode of an automation, for API and command line alike. */
export const AUTOMATION_GATES: AutomationGates = {
  // What is switched off does nothing, also when its policy is gone.
  dunning: async (ctx, automation, mode) => {
    if (mode === 'off') return;
    const { policy } = await requirePolicy(ctx, automation.slice('dunning:'.length));
    if (mode === 'auto') await requireMailsReady(ctx, policy);
  },
};

/** The same for a policy that is saved while its mode is `auto` for somebody. Refuses `automation.email_not_ready`. */
export async function checkSavedPolicy(ctx: Ctx, policy: DunningPolicy): Promise<void> {
  if ((await automationModes(ctx, automationOf(policy))).furthest === 'auto') await requireMailsReady(ctx, policy);
}

async function requireMailsReady(ctx: Ctx, policy: DunningPolicy): Promise<void> {
  if (!policy.steps.some(({ channels }) => channels.includes('email'))) return;
  const ready = await emailMayBeAutomatic(ctx);
  if (!ready.ok)
    throw new Refusal('automation.email_not_ready', `Mails of ${policy.code} may not leave without a person yet. ${ready.detail} Until then use approve.`, {
      policy: policy.code,
      reason: ready.reason,
    });
}
