import { colleagueOperations } from '../../src/ar/access/colleague-contract.ts';
import { accessOperations } from '../../src/ar/access/contract.ts';
import { demoOperations } from '../../src/ar/access/demo-contract.ts';
import { settingsOperations } from '../../src/ar/access/settings-contract.ts';
import { bankAccountOperations } from '../../src/ar/cash-application/bank-account-contract.ts';
import { cashApplicationOperations } from '../../src/ar/cash-application/contract.ts';
import { importProfileOperations } from '../../src/ar/cash-application/import-profile-contract.ts';
import { workbenchOperations } from '../../src/ar/cash-application/workbench-contract.ts';
import { collectionsOperations } from '../../src/ar/collections/contract.ts';
import { customersOperations } from '../../src/ar/customers/contract.ts';
import { termsOperations } from '../../src/ar/customers/terms-contract.ts';
import { approvalEvidenceOperations } from '../../src/ar/insight/approval-evidence-contract.ts';
import { insightOperations } from '../../src/ar/insight/contract.ts';
import { dashboardOperations } from '../../src/ar/insight/dashboard-contract.ts';
import { deskOperations } from '../../src/ar/insight/desk-contract.ts';
import { statementOperations } from '../../src/ar/insight/statement-contract.ts';
import { worklistOperations } from '../../src/ar/insight/worklist-contract.ts';
import { invoicesOperations } from '../../src/ar/invoices/contract.ts';
import { invoiceTableOperations } from '../../src/ar/invoices/invoice-table-contract.ts';
import { seriesOperations } from '../../src/ar/invoices/series-contract.ts';
import { ledgerOperations } from '../../src/ar/ledger/contract.ts';
import { messagesOperations } from '../../src/ar/messages/contract.ts';
import { letterheadOperations } from '../../src/ar/messages/letterhead-contract.ts';
import { paymentsOperations } from '../../src/ar/payments/contract.ts';
import { receivablesOperations } from '../../src/ar/receivables/contract.ts';
import { holdOperations } from '../../src/ar/receivables/hold-contract.ts';
import { workOperations } from '../../src/ar/work/contract.ts';

/** Every operation of the server, by its id. In the browser only method, path and kind of answer are needed: the build replaces this module by a table
 *  of these (web/build/slim-operations.ts), so that no validation code is shipped; types come from here all the same. */
export const operations = {
  ...accessOperations,
  ...workOperations,
  ...customersOperations,
  ...messagesOperations,
  ...letterheadOperations,
  ...ledgerOperations,
  ...receivablesOperations,
  ...invoicesOperations,
  ...paymentsOperations,
  ...cashApplicationOperations,
  ...collectionsOperations,
  ...insightOperations,
  ...statementOperations,
  ...worklistOperations,
  ...approvalEvidenceOperations,
  ...colleagueOperations,
  ...demoOperations,
  ...settingsOperations,
  ...bankAccountOperations,
  ...workbenchOperations,
  ...termsOperations,
  ...deskOperations,
  ...invoiceTableOperations,
  ...seriesOperations,
  ...holdOperations,
  ...importProfileOperations,
  ...dashboardOperations,
} as const;

export type Registry = typeof operations;
