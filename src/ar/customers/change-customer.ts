import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { timeZone as requireTimeZone } from '../access/time-zones.ts';
import type { CustomerEntry } from './add-customer.ts';
import { indexNames } from './create-customers.ts';
import { findByIds } from './find-customers.ts';
import { customerNotFound } from './get-customer.ts';
import { terms as requireTerms } from './terms.ts';
import { waitForImports } from './wait-for-imports.ts';

export type CustomerChange = Omit<CustomerEntry, 'number' | 'email' | 'name'> & {
  readonly name?: string;
  readonly allocationOrder?: 'oldest_due' | 'largest' | 'none';
};

type Before = {
  name: string;
  kind: string;
  parent_id: string | null;
  country: string | null;
  language: string | null;
  terms: string | null;
  allocation_order: string;
  customer_group: string;
  time_zone: string | null;
  address_lines: readonly string[];
  postal_code: string;
  city: string;
  vat_id: string;
};

const COLUMNS = sql.raw(
  'name, kind, parent_id, country, language, terms, allocation_order, customer_group, time_zone, address_lines, postal_code, city, vat_id',
);

/** Columns by the names under which the API changes them. */
const COLUMN_OF = {
  name: 'name',
  kind: 'kind',
  parentId: 'parent_id',
  country: 'country',
  language: 'language',
  terms: 'terms',
  allocationOrder: 'allocation_order',
  group: 'customer_group',
  timeZone: 'time_zone',
  addressLines: 'address_lines',
  postalCode: 'postal_code',
  city: 'city',
  vatId: 'vat_id',
} as const satisfies Record<keyof CustomerChange, keyof Before>;

/** Changes what is named and nothing else; null empties a field. A customer keeps its number, and under an old name it is still recognised as payer.
 *  `expected`: what whoever changes it was shown; where something else stands by now, and not what is wanted either, nothing is changed.
 *  Refuses `customer.not_found`, `customer.changed_meanwhile`, `customer.parent_circular`, `terms.unknown`, `time_zone.unknown`. */
export async function changeCustomer(ctx: Ctx, id: string, change: CustomerChange, expected: CustomerChange = {}): Promise<void> {
  // Two changes of parents at once could close a circle that neither sees.
  if (change.parentId != null) await waitForImports(ctx);
  const company = ctx.company.id;
  const before = await ctx.tx.first(sql<Before>`
    select ${COLUMNS} from customer where company_id = ${company} and id = ${id} for update`);
  if (!before) throw customerNotFound(id);
  if (change.parentId != null) await requireNoCircle(ctx, id, change.parentId);
  const given = <T>(value: T | undefined, old: T): T => (value === undefined ? old : value);
  const after: Before = {
    name: given(change.name, before.name),
    kind: given(change.kind, before.kind),
    parent_id: given(change.parentId, before.parent_id),
    country: given(change.country, before.country),
    language: given(change.language, before.language),
    terms: change.terms == null ? given(change.terms, before.terms) : requireTerms(change.terms).code,
    allocation_order: given(change.allocationOrder, before.allocation_order),
    customer_group: given(change.group, before.customer_group),
    time_zone: change.timeZone == null ? given(change.timeZone, before.time_zone) : requireTimeZone(change.timeZone),
    address_lines: given(change.addressLines, before.address_lines),
    postal_code: given(change.postalCode, before.postal_code),
    city: given(change.city, before.city),
    vat_id: given(change.vatId, before.vat_id),
  };
  requireExpected(id, expected, { before, after });
  await ctx.tx.run(sql`
    update customer set name = ${after.name}, kind = ${after.kind}, parent_id = ${after.parent_id}, country = ${after.country}, language = ${after.language}, terms = ${after.terms},
      allocation_order = ${after.allocation_order}, customer_group = ${after.customer_group}, time_zone = ${after.time_zone},
      address_lines = ${arrayLiteral('text', after.address_lines)}::text[], postal_code = ${after.postal_code}, city = ${after.city}, vat_id = ${after.vat_id}
    where company_id = ${company} and id = ${id}`);
  if (after.name !== before.name) {
    await ctx.tx.run(sql`delete from customer_token where company_id = ${company} and customer_id = ${id}`);
    await indexNames(ctx, [{ id, name: after.name }]);
  }
  await recordAudit(ctx, [{ action: 'customer.changed', subjectKind: 'customer', subjectId: id, before, after }]);
}

function requireExpected(id: string, expected: CustomerChange, { before, after }: { readonly before: Before; readonly after: Before }): void {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const fields = (Object.keys(COLUMN_OF) as (keyof CustomerChange)[]).filter((field) => {
    const column = COLUMN_OF[field];
    const shown = expected[field];
    return shown !== undefined && !same(shown, before[column]) && !same(after[column], before[column]);
  });
  if (fields.length === 0) return;
  throw new Refusal('customer.changed_meanwhile', 'Somebody else changed this customer meanwhile; yours was not saved. Look at theirs, then save again.', {
    id,
    fields: fields.join(', '),
  });
}

async function requireNoCircle(ctx: Ctx, id: string, parentId: string): Promise<void> {
  const seen = new Set<string>();
  for (let at: string | null = parentId; at !== null && !seen.has(at);) {
    if (at === id)
      throw new Refusal(
        'customer.parent_circular',
        'A customer cannot stand below itself: the chosen parent is this customer, or stands below it. Choose another.',
        { id },
      );
    seen.add(at);
    const [parent]: { parent_id: string | null }[] = await findByIds(ctx, [at]);
    if (!parent) throw customerNotFound(at);
    at = parent.parent_id;
  }
}
