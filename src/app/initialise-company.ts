import type { Ctx } from '../ar/access/context.ts';
import { initialiseLedger } from '../ar/ledger/initialise-ledger.ts';
import { initialiseInvoices } from '../ar/invoices/initialise-invoices.ts';

/** What every new company gets from the slices, in its first unit of work. */
export const initialiseCompany: readonly ((ctx: Ctx) => Promise<void>)[] = [initialiseLedger, initialiseInvoices];
