import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { activePolicy, insertVersion, listPolicies, retireActive } from './policy-store.ts';
import { readPolicy, type DunningPolicy } from './policy.ts';

export type PolicyInForce = { readonly policy: DunningPolicy; readonly version: number };

/** Saves a policy as a new version that is in force at once. Receivables keep their place on the ladder. Refuses `policy.invalid`. */
export async function savePolicy(ctx: Ctx, content: unknown): Promise<PolicyInForce> {
  const policy = readPolicy(content);
  const before = await activePolicy(ctx, policy.code);
  await retireActive(ctx, policy.code);
  const version = await insertVersion(ctx, policy);
  await recordAudit(ctx, [
    { action: 'dunning_policy.saved', subjectKind: 'dunning_policy', subjectId: policy.code, before: before?.content ?? null, after: { version, ...policy } },
  ]);
  return { policy, version };
}

/** Takes a policy out of force. Refuses `policy.not_found`. */
export async function retirePolicy(ctx: Ctx, code: string, reason: string): Promise<void> {
  if ((await retireActive(ctx, code)) === 0) throw policyNotFound(code);
  await recordAudit(ctx, [{ action: 'dunning_policy.retired', subjectKind: 'dunning_policy', subjectId: code, reason }]);
}

/** Refuses `policy.not_found`. */
export async function requirePolicy(ctx: Ctx, code: string): Promise<PolicyInForce> {
  const found = await activePolicy(ctx, code);
  if (!found) throw policyNotFound(code);
  return { policy: readPolicy(found.content), version: found.version };
}

/** All policies in force, by code: where two would serve a customer, the first one does. */
export async function policiesInForce(ctx: Ctx): Promise<PolicyInForce[]> {
  return (await listPolicies(ctx)).map(({ content, version }) => ({ policy: readPolicy(content), version }));
}

function policyNotFound(code: string): Refusal {
  return new Refusal('policy.not_found', `There is no dunning policy "${code}" in force in this company. List them, or save one under this code.`, { code });
}
