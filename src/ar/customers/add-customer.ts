import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { timeZone as requireTimeZone } from '../access/time-zones.ts';
import { createCustomers } from './create-customers.ts';
import type { CustomerKind } from './customer.ts';
import { findByIds } from './find-customers.ts';
import { customerNotFound } from './get-customer.ts';
import { terms as requireTerms } from './terms.ts';

export type CustomerEntry = {
  readonly number?: string;
  readonly name: string;
  readonly kind?: CustomerKind;
  readonly parentId?: string | null;
  readonly country?: string | null;
  readonly language?: string | null;
  readonly terms?: string | null;
  readonly email?: string | null;
  /** The pilot group; '' for none. */
  readonly group?: string;
  /** IANA name; null: of the country, else of the company. */
  readonly timeZone?: string | null;
  readonly addressLines?: readonly string[];
  readonly postalCode?: string;
  readonly city?: string;
  readonly vatId?: string;
};

/** A person adds a customer; without a number its name serves as one. Refuses `customer.number_taken`, `customer.not_found` for the parent, `terms.unknown`, `time_zone.unknown`. */
export async function addCustomer(ctx: Ctx, entry: CustomerEntry): Promise<string> {
  const parentId = entry.parentId ?? null;
  if (parentId !== null && (await findByIds(ctx, [parentId])).length === 0) throw customerNotFound(parentId);
  const id = ctx.newId();
  const number = entry.number ?? entry.name;
  await createCustomers(ctx, [
    {
      id,
      number,
      name: entry.name,
      kind: entry.kind ?? 'business',
      parentId,
      country: entry.country ?? null,
      language: entry.language ?? null,
      terms: entry.terms == null ? null : requireTerms(entry.terms).code,
      creditLimit: null,
      email: entry.email ?? null,
      iban: null,
      group: entry.group ?? '',
      timeZone: entry.timeZone == null ? null : requireTimeZone(entry.timeZone),
      addressLines: entry.addressLines ?? [],
      postalCode: entry.postalCode ?? '',
      city: entry.city ?? '',
      vatId: entry.vatId ?? '',
      origin: 'entered',
    },
  ]);
  await recordAudit(ctx, [{ action: 'customer.created', subjectKind: 'customer', subjectId: id, after: { number, name: entry.name } }]);
  return id;
}
