import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { currencyCode, id, instant, requiredText } from '../../foundation/contract/page.ts';
import { PROFILES } from './roles.ts';

export const profile = z
  .enum(PROFILES)
  .meta({ id: 'ControlProfile', description: 'How duties are separated: full, small (four eyes on what is dangerous), solo.' });

export const companyView = z
  .object({
    id,
    name: z.string(),
    slug: z.string(),
    baseCurrency: currencyCode,
    country: z.string(),
    timeZone: z.string().meta({ description: "IANA name; the company's today is judged there." }),
    taxPoint: z.enum(['invoice', 'receipt']),
    defaultTerms: z.string().meta({ description: 'Terms of an invoice where neither it nor its customer has any.' }),
    demo: z.boolean().meta({ description: 'Invented, to look around in.' }),
  })
  .meta({ id: 'Company' });

const companyDetail = companyView
  .extend({ profile, booksBegun: z.boolean().meta({ description: 'Something was posted: country and tax point are fixed.' }) })
  .meta({ id: 'CompanyDetail' });

const preferenceKey = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/, 'A key is lower-case words joined by dots or hyphens, such as views.invoices.');

const preferenceView = z
  .object({ key: z.string(), companyId: id.nullable(), value: z.unknown(), changedAt: instant })
  .meta({ id: 'Preference', description: 'What a user set for themselves; null as company: wherever they are.' });

const companyReference = z.string().min(1).max(60).meta({ description: 'Its id or slug.' });

export const settingsOperations = {
  getCompany: defineOperation({
    id: 'getCompany',
    method: 'GET',
    path: '/v1/companies/{company}',
    tag: 'Companies',
    realm: 'company',
    scope: 'customers:read',
    summary: 'Get a company with its settings',
    ok: companyDetail,
  }),
  updateCompany: defineOperation({
    id: 'updateCompany',
    method: 'PATCH',
    path: '/v1/companies/{company}',
    tag: 'Companies',
    realm: 'company',
    scope: 'settings:write',
    summary: 'Change name, time zone or default terms of a company',
    description: 'Country and tax point can change until something is posted. The currency of the books never changes.',
    idempotent: true,
    body: z.strictObject({
      name: requiredText(200).optional(),
      timeZone: z.string().max(64).optional(),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'A country is an ISO 3166 code such as DE.')
        .optional(),
      taxPoint: z.enum(['invoice', 'receipt']).optional(),
      defaultTerms: requiredText(100).optional(),
    }),
    ok: companyDetail,
    errors: ['company.books_begun', 'company.name_invalid', 'company.name_taken', 'country.unknown', 'time_zone.unknown', 'terms.unknown'],
  }),
  changeMyName: defineOperation({
    id: 'changeMyName',
    method: 'PUT',
    path: '/v1/me/name',
    tag: 'Session',
    realm: 'firm',
    summary: 'Change how your own name is shown',
    body: z.strictObject({ name: requiredText(200) }),
    status: 204,
    errors: ['access.not_a_person'],
  }),
  getPreferences: defineOperation({
    id: 'getPreferences',
    method: 'GET',
    path: '/v1/me/preferences',
    tag: 'Preferences',
    realm: 'firm',
    summary: 'Your preferences everywhere, and those in one company',
    query: z.object({ company: companyReference.optional() }),
    ok: z.object({ items: z.array(preferenceView) }),
    errors: ['access.not_a_person', 'company.not_found'],
  }),
  setPreference: defineOperation({
    id: 'setPreference',
    method: 'PUT',
    path: '/v1/me/preferences/{key}',
    tag: 'Preferences',
    realm: 'firm',
    summary: 'Set one of your preferences; null takes it away',
    description: 'Any JSON of at most 16 KiB; at most 200 keys a user.',
    params: z.object({ key: preferenceKey }),
    body: z.strictObject({ value: z.json(), company: companyReference.nullable().optional() }),
    status: 204,
    errors: ['access.not_a_person', 'company.not_found', 'preference.too_large', 'preference.too_deep', 'preference.too_many'],
  }),
} as const satisfies Operations;
