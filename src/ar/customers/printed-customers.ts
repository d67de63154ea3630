import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';

/** A customer as an address and a line of facts need it. */
export type PrintedCustomer = {
  readonly number: string;
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly vatId: string;
};

/** Customers as they stand on paper today, by id, with the language they asked for (a tag such as `de` or `de-AT`; null: none). */
export async function loadPrintedCustomers(
  ctx: Ctx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly customer: PrintedCustomer; readonly language: string | null }>> {
  const rows = await ctx.tx.rows(sql<PrintedCustomer & { id: string; language: string | null }>`
    select id, number, name, address_lines as "addressLines", postal_code as "postalCode", city, country, vat_id as "vatId", language from customer
    where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[])`);
  return new Map(rows.map(({ id, language, ...customer }) => [id, { customer, language }]));
}
