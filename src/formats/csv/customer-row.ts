import type { Currency } from '../../foundation/money/currency.ts';

/** The fields that a customer file or profile may name. `currency` is that of the credit limit. */
export const CUSTOMER_FIELDS = [
  'number',
  'name',
  'email',
  'iban',
  'parentNumber',
  'kind',
  'country',
  'language',
  'terms',
  'creditLimit',
  'currency',
  'group',
  'timeZone',
  'address',
  'street',
  'address1',
  'address2',
  'postalCode',
  'city',
  'vatId',
  'phone',
  'managementEmail',
] as const;

/** A row names a number or a name. */
export const CUSTOMER_REQUIRED = [['number', 'name']] as const;

export type CustomerKind = 'business' | 'consumer' | 'public';

/** One customer of a file; null where the file says nothing. At least one of `number` and `name` is there. */
export type CustomerRow = {
  /** Line of the file on which the row begins, 1-based, the header included. */
  readonly line: number;
  readonly number: string | null;
  readonly name: string | null;
  readonly email: string | null;
  /** Upper case without spaces, check digits verified. */
  readonly iban: string | null;
  readonly parentNumber: string | null;
  readonly kind: CustomerKind | null;
  /** ISO 3166 alpha-2, upper case. */
  readonly country: string | null;
  /** BCP 47 language tag such as `de` or `en-GB`. */
  readonly language: string | null;
  /** As written; the slice that owns terms reads it. */
  readonly terms: string | null;
  readonly creditLimitMinor: bigint | null;
  /** Of the credit limit; null exactly when there is none. */
  readonly currency: Currency | null;
  /** The pilot group. */
  readonly group: string | null;
  /** IANA name. */
  readonly timeZone: string | null;
  /** Street and what belongs to it, a line each: the lines of `address`, then `street`, `address1` and `address2`. */
  readonly addressLines: readonly string[] | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  /** Upper case without spaces. */
  readonly vatId: string | null;
  /** Of the contact for invoices. */
  readonly phone: string | null;
  readonly managementEmail: string | null;
};
