import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { findByIds, findByNumbers, type StoredCustomer } from './find-customers.ts';

/** A customer as somebody outside names it: by id or by number. */
export type CustomerReference = { readonly customerId?: string | undefined; readonly customerNumber?: string | undefined };

/** The customers meant, in the order given, with two reads for any number. Refuses `customer.unnamed` and `customer.not_found`, telling the position. */
export async function resolveCustomers(ctx: Ctx, references: readonly CustomerReference[]): Promise<StoredCustomer[]> {
  const ids = [...new Set(references.flatMap((one) => (one.customerId === undefined ? [] : [one.customerId])))];
  const numbers = [...new Set(references.flatMap((one) => (one.customerId === undefined && one.customerNumber !== undefined ? [one.customerNumber] : [])))];
  const byId = new Map((ids.length === 0 ? [] : await findByIds(ctx, ids)).map((customer) => [customer.id, customer]));
  const byNumber = new Map((numbers.length === 0 ? [] : await findByNumbers(ctx, numbers)).map((customer) => [customer.number, customer]));
  return references.map(({ customerId, customerNumber }, index) => {
    const at = references.length > 1 ? `Number ${index + 1}: ` : '';
    if (customerId === undefined && customerNumber === undefined) {
      throw new Refusal('customer.unnamed', `${at}Name the customer by customerId or customerNumber.`, { position: index + 1 });
    }
    const found = customerId === undefined ? byNumber.get(customerNumber ?? '') : byId.get(customerId);
    if (found && (customerNumber === undefined || found.number === customerNumber)) return found;
    throw new Refusal('customer.not_found', `${at}There is no customer ${customerId ?? `with the number "${customerNumber}"`} in this company. Check it.`, {
      position: index + 1,
    });
  });
}
