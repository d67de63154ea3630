import path from 'node:path';
import type { Table } from '../foundation/db/table.ts';
import { accessTables } from '../ar/access/tables.ts';
import { workTables } from '../ar/work/tables.ts';
import { customersTables } from '../ar/customers/tables.ts';
import { messagesTables } from '../ar/messages/tables.ts';
import { ledgerTables } from '../ar/ledger/tables.ts';
import { receivablesTables } from '../ar/receivables/tables.ts';
import { invoicesTables } from '../ar/invoices/tables.ts';
import { paymentsTables } from '../ar/payments/tables.ts';
import { cashApplicationTables } from '../ar/cash-application/tables.ts';
import { collectionsTables } from '../ar/collections/tables.ts';

/** Every table of ours with its placement and what the application's role may do: the one list that migration, export, bench and the catalog test read. */
export const allTables: readonly Table[] = [
  ...accessTables,
  ...workTables,
  ...customersTables,
  ...messagesTables,
  ...ledgerTables,
  ...receivablesTables,
  ...invoicesTables,
  ...paymentsTables,
  ...cashApplicationTables,
  ...collectionsTables,
];

export const migrationsFolder = path.join(import.meta.dirname, '..', '..', 'migrations');
