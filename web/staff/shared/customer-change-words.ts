import { sayWords, wordsOf } from '../../kit/words.ts';

/** What can change of a customer, by the names that the audit trail keeps. */
export const customerChangeWords = wordsOf({
  en: {
    name: 'Name',
    kind: 'Kind',
    parent_id: 'Belongs to',
    country: 'Country',
    language: 'Language',
    terms: 'Terms',
    allocation_order: 'Order of settling',
    customer_group: 'Group',
    time_zone: 'Time zone',
    address_lines: 'Address',
    postal_code: 'Postal code',
    city: 'City',
    vat_id: 'VAT number',
  },
  de: {
    name: 'Name',
    kind: 'Art',
    parent_id: 'Gehört zu',
    country: 'Land',
    language: 'Sprache',
    terms: 'Zahlungsbedingung',
    allocation_order: 'Reihenfolge des Ausgleichs',
    customer_group: 'Gruppe',
    time_zone: 'Zeitzone',
    address_lines: 'Anschrift',
    postal_code: 'Postleitzahl',
    city: 'Ort',
    vat_id: 'USt-IdNr.',
  },
});

const partsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

function inWords(changed: (field: string) => boolean): string {
  return Object.entries(sayWords(customerChangeWords))
    .filter(([field]) => changed(field))
    .map(([, word]) => word)
    .join(', ');
}

/** The fields in which two states of a customer differ, in words: `City, Terms`; '' where they do not, or are not told. */
export function customerFieldsChanged(before: unknown, after: unknown): string {
  const [old, now] = [partsOf(before), partsOf(after)];
  return inWords((field) => field in old && field in now && JSON.stringify(old[field]) !== JSON.stringify(now[field]));
}

/** The same of an entry of the timeline, which tells `<field>.before` and `<field>.after` of what differs. */
export function customerFieldsTold(figures: Readonly<Record<string, unknown>>): string {
  return inWords((field) => `${field}.before` in figures || `${field}.after` in figures);
}
