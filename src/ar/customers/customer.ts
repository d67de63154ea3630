import { Refusal } from '../../foundation/errors/refusal.ts';

export type CustomerKind = 'business' | 'consumer' | 'public';
export type ContactRole = 'billing' | 'payables' | 'management' | 'legal';

/** How a command outside this slice names a customer that may or may not exist. At least one of number and name is given. */
export type CustomerName = { readonly number: string | null; readonly name: string | null };

/** The same customer gets the same key however often a file names it. */
export function customerKey(customer: CustomerName): string {
  return customer.number === null ? `name:${customer.name ?? ''}` : `number:${customer.number}`;
}

/** An account number as it is compared: letters and digits, upper case. */
export function accountKey(account: string): string {
  return account.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
}

export function requireNamed(customer: CustomerName): void {
  if (!customer.number && !customer.name) throw new Refusal('customer.unnamed', 'A customer needs a number or a name.', {});
}
