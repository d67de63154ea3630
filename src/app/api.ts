import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { openApiOf } from '../foundation/contract/openapi.ts';
import { bindOperations, type BoundOperation } from '../foundation/contract/operation.ts';
import type { Database } from '../foundation/db/database.ts';
import { assert } from '../foundation/errors/refusal.ts';
import { createHttpServer } from '../foundation/http/server.ts';
import type { NewId } from '../foundation/ids/id.ts';
import type { Log } from '../foundation/log/log.ts';
import { apiEdge } from '../ar/access/api-edge.ts';
import { colleagueOperations } from '../ar/access/colleague-contract.ts';
import { colleagueHandlers } from '../ar/access/colleague-routes.ts';
import { accessOperations } from '../ar/access/contract.ts';
import { demoOperations } from '../ar/access/demo-contract.ts';
import { demoHandlers, type DemoLoads } from '../ar/access/demo-routes.ts';
import { isScope } from '../ar/access/roles.ts';
import { accessHandlers, type AccessRoutesDeps } from '../ar/access/routes.ts';
import { settingsOperations } from '../ar/access/settings-contract.ts';
import { settingsHandlers } from '../ar/access/settings-routes.ts';
import { bankAccountOperations } from '../ar/cash-application/bank-account-contract.ts';
import { bankAccountHandlers } from '../ar/cash-application/bank-account-routes.ts';
import { cashApplicationOperations } from '../ar/cash-application/contract.ts';
import { importProfileOperations } from '../ar/cash-application/import-profile-contract.ts';
import { importProfileHandlers } from '../ar/cash-application/import-profile-routes.ts';
import { cashApplicationHandlers } from '../ar/cash-application/routes.ts';
import { workbenchOperations } from '../ar/cash-application/workbench-contract.ts';
import { workbenchHandlers } from '../ar/cash-application/workbench-routes.ts';
import { collectionsOperations } from '../ar/collections/contract.ts';
import { rejectAsDecided, releaseAsApproved } from '../ar/collections/release-reminders.ts';
import { collectionsHandlers } from '../ar/collections/routes.ts';
import { RELEASE_REMINDERS } from '../ar/collections/run-dunning.ts';
import { termsOperations } from '../ar/customers/terms-contract.ts';
import { termsHandlers } from '../ar/customers/terms-routes.ts';
import { terms } from '../ar/customers/terms.ts';
import { customersOperations } from '../ar/customers/contract.ts';
import { openProgressBoard } from '../ar/customers/import-progress.ts';
import { customersHandlers } from '../ar/customers/routes.ts';
import { approvalEvidenceOperations } from '../ar/insight/approval-evidence-contract.ts';
import { dashboardOperations } from '../ar/insight/dashboard-contract.ts';
import { dashboardHandlers } from '../ar/insight/dashboard-routes.ts';
import { insightOperations } from '../ar/insight/contract.ts';
import { deskOperations } from '../ar/insight/desk-contract.ts';
import { deskHandlers } from '../ar/insight/desk-routes.ts';
import { insightHandlers } from '../ar/insight/routes.ts';
import { statementOperations } from '../ar/insight/statement-contract.ts';
import { statementHandlers } from '../ar/insight/statement-routes.ts';
import { worklistOperations } from '../ar/insight/worklist-contract.ts';
import { worklistHandlers } from '../ar/insight/worklist-routes.ts';
import { seriesOperations } from '../ar/invoices/series-contract.ts';
import { seriesHandlers } from '../ar/invoices/series-routes.ts';
import { invoicesOperations } from '../ar/invoices/contract.ts';
import { invoicesHandlers } from '../ar/invoices/routes.ts';
import { invoiceTableOperations } from '../ar/invoices/invoice-table-contract.ts';
import { invoiceTableHandlers } from '../ar/invoices/invoice-table-routes.ts';
import { letterheadOperations } from '../ar/messages/letterhead-contract.ts';
import { letterheadHandlers } from '../ar/messages/letterhead-routes.ts';
import { messagesOperations } from '../ar/messages/contract.ts';
import { messagesHandlers } from '../ar/messages/routes.ts';
import { booksAreBegun, booksBegun } from '../ar/ledger/books-begun.ts';
import { ledgerOperations } from '../ar/ledger/contract.ts';
import { ledgerHandlers } from '../ar/ledger/routes.ts';
import { paymentsOperations } from '../ar/payments/contract.ts';
import { REFUND, refundAsApproved } from '../ar/payments/request-refund.ts';
import { paymentsHandlers } from '../ar/payments/routes.ts';
import { holdOperations } from '../ar/receivables/hold-contract.ts';
import { holdHandlers } from '../ar/receivables/hold-routes.ts';
import { receivablesOperations } from '../ar/receivables/contract.ts';
import { customerBalances } from '../ar/receivables/customer-balances.ts';
import { customerTextData } from '../ar/receivables/customer-text-data.ts';
import { receivablesHandlers } from '../ar/receivables/routes.ts';
import { workOperations } from '../ar/work/contract.ts';
import { workHandlers } from '../ar/work/routes.ts';
import { openDocumentPrinter, type DocumentPrinter } from '../documents/document-printer.ts';
import { addApiPage } from './api-page.ts';
import { addWebApp } from './web-app.ts';
import { AUTOMATION_GATES, checkSavedPolicy, policyAutomations } from './automation-gates.ts';
import type { BackgroundRuns } from './background-runs.ts';
import { startCashRun, startDunningRun } from './start-runs.ts';
import { keyRingOf } from './key-ring.ts';

/** `runs`, `printer` and `demo` may be left out where nothing is called: to describe the API. */
export type ApiDeps = AccessRoutesDeps & { readonly runs?: BackgroundRuns; readonly printer?: DocumentPrinter; readonly demo?: DemoLoads };

/** Every operation of every slice with its handler: the one registry. A slice joins with one line. */
export function apiOperations(deps: ApiDeps): readonly BoundOperation[] {
  const { runs, printer = openDocumentPrinter(), demo } = deps;
  const progress = openProgressBoard();
  return [
    ...bindOperations(accessOperations, accessHandlers(deps)),
    ...bindOperations(colleagueOperations, colleagueHandlers),
    ...bindOperations(settingsOperations, settingsHandlers({ termsCode: (text) => terms(text).code, booksBegun, booksAreBegun })),
    ...bindOperations(
      demoOperations,
      demoHandlers(() => {
        assert(demo, 'a server that takes requests can load the demo');
        return demo;
      }),
    ),
    ...bindOperations(
      workOperations,
      workHandlers({
        approved: { [REFUND]: refundAsApproved, [RELEASE_REMINDERS]: releaseAsApproved },
        rejected: { [RELEASE_REMINDERS]: rejectAsDecided },
        policies: policyAutomations,
        gates: AUTOMATION_GATES,
      }),
    ),
    ...bindOperations(customersOperations, customersHandlers({ progress, balancesOf: customerBalances })),
    ...bindOperations(termsOperations, termsHandlers),
    ...bindOperations(messagesOperations, messagesHandlers({ ring: () => keyRingOf(deps.dataFolder), customerData: customerTextData })),
    ...bindOperations(ledgerOperations, ledgerHandlers),
    ...bindOperations(receivablesOperations, receivablesHandlers),
    ...bindOperations(holdOperations, holdHandlers),
    ...bindOperations(letterheadOperations, letterheadHandlers({ printer })),
    ...bindOperations(invoicesOperations, invoicesHandlers({ printer })),
    ...bindOperations(invoiceTableOperations, invoiceTableHandlers),
    ...bindOperations(seriesOperations, seriesHandlers),
    ...bindOperations(paymentsOperations, paymentsHandlers({ progress })),
    ...bindOperations(
      cashApplicationOperations,
      cashApplicationHandlers({
        startRun: (ctx, mode) => {
          assert(runs, 'a server that takes requests has somewhere to carry out runs');
          return startCashRun(runs, ctx, mode);
        },
      }),
    ),
    ...bindOperations(workbenchOperations, workbenchHandlers),
    ...bindOperations(
      collectionsOperations,
      collectionsHandlers({
        startRun: (ctx, policy) => {
          assert(runs, 'a server that takes requests has somewhere to carry out runs');
          return startDunningRun(runs, ctx, policy);
        },
        checkPolicy: checkSavedPolicy,
      }),
    ),
    ...bindOperations(bankAccountOperations, bankAccountHandlers),
    ...bindOperations(importProfileOperations, importProfileHandlers),
    ...bindOperations(insightOperations, insightHandlers),
    ...bindOperations(dashboardOperations, dashboardHandlers),
    ...bindOperations(deskOperations, deskHandlers),
    ...bindOperations(statementOperations, statementHandlers({ printer })),
    ...bindOperations({ ...worklistOperations, ...approvalEvidenceOperations }, worklistHandlers),
  ];
}

export type ServerDeps = {
  readonly operations: readonly BoundOperation[];
  readonly database: Database;
  readonly log: Log;
  readonly newId: NewId;
  readonly clock: () => Date;
  readonly dataFolder: string;
  readonly version: string;
  /** Where people reach the server, with https in production. */
  readonly publicUrl?: string;
  readonly trustedProxies?: readonly string[];
  readonly requestsPerMinute?: number;
  readonly checkAnswers?: boolean;
};

const DESCRIPTION =
  'Accounts receivable: from the sale on credit to applied cash. Amounts are decimal strings, days are YYYY-MM-DD, instants are UTC. ' +
  'Lists are paged by an opaque cursor. Every refusal is a problem (RFC 9457) with a stable code. ' +
  'Sign in with a session, or send an API key as bearer token.';

/** The OpenAPI 3.1 document of a registry. */
export function apiDocument(operations: readonly BoundOperation[], version: string): object {
  return openApiOf(
    operations.map((bound) => bound.operation),
    { title: 'Dunlin API', version, description: DESCRIPTION },
  );
}

const LEFTOVER_MS = 24 * 3_600_000;

/** Makes the folder for uploads and drops what a killed process left there a day ago or more; younger ones may belong to a process that runs. */
function openUploadFolder(dataFolder: string, now: Date): string {
  const folder = path.join(dataFolder, 'tmp');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    const left = path.join(folder, name);
    const age = now.getTime() - (statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? now.getTime());
    if (name.startsWith('upload-') && age > LEFTOVER_MS) rmSync(left, { recursive: true, force: true });
  }
  return folder;
}

/** The server of the API: its operations, `/openapi.json`, `/health`, the page of the API and the staff app. Not listening yet. */
export async function buildServer(deps: ServerDeps): Promise<FastifyInstance> {
  for (const { operation } of deps.operations) {
    assert(
      operation.scope === undefined || isScope(operation.scope),
      `the scope ${operation.scope} of ${operation.id} does not stand in the list of scopes (access/roles.ts)`,
    );
  }
  const temporaryFolder = openUploadFolder(deps.dataFolder, deps.clock());
  const { operations, database, log, newId, publicUrl, trustedProxies, requestsPerMinute } = deps;
  const app = await createHttpServer({
    operations,
    log,
    newId,
    temporaryFolder,
    edge: apiEdge({ database, clock: deps.clock, newId, checkAnswers: deps.checkAnswers ?? false }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
  });
  const document = JSON.stringify(apiDocument(operations, deps.version));
  app.get('/openapi.json', (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-cache').send(document),
  );
  app.get('/health', { config: { rateLimit: false } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    try {
      await database.pool.query('select 1');
      return { status: 'ok', database: 'ok' };
    } catch (error) {
      request.log.error({ err: error }, 'the database does not answer');
      return reply.code(503).send({ status: 'failing', database: 'unreachable' });
    }
  });
  addApiPage(app);
  await addWebApp(app);
  return app;
}
