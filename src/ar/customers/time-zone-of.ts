import type { Company } from '../access/context.ts';
import { singleZoneOfCountry } from '../access/time-zones.ts';

/** Where a customer's day is judged: its own zone, else the only one of its country, else the company's. */
export function timeZoneOf(customer: { readonly timeZone: string | null; readonly country: string | null }, company: Pick<Company, 'timeZone'>): string {
  if (customer.timeZone !== null) return customer.timeZone;
  const ofCountry = customer.country === null ? undefined : singleZoneOfCountry(customer.country);
  return ofCountry ?? company.timeZone;
}
