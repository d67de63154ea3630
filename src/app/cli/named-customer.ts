import type { Ctx } from '../../ar/access/context.ts';
import { findByNumbers } from '../../ar/customers/find-customers.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';

/** The id of the customer with a number. Refuses `customer.not_found`. */
export async function customerOfNumber(ctx: Ctx, number: string): Promise<string> {
  const [customer] = await findByNumbers(ctx, [number]);
  if (!customer) throw new Refusal('customer.not_found', `There is no customer with the number "${number}" in this company. Check the number.`, { number });
  return customer.id;
}
