import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day } from '../../foundation/contract/page.ts';

const TAG = 'Terms';

const positive = amount.refine((text) => !text.startsWith('-') && /[1-9]/.test(text), 'An example is worth more than nothing.');

const query = z.object({
  issuedOn: day.optional().meta({ description: 'Day of issue that the example counts from; default: today.' }),
  gross: positive.optional().meta({ description: 'Gross amount of the example; default: 1000.' }),
  currency: currencyCode.optional().meta({ description: 'Default: of the company.' }),
  language: z.enum(['en', 'de']).default('en'),
});

const termsView = z
  .object({
    code: z.string().meta({ description: 'As it is kept: capital letters, no spaces.' }),
    words: z.string(),
    issuedOn: day,
    dueOn: day.meta({ description: 'Of the last part.' }),
    parts: z.array(z.object({ dueOn: day, amount })).meta({ description: 'One, or an instalment each.' }),
    discount: z.object({ percent: z.string(), untilOn: day, amount }).nullable(),
    currency: currencyCode,
  })
  .meta({ id: 'ExplainedTerms' });

export const termsOperations = {
  listTerms: defineOperation({
    id: 'listTerms',
    method: 'GET',
    path: '/v1/companies/{company}/terms',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'Every way to write terms, with an example of each',
    query,
    ok: z.object({
      defaultTerms: z.string(),
      items: z.array(termsView.extend({ notation: z.string().meta({ description: 'How it is written; n, m and p stand for numbers.' }) })),
    }),
    errors: ['amount.invalid'],
  }),
  explainTerms: defineOperation({
    id: 'explainTerms',
    method: 'GET',
    path: '/v1/companies/{company}/terms/{terms}',
    tag: TAG,
    realm: 'company',
    scope: 'customers:read',
    summary: 'What terms mean: in words, and for an invoice of today',
    params: z.object({ terms: z.string().min(1).max(100) }),
    query,
    ok: termsView,
    errors: ['terms.unknown', 'amount.invalid'],
  }),
} as const satisfies Operations;
