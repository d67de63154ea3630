import type { PrintedCustomer } from '../customers/printed-customers.ts';
import type { Letterhead } from '../messages/letterhead.ts';
import type { AccountStatement } from './account-statement.ts';

/** A customer's account with everything that stands on paper. Amounts are minor units of each part's currency. */
export type StatementPrint = {
  readonly letterhead: Letterhead;
  readonly logo: { readonly mediaType: string; readonly bytes: Uint8Array } | null;
  readonly language: 'en' | 'de';
  readonly customer: PrintedCustomer;
  readonly statement: AccountStatement;
};

export type StatementPrinter = { statement(print: StatementPrint): Promise<Uint8Array> };
