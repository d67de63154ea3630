import type { RawBuilder } from 'kysely';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import { allocationsQuery, bankLinesQuery, customersQuery, journalQuery, paymentsQuery, receivablesQuery } from './export-queries.ts';

export const EXPORT_KINDS = ['customers', 'receivables', 'payments', 'allocations', 'journal', 'bank-lines'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

/** Amounts are decimal text with the decimals of their currency, days `YYYY-MM-DD`, instants ISO 8601 in UTC, absent values null. */
export type ExportValue = string | number | boolean | null | readonly string[];
export type ExportRow = readonly ExportValue[];

/** How a column of the query becomes a value: `money:X` is an amount in minor units of the currency in column X. */
type Reading = 'plain' | `money:${string}`;

type Shape = { readonly columns: Readonly<Record<string, Reading>>; readonly query: (company: string) => RawBuilder<Record<string, unknown>> };

const BATCH_ROWS = 2_000;

function plain<const C extends string>(...names: readonly C[]): Record<C, Reading> {
  return Object.fromEntries(names.map((name) => [name, 'plain'])) as Record<C, Reading>;
}

/** The columns of every export in their stable order: new ones are only ever added at the end. */
const SHAPES: Readonly<Record<ExportKind, Shape>> = {
  customers: {
    columns: {
      ...plain('number', 'name', 'email', 'iban', 'parentNumber', 'kind', 'country', 'language', 'terms'),
      creditLimit: 'money:currency',
      ...plain('currency', 'origin', 'createdAt', 'id'),
    },
    query: customersQuery,
  },
  receivables: {
    columns: {
      ...plain('customerNumber', 'customerName', 'number', 'instalment', 'kind', 'issuedOn', 'dueOn', 'postedOn'),
      amount: 'money:currency',
      openAmount: 'money:currency',
      ...plain('currency', 'reference', 'expectedOn', 'id'),
    },
    query: receivablesQuery,
  },
  payments: {
    columns: {
      ...plain('customerNumber', 'customerName', 'method', 'state', 'receivedOn', 'bookedOn'),
      amount: 'money:currency',
      unapplied: 'money:currency',
      ...plain('currency', 'payerName', 'reference', 'statementReference', 'bankLineOrdinal', 'awaitsBank', 'id'),
    },
    query: paymentsQuery,
  },
  allocations: {
    columns: {
      ...plain('statementReference', 'bankLineOrdinal', 'invoiceNumber', 'instalment', 'kind'),
      amount: 'money:currency',
      ...plain('currency', 'postedOn', 'valueOn', 'daysPastDue', 'customerNumber', 'paymentId', 'creditNoteNumber', 'causeKind', 'causeId', 'reverses', 'id'),
    },
    query: allocationsQuery,
  },
  journal: {
    columns: {
      ...plain('entryId', 'line', 'postedOn', 'valueOn', 'recordedAt', 'causeKind', 'causeId', 'reverses', 'account', 'accountName', 'externalAccount'),
      debit: 'money:currency',
      credit: 'money:currency',
      currency: 'plain',
      baseDebit: 'money:baseCurrency',
      baseCredit: 'money:baseCurrency',
      ...plain('baseCurrency', 'invoiceNumber', 'customerNumber'),
    },
    query: journalQuery,
  },
  'bank-lines': {
    columns: {
      ...plain('statementReference', 'statementSequence', 'account', 'ordinal', 'entry', 'bookedOn', 'valueOn'),
      amount: 'money:currency',
      ...plain(
        'currency',
        'counterpartyName',
        'counterpartyAccount',
        'text',
        'references',
        'bankReference',
        'code',
        'reversal',
        'state',
        'reason',
        'file',
        'id',
      ),
    },
    query: bankLinesQuery,
  },
};

export function exportColumns(kind: ExportKind): readonly string[] {
  return Object.keys(SHAPES[kind].columns);
}

function valueOf(row: Readonly<Record<string, unknown>>, name: string, reading: Reading): ExportValue {
  const value = row[name] ?? null;
  if (value === null) return null;
  if (reading !== 'plain') return formatDecimal(value as bigint, row[reading.slice('money:'.length)] as Currency);
  if (value instanceof Date) return value.toISOString();
  return value as ExportValue;
}

/** Every row of a kind in the order of its making, in batches through a cursor: memory stays flat whatever the size.
 *  Values stand in the order of `exportColumns`. */
export async function* exportRows(ctx: Ctx, kind: ExportKind): AsyncGenerator<ExportRow[]> {
  const { columns, query } = SHAPES[kind];
  const readings = Object.entries(columns);
  for await (const rows of ctx.tx.batches(query(ctx.company.id), BATCH_ROWS)) {
    yield rows.map((row) => readings.map(([name, reading]) => valueOf(row, name, reading)));
  }
}
