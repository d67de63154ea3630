import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { letterheadContent } from './letterhead.ts';

const MAX_UPLOAD_BYTES = 2 * 1024 * 1024;
const TAG = 'Letterhead';

const line = z.string();
const letterheadView = z
  .object({
    name: line,
    addressLines: z.array(line),
    postalCode: line,
    city: line,
    country: line,
    email: line,
    phone: line,
    website: line,
    vatId: line,
    taxNumber: line,
    footerLines: z.array(line),
    bank: z.object({ name: line, iban: line, bic: line, holder: line }),
    layout: z.enum(['classic', 'modern']),
    colour: line,
    language: z.enum(['en', 'de']),
    hasLogo: z.boolean(),
    isDefault: z.boolean().meta({ description: 'Nothing was set yet: documents carry the name of the company alone.' }),
  })
  .meta({ id: 'Letterhead' });

export const letterheadOperations = {
  getLetterhead: defineOperation({
    id: 'getLetterhead',
    method: 'GET',
    path: '/v1/companies/{company}/letterhead',
    tag: TAG,
    realm: 'company',
    scope: 'messages:read',
    summary: 'How the company presents itself on documents',
    ok: letterheadView,
  }),
  setLetterhead: defineOperation({
    id: 'setLetterhead',
    method: 'PUT',
    path: '/v1/companies/{company}/letterhead',
    tag: TAG,
    realm: 'company',
    scope: 'settings:write',
    summary: 'Set the letterhead; the logo stays',
    description: 'Documents whose PDF was made already keep the letterhead that they have.',
    idempotent: true,
    body: letterheadContent,
    ok: letterheadView,
  }),
  setLogo: defineOperation({
    id: 'setLogo',
    method: 'PUT',
    path: '/v1/companies/{company}/letterhead/logo',
    tag: TAG,
    realm: 'company',
    scope: 'settings:write',
    summary: 'Set the logo: PNG, JPEG or plain SVG, at most 512 KiB',
    upload: true,
    maxBytes: MAX_UPLOAD_BYTES,
    ok: letterheadView,
    errors: ['logo.too_large', 'logo.too_many_pixels', 'logo.unreadable', 'logo.unsafe'],
  }),
  getLogo: defineOperation({
    id: 'getLogo',
    method: 'GET',
    path: '/v1/companies/{company}/letterhead/logo',
    tag: TAG,
    realm: 'company',
    scope: 'messages:read',
    summary: 'The logo as it was uploaded',
    answers: 'file',
    errors: ['logo.not_set'],
  }),
  removeLogo: defineOperation({
    id: 'removeLogo',
    method: 'DELETE',
    path: '/v1/companies/{company}/letterhead/logo',
    tag: TAG,
    realm: 'company',
    scope: 'settings:write',
    summary: 'Print without a logo',
    status: 204,
  }),
} as const satisfies Operations;
