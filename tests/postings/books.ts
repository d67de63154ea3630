import { sql } from 'kysely';
import { expect } from 'vitest';
import { day } from '../../src/foundation/calendar/day.ts';
import { Refusal } from '../../src/foundation/errors/refusal.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { createCustomers } from '../../src/ar/customers/create-customers.ts';
import { verifyCompany } from '../../src/ar/insight/verify/verify-company.ts';
import type { InvoiceDraft } from '../../src/ar/invoices/invoice.ts';
import { issueInvoices, type IssuedInvoice } from '../../src/ar/invoices/issue-invoices.ts';
import type { AccountCode } from '../../src/ar/ledger/account.ts';
import { openBook } from '../../src/ar/ledger/book.ts';
import { loadRates } from '../../src/ar/ledger/exchange-rate.ts';
import { applyPayments } from '../../src/ar/payments/apply-payments.ts';
import { recordPayments, type PaymentMethod } from '../../src/ar/payments/record-payments.ts';
import type { TestCompany } from '../support/test-company.ts';

/** The codes with which a unit of work was refused; fails when it was not. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  const outcome = await work.then(
    () => 'done',
    (error: unknown) => error,
  );
  if (outcome instanceof Refusal) return outcome.code;
  throw outcome instanceof Error ? outcome : new Error(`expected a refusal, got ${String(outcome)}`);
}

export async function newCustomer(t: TestCompany, number: string, options: { terms?: string; parentId?: string } = {}): Promise<string> {
  const id = t.newId();
  await t.run((ctx) =>
    createCustomers(ctx, [
      {
        id,
        number,
        name: `Customer ${number}`,
        kind: 'business',
        parentId: options.parentId ?? null,
        country: null,
        language: null,
        terms: options.terms ?? null,
        creditLimit: null,
        email: null,
        iban: null,
        origin: 'entered',
      },
    ]),
  );
  return id;
}

/** An invoice of one line: `net` as a decimal at 20 %, unless the draft says otherwise. */
export function draftOf(customerId: string, net: string, more: Partial<InvoiceDraft> = {}): InvoiceDraft {
  return {
    customerId,
    currency: currency('EUR'),
    issuedOn: day('2026-03-02'),
    terms: 'NET30',
    lines: [{ text: 'Work', quantity: '1', unitPrice: net, taxCategory: 'S', taxRate: '20' }],
    ...more,
  };
}

export async function issue(
  t: TestCompany,
  customerId: string,
  net: string,
  more: Partial<InvoiceDraft> = {},
): Promise<IssuedInvoice & { receivableId: string }> {
  const [invoice] = await t.run((ctx) => issueInvoices(ctx, [draftOf(customerId, net, more)]));
  if (!invoice) throw new Error('nothing was issued');
  return { ...invoice, receivableId: invoice.receivableIds[0] as string };
}

export type Paid = { readonly paymentId: string; readonly creditId: string; readonly customerId: string };

export async function pay(
  t: TestCompany,
  customerId: string,
  minor: bigint,
  options: { on?: string; valueOn?: string; from?: AccountCode; method?: PaymentMethod; currency?: string } = {},
): Promise<Paid> {
  const id = t.newId();
  const bookedOn = day(options.on ?? '2026-03-10');
  const from = options.from ?? 'BCL';
  const code = currency(options.currency ?? 'EUR');
  const [recorded] = await t.run(async (ctx) =>
    recordPayments(
      ctx,
      await openBook(ctx),
      [
        {
          id,
          method: options.method ?? 'bank_transfer',
          customerId,
          currency: code,
          minor,
          receivedOn: day(options.valueOn ?? bookedOn),
          bookedOn,
          payerName: '',
          reference: '',
          bankLineId: null,
          awaitsBank: from === 'BCL',
          from,
          cause: { kind: 'payment', id },
        },
      ],
      await loadRates(ctx, [code]),
    ),
  );
  return { paymentId: id, creditId: recorded?.creditId as string, customerId };
}

/** Applies cash of one payment to one receivable, under a cause of its own, which is returned. */
export async function apply(
  t: TestCompany,
  creditId: string,
  receivableId: string,
  options: { minor: bigint; discount?: bigint; tolerance?: bigint; on?: string; valueOn?: string },
): Promise<string> {
  const causeId = t.newId();
  const bookedOn = day(options.on ?? '2026-03-10');
  await t.run(async (ctx) =>
    applyPayments(ctx, await openBook(ctx), [
      {
        creditId,
        receivableId,
        minor: options.minor,
        discountMinor: options.discount ?? 0n,
        toleranceMinor: options.tolerance ?? 0n,
        valueOn: day(options.valueOn ?? bookedOn),
        bookedOn,
        cause: { kind: 'application', id: causeId },
      },
    ]),
  );
  return causeId;
}

/** What causes moved, account by account, in minor units; accounts whose movements cancel out are left out. */
export async function moved(t: TestCompany, ...causeIds: readonly string[]): Promise<{ document: Record<string, bigint>; base: Record<string, bigint> }> {
  const rows = await t.run((ctx) =>
    ctx.tx.rows(sql<{ account: string; minor: bigint; base: bigint }>`
      select l.account, sum(l.minor)::bigint as minor, sum(l.base_minor)::bigint as base from journal_entry e
      join journal_line l on l.company_id = e.company_id and l.entry_id = e.id
      where e.company_id = ${ctx.company.id} and e.cause_id = any (${causeIds}::uuid[]) group by l.account order by l.account`),
  );
  const pick = (amount: 'minor' | 'base') => Object.fromEntries(rows.filter((row) => row[amount] !== 0n).map((row) => [row.account, row[amount]]));
  return { document: pick('minor'), base: pick('base') };
}

/** Balances of the whole ledger. */
export async function balances(t: TestCompany): Promise<Record<string, bigint>> {
  const rows = await t.run((ctx) =>
    ctx.tx.rows(sql<{ account: string; minor: bigint }>`
      select account, sum(minor)::bigint as minor from journal_line where company_id = ${ctx.company.id} group by account having sum(minor) <> 0 order by account`),
  );
  return Object.fromEntries(rows.map((row) => [row.account, row.minor]));
}

export async function openOf(t: TestCompany, table: 'receivable' | 'credit', id: string): Promise<bigint | undefined> {
  const rows = await t.run((ctx) => ctx.tx.rowsText<{ open: bigint }>(`select open from ${table} where company_id = $1 and id = $2`, [ctx.company.id, id]));
  return rows[0]?.open;
}

/** Every invariant of the books holds. */
export async function expectProven(t: TestCompany): Promise<void> {
  const results = await t.run(verifyCompany);
  expect(results.filter((result) => !result.ok).map(({ name, detail }) => `${name}: ${detail}`)).toEqual([]);
  expect(results.length).toBeGreaterThan(10);
}
