import { isValidBIC, isValidIBAN } from 'ibantools';
import { z } from 'zod';
import { plainText, requiredText } from '../../foundation/contract/page.ts';

/** How a company presents itself on documents, letters and in messages. */
export type Letterhead = {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly email: string;
  readonly phone: string;
  readonly website: string;
  readonly vatId: string;
  readonly taxNumber: string;
  /** Register court and number, directors: what the law wants in the footer. */
  readonly footerLines: readonly string[];
  readonly bank: { readonly name: string; readonly iban: string; readonly bic: string; readonly holder: string };
  readonly layout: 'classic' | 'modern';
  /** #RRGGBB of headings and rules. */
  readonly colour: string;
  readonly language: 'en' | 'de';
};

const MAX_ADDRESS_LINES = 4;
const MAX_FOOTER_LINES = 8;

/** Blanks between groups are how people write account numbers; kept is the number. */
function compact(text: string): string {
  return text.replaceAll(/\s/g, '').toUpperCase();
}

const iban = plainText(50)
  .transform(compact)
  .refine((text) => text === '' || isValidIBAN(text), 'This is no account number: its length or its check digits are wrong.');
const bic = plainText(20)
  .transform(compact)
  .refine((text) => text === '' || isValidBIC(text), 'This is no BIC: it has 8 or 11 letters and digits.');

/** A letterhead as it may be set; what is left out stays empty. */
export const letterheadContent = z.strictObject({
  name: requiredText(200),
  addressLines: z.array(requiredText(100)).max(MAX_ADDRESS_LINES).default([]),
  postalCode: plainText(20).default(''),
  city: plainText(100).default(''),
  country: z.string().regex(/^[A-Z]{2}$/, 'A country is two capital letters, such as DE.'),
  email: plainText(254).default(''),
  phone: plainText(50).default(''),
  website: plainText(200).default(''),
  vatId: plainText(30).default(''),
  taxNumber: plainText(50).default(''),
  footerLines: z.array(requiredText(150)).max(MAX_FOOTER_LINES).default([]),
  bank: z
    .strictObject({ name: plainText(100).default(''), iban: iban.default(''), bic: bic.default(''), holder: plainText(70).default('') })
    .default({ name: '', iban: '', bic: '', holder: '' }),
  layout: z.enum(['classic', 'modern']).default('classic'),
  colour: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, 'A colour is written #RRGGBB.')
    .default('#1f3a5f'),
  language: z.enum(['en', 'de']).default('en'),
});

const GERMAN_SPEAKING = new Set(['DE', 'AT', 'CH', 'LI']);

/** What is printed until a letterhead is set. */
export function defaultLetterhead(company: { readonly name: string; readonly country: string }): Letterhead {
  return letterheadContent.parse({
    name: company.name.trim().slice(0, 200),
    country: company.country,
    language: GERMAN_SPEAKING.has(company.country) ? 'de' : 'en',
  });
}

/** The language of a document: the customer's where there are words for it, else the company's. Customers of other languages read English. */
export function paperLanguage(customerLanguage: string | null, letterhead: Pick<Letterhead, 'language'>): 'en' | 'de' {
  if (customerLanguage === null || customerLanguage === '') return letterhead.language;
  return /^de\b/i.test(customerLanguage) ? 'de' : 'en';
}
