import { z } from 'zod';
import { importAnswer, importQuery } from '../../foundation/contract/import-answer.ts';
import { countryOfCode } from '../../foundation/text/country-code.ts';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, id, instant, pageOf, pageQuery, plainText, reasonText, requiredText } from '../../foundation/contract/page.ts';

const kind = z.enum(['business', 'consumer', 'public']).meta({ id: 'CustomerKind' });
const contactRole = z.enum(['billing', 'payables', 'management', 'legal']).meta({ id: 'ContactRole' });
const allocationOrder = z.enum(['oldest_due', 'largest', 'none']);
const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'A country is an ISO 3166 code such as DE.')
  .refine((code) => countryOfCode(code) === code, 'A country is an ISO 3166 code such as DE.')
  .meta({ description: 'ISO 3166-1 alpha-2.' });
const language = z
  .string()
  .regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'A language looks like de or en-GB.')
  .meta({ description: 'BCP 47, language and region.' });
const terms = requiredText(100).meta({ description: 'NET30, 2/10NET30, EOM30, DAY15, PREPAID or 40%@30+60%@60.', examples: ['NET30'] });
const email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'An e-mail address looks like name@example.com.');

const timeZone = requiredText(60).meta({ description: 'IANA name such as Europe/Berlin.', examples: ['Europe/Berlin'] });
const group = plainText(60).meta({ description: 'The pilot group: automations may have a mode of their own there. Empty: none.' });
const addressLines = z.array(requiredText(120)).max(6).meta({ description: 'Street and what belongs to it, without postal code, city and country.' });
/** Where letters go, and what stands on documents. */
const place = {
  group: group.optional(),
  timeZone: timeZone.nullable().optional(),
  addressLines: addressLines.optional(),
  postalCode: plainText(20).optional(),
  city: plainText(100).optional(),
  vatId: plainText(30).optional(),
};

/** What can be changed of a customer; null empties a field. */
const changeable = {
  name: requiredText(300).optional(),
  kind: kind.optional(),
  parentId: id.nullable().optional(),
  country: country.nullable().optional(),
  language: language.nullable().optional(),
  terms: terms.nullable().optional(),
  allocationOrder: allocationOrder.optional(),
  ...place,
};

const listedCustomer = z
  .object({ id, number: z.string(), name: z.string(), kind, parentId: id.nullable(), country: z.string().nullable(), terms: z.string().nullable() })
  .meta({ id: 'ListedCustomer' });

const contactView = z
  .object({ id, role: contactRole, name: z.string(), email: z.string(), phone: z.string(), language: z.string().nullable() })
  .meta({ id: 'Contact' });

const creditLimit = z.object({ amount, currency: currencyCode });

export const customerView = z
  .object({
    id,
    number: z.string(),
    name: z.string(),
    kind,
    parent: z.object({ id, number: z.string(), name: z.string() }).nullable(),
    members: z.int().meta({ description: 'Customers directly below this one.' }),
    country: z.string().nullable(),
    language: z.string().nullable(),
    terms: z.string().nullable(),
    group: z.string(),
    timeZone: z.string().nullable().meta({ description: 'Its own; null: of its country, else of the company.' }),
    addressLines: z.array(z.string()),
    postalCode: z.string(),
    city: z.string(),
    vatId: z.string(),
    creditLimit: creditLimit.nullable(),
    allocationOrder,
    origin: z.enum(['entered', 'imported', 'from_invoice']),
    createdAt: instant,
    contacts: z.array(contactView),
    balances: z
      .array(z.object({ currency: currencyCode, open: amount, overdue: amount, openCount: z.int(), credits: amount }))
      .meta({ description: 'Open receivables, what of them is past due, and open credits, by currency. Credits are not taken off.' }),
  })
  .meta({ id: 'Customer' });

const customerParams = z.object({ customer: id });
const CHANGE_ERRORS = ['customer.not_found', 'customer.parent_circular', 'terms.unknown', 'time_zone.unknown'] as const;
const TAG = 'Customers';

export const customersOperations = {
  listCustomers: defineOperation({
    id: 'listCustomers',
    method: 'GET',
    path: '/v1/companies/{company}/customers',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'List customers by number, or find them',
    query: pageQuery.extend({ q: plainText(200).optional().meta({ description: 'The beginning of a number, or of the words of a name.' }) }),
    ok: pageOf(listedCustomer),
  }),
  getCustomer: defineOperation({
    id: 'getCustomer',
    method: 'GET',
    path: '/v1/companies/{company}/customers/{customer}',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'Get a customer with contacts and open balances',
    params: customerParams,
    ok: customerView,
    errors: ['customer.not_found'],
  }),
  createCustomer: defineOperation({
    id: 'createCustomer',
    method: 'POST',
    path: '/v1/companies/{company}/customers',
    tag: TAG,
    realm: 'company',
    scope: 'customers:write',
    summary: 'Create a customer',
    idempotent: true,
    body: z.strictObject({
      number: requiredText(100).optional().meta({ description: 'Its name serves as number when this is left out.' }),
      name: requiredText(300),
      kind: kind.optional(),
      parentId: id.nullable().optional(),
      country: country.nullable().optional(),
      language: language.nullable().optional(),
      terms: terms.nullable().optional(),
      email: email.nullable().optional().meta({ description: 'Becomes the billing contact.' }),
      ...place,
    }),
    status: 201,
    ok: customerView,
    errors: ['customer.number_taken', ...CHANGE_ERRORS],
  }),
  updateCustomer: defineOperation({
    id: 'updateCustomer',
    method: 'PATCH',
    path: '/v1/companies/{company}/customers/{customer}',
    tag: TAG,
    realm: 'company',
    scope: 'customers:write',
    summary: 'Change what is named; null empties a field',
    idempotent: true,
    params: customerParams,
    description: 'With `expected`, nothing is changed where something else than that stands by now, unless it is what is wanted: `customer.changed_meanwhile`.',
    body: z.strictObject({
      ...changeable,
      // What stands there may be older than our rules for it: it is compared, not judged.
      expected: z
        .strictObject({ ...changeable, country: plainText(10).nullable().optional(), terms: plainText(100).nullable().optional() })
        .optional()
        .meta({ description: 'What was shown to whoever changes it, of the fields that are changed.' }),
    }),
    ok: customerView,
    errors: ['customer.changed_meanwhile', ...CHANGE_ERRORS],
  }),
  listCustomerGroups: defineOperation({
    id: 'listCustomerGroups',
    method: 'GET',
    path: '/v1/companies/{company}/customer-groups',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'List the pilot groups that have customers',
    ok: z.object({ items: z.array(z.object({ group: z.string(), customers: z.int() })) }),
  }),
  setCustomerGroup: defineOperation({
    id: 'setCustomerGroup',
    method: 'POST',
    path: '/v1/companies/{company}/customer-groups/assign',
    tag: TAG,
    realm: 'company',
    scope: 'customers:write',
    summary: 'Put customers into a pilot group, or out of theirs',
    idempotent: true,
    body: z.strictObject({ group, customerIds: z.array(id).min(1).max(5_000) }),
    ok: z.object({ changed: z.int() }),
    errors: ['customer.not_found'],
  }),
  setCreditLimit: defineOperation({
    id: 'setCreditLimit',
    method: 'PUT',
    path: '/v1/companies/{company}/customers/{customer}/credit-limit',
    tag: TAG,
    realm: 'company',
    scope: 'credit:write',
    summary: 'Set how much may stand open with a customer',
    idempotent: true,
    params: customerParams,
    body: z.strictObject({ limit: creditLimit.nullable(), reason: reasonText }),
    ok: customerView,
    errors: ['customer.not_found', 'amount.invalid', 'credit_limit.negative'],
  }),
  addContact: defineOperation({
    id: 'addContact',
    method: 'POST',
    path: '/v1/companies/{company}/customers/{customer}/contacts',
    tag: TAG,
    realm: 'company',
    scope: 'customers:write',
    summary: 'Add a contact',
    idempotent: true,
    params: customerParams,
    body: z.strictObject({
      role: contactRole,
      name: plainText(200).optional(),
      email: email.optional(),
      phone: plainText(50).optional(),
      language: language.optional(),
    }),
    status: 201,
    ok: contactView,
    errors: ['customer.not_found'],
  }),
  removeContact: defineOperation({
    id: 'removeContact',
    method: 'DELETE',
    path: '/v1/companies/{company}/customers/{customer}/contacts/{contact}',
    tag: TAG,
    realm: 'company',
    scope: 'customers:write',
    summary: 'Remove a contact',
    idempotent: true,
    params: z.object({ customer: id, contact: id }),
    status: 204,
    errors: ['contact.not_found'],
  }),
  importCustomers: defineOperation({
    id: 'importCustomers',
    method: 'POST',
    path: '/v1/companies/{company}/customer-imports',
    tag: 'Imports',
    realm: 'company',
    scope: 'customers:write',
    summary: 'Import customers from a CSV file',
    description: 'Adds new ones and updates those whose number exists; empty cells change nothing.',
    idempotent: true,
    upload: true,
    query: z.object(importQuery),
    ok: z.object({ read: z.int(), imported: z.int(), updated: z.int(), ...importAnswer }),
    errors: ['import.strict', 'profile.invalid', 'profile.not_json', 'file.column_missing', 'file.encoding_invalid', 'file.nul_byte', 'file.quote_not_closed'],
  }),
  listImportProgress: defineOperation({
    id: 'listImportProgress',
    method: 'GET',
    path: '/v1/companies/{company}/import-progress',
    tag: 'Imports',
    realm: 'company',
    scope: 'customers:read',
    summary: 'See how far an import is; nothing before it has begun',
    description:
      'Of an import that was started with `progress`, for an hour. Kept in the memory of the process that imports: another process of the same server does not see it. ' +
      'The answer of the import itself says what was kept.',
    query: z.object({ import: id.meta({ description: 'The id that was given to the import as `progress`.' }) }),
    ok: z.object({
      items: z.array(z.object({ phase: z.enum(['reading', 'closing', 'done', 'failed']), rows: z.int(), bytes: z.int(), totalBytes: z.int() })),
    }),
  }),
} as const satisfies Operations;
