import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { policiesInForce } from './change-policy.ts';

/** The code that was named, or that of the only policy there is. Refuses `policy.none`, `policy.unspecified`. */
export async function choosePolicy(ctx: Ctx, code: string | undefined): Promise<string> {
  if (code !== undefined) return code;
  const codes = (await policiesInForce(ctx)).map(({ policy }) => policy.code);
  const [only] = codes;
  if (only === undefined)
    throw new Refusal(
      'policy.none',
      'No dunning policy is in force in this company. Save one; "standard" is a ladder to begin with: dunlin dunning policy standard.',
    );
  if (codes.length > 1)
    throw new Refusal('policy.unspecified', `There are ${codes.length} dunning policies in force. Say which one: ${codes.slice(0, 20).join(', ')}.`, {
      policies: codes.length,
    });
  return only;
}
