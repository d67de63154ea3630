import type { Told } from '../../../../kit/retelling.ts';
import { fillSentence, type Sentences } from '../fill-sentence.ts';
import { ACCESS } from './access.ts';
import { CASH } from './cash.ts';
import { COLLECTIONS } from './collections.ts';
import { COMPANIES } from './companies.ts';
import { CUSTOMERS } from './customers.ts';
import { fieldInGerman } from './fields.ts';
import { GERMAN_FIGURES } from './figures.ts';
import { FILES } from './files.ts';
import { INVOICES } from './invoices.ts';
import { LEDGER } from './ledger.ts';
import { MESSAGES } from './messages.ts';
import { PAYMENTS } from './payments.ts';
import { REQUESTS } from './requests.ts';
import { WORK } from './work.ts';

export const GERMAN_SLICES: readonly Sentences[] = [
  ACCESS,
  CASH,
  COLLECTIONS,
  COMPANIES,
  CUSTOMERS,
  FILES,
  INVOICES,
  LEDGER,
  MESSAGES,
  PAYMENTS,
  REQUESTS,
  WORK,
];

const GERMAN: Sentences = Object.assign({}, ...GERMAN_SLICES) as Sentences;

/** What the server refused, in German. Places of a request come before the sentence about all of it, as in English. */
export function retellInGerman({ code, details, errors, instance, status }: Told): string | null {
  if (errors !== undefined && errors.length > 0) return [...new Set(errors.map(fieldInGerman))].join(' ');
  if (!Object.hasOwn(GERMAN, code)) return null;
  return fillSentence(GERMAN[code] as Sentences[string], { instance, status, ...details }, GERMAN_FIGURES);
}
