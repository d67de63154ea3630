import { z } from 'zod';
import { INVOICE_FIELDS } from '../../formats/csv/invoice-row.ts';
import { PAYMENT_FIELDS } from '../../formats/csv/payment-row.ts';
import { profileOfText } from '../../formats/csv/profile-text.ts';
import { readInvoiceRows } from '../../formats/csv/read-invoice-rows.ts';
import { readPaymentRows } from '../../formats/csv/read-payment-rows.ts';
import type { RowOptions } from '../../formats/csv/row-batch.ts';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { day, id } from '../../foundation/contract/page.ts';
import { present } from '../../foundation/contract/present.ts';
import { rolledBack } from '../../foundation/db/kept-or-not.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { requireScope } from '../access/require-scope.ts';
import type { ProgressBoard } from '../customers/import-progress.ts';
import { acceptedSuggestions, importReport } from '../customers/import-report.ts';
import { resolveCustomers } from '../customers/resolve-customers.ts';
import { applyPayment } from './apply-payment.ts';
import type { paymentsOperations } from './contract.ts';
import { enterPayment } from './enter-payment.ts';
import { getPayment } from './get-payment.ts';
import { importInvoiceHistory } from './import-invoice-history.ts';
import { importPayments } from './import-payments.ts';
import { listPayments } from './list-payments.ts';
import { getRefund, listRefunds } from './list-refunds.ts';
import { listedPaymentView, paymentView, refundView } from './payment-views.ts';
import { rejectRefund } from './reject-refund.ts';
import { requestRefund } from './request-refund.ts';
import { reverseApplication, reversePayment } from './reverse-payment.ts';

async function view(ctx: Ctx, paymentId: string) {
  return paymentView(await getPayment(ctx, paymentId));
}

type ImportQuery = {
  readonly profile?: string | undefined;
  readonly accept?: Parameters<typeof acceptedSuggestions>[0];
  readonly wholeRows?: boolean | undefined;
};

function rowOptions(ctx: Ctx, query: ImportQuery, fields: readonly string[]): RowOptions {
  const profile = profileOfText(query.profile, fields);
  return {
    defaultCurrency: ctx.company.baseCurrency,
    accepted: acceptedSuggestions(query.accept),
    wholeRows: query.wholeRows === true,
    ...(profile === undefined ? {} : { profile }),
  };
}

export type PaymentsRoutesDeps = { readonly progress: ProgressBoard };

type Imports = Pick<ApiHandlers<typeof paymentsOperations>, 'importInvoices' | 'importPayments'>;

function importHandlers(deps: PaymentsRoutesDeps): Imports {
  return {
    importInvoices: ({ ctx, query, upload }) => {
      const options = rowOptions(ctx, query, INVOICE_FIELDS);
      const currency = query.expectCurrency ?? ctx.company.baseCurrency;
      const expectedOpen = query.expectOpen === undefined ? null : { minor: requireAmount(query.expectOpen, currency, 'expectOpen'), currency };
      const followed = deps.progress.follow(ctx, query.progress, upload);
      const work = () =>
        importInvoiceHistory(ctx, followed.counted(readInvoiceRows(followed.open(), options)), {
          fileName: upload.fileName,
          sha256: () => upload.sha256,
          strict: query.strict === true,
          opening: query.opening === true,
          cutOverOn: query.cutOver ?? null,
          expectedOpen,
          unknownCustomers: query.unknownCustomers ?? 'create',
          wholeRows: query.wholeRows === true,
        });
      const dryRun = query.dryRun === true;
      return followed.until(async () => {
        const { read, imported, skipped, customersCreated, problems, tally } = dryRun ? await rolledBack(ctx.tx, work) : await work();
        return { read, imported, skipped, customersCreated, dryRun, ...importReport({ problems, read, tally, profile: options.profile }) };
      });
    },
    importPayments: ({ ctx, query, upload }) => {
      const options = rowOptions(ctx, query, PAYMENT_FIELDS);
      const followed = deps.progress.follow(ctx, query.progress, upload);
      const file = { fileName: upload.fileName, sha256: () => upload.sha256, strict: query.strict === true };
      const work = () => importPayments(ctx, followed.counted(readPaymentRows(followed.open(), options)), file);
      const dryRun = query.dryRun === true;
      return followed.until(async () => {
        const { read, imported, skipped, problems, tally } = dryRun ? await rolledBack(ctx.tx, work) : await work();
        return { read, imported, skipped, dryRun, ...importReport({ problems, read, tally, profile: options.profile }) };
      });
    },
  };
}

type Refunds = Pick<ApiHandlers<typeof paymentsOperations>, 'requestRefund' | 'listRefunds' | 'getRefund' | 'rejectRefund'>;

const refundHandlers: Refunds = {
  requestRefund: async ({ ctx, body }) => {
    const outcome = await requestRefund(ctx, present(body));
    return 'refundId' in outcome
      ? { state: 'issued', refundId: outcome.refundId, approvalId: null }
      : { state: 'awaits_approval', refundId: null, approvalId: outcome.approvalId };
  },
  listRefunds: async ({ ctx, query }) => {
    const place = decodeCursor(query.cursor, z.tuple([id]));
    const rows = await listRefunds(ctx, { before: place?.[0] ?? null, limit: query.limit + 1 });
    return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: refundView });
  },
  getRefund: async ({ ctx, params }) => refundView(await getRefund(ctx, params.refund)),
  rejectRefund: ({ ctx, params, body }) => rejectRefund(ctx, { refundId: params.refund, eventOn: body.on ?? ctx.today, reason: body.reason }),
};

const handlers: Omit<ApiHandlers<typeof paymentsOperations>, keyof Imports> = {
  ...refundHandlers,
  listPayments: async ({ ctx, query }) => {
    const place = decodeCursor(query.cursor, z.tuple([day, id]));
    const rows = await listPayments(ctx, {
      customerId: query.customer ?? null,
      state: query.state ?? null,
      unapplied: query.unapplied === true,
      awaitsBank: query.awaitsBank === true,
      from: query.from ?? null,
      to: query.to ?? null,
      after: place ? { receivedOn: place[0], id: place[1] } : null,
      limit: query.limit + 1,
    });
    return cutPage(rows, { limit: query.limit, place: (last) => [last.received_on, last.id], item: listedPaymentView });
  },
  getPayment: ({ ctx, params }) => view(ctx, params.payment),
  recordPayment: async ({ ctx, body }) => {
    const [customer] = await resolveCustomers(ctx, [body]);
    const currency = body.currency ?? ctx.company.baseCurrency;
    const paymentId = await enterPayment(ctx, {
      customerId: customer?.id ?? '',
      method: body.method,
      currency,
      minor: requireAmount(body.amount, currency, 'The payment'),
      receivedOn: body.receivedOn ?? ctx.today,
      payerName: body.payerName ?? '',
      reference: body.reference ?? '',
      awaitsBank: body.awaitsBank ?? true,
    });
    return view(ctx, paymentId);
  },
  applyPayment: async ({ ctx, principal, params, body }) => {
    const { payment } = await getPayment(ctx, params.payment);
    const minor = (text: string | undefined, what: string) => (text === undefined ? 0n : requireAmount(text, payment.currency, what));
    const parts = body.parts.map((part, index) => ({
      receivableId: part.receivableId,
      minor: minor(part.amount, `Part ${index + 1}`),
      discountMinor: minor(part.discount, `Part ${index + 1}, discount`),
      toleranceMinor: minor(part.tolerance, `Part ${index + 1}, tolerance`),
    }));
    if (parts.some((part) => part.toleranceMinor !== 0n)) await requireScope(ctx, principal, 'writeoffs:write');
    await applyPayment(ctx, params.payment, parts);
    return view(ctx, params.payment);
  },
  reverseApplication: async ({ ctx, params, body }) => {
    await reverseApplication(ctx, { paymentId: params.payment, applicationId: params.application, reason: body.reason });
    return view(ctx, params.payment);
  },
  reversePayment: async ({ ctx, params, body }) => {
    await reversePayment(ctx, params.payment, body.reason);
    return view(ctx, params.payment);
  },
};

export function paymentsHandlers(deps: PaymentsRoutesDeps): ApiHandlers<typeof paymentsOperations> {
  return { ...handlers, ...importHandlers(deps) };
}
