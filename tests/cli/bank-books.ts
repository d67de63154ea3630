import { expect } from 'vitest';
import type { Answer, HeldPlace } from './held-place.ts';

export type ImportedFile = {
  readonly format: string;
  readonly statements: readonly { readonly currency: string; readonly credits: string; readonly debits: string; readonly entries: number }[];
  readonly problems: readonly { readonly where: string; readonly message: string }[];
  readonly lines: number;
  readonly repeated: number;
  readonly pending: number;
};

export type Refused = { readonly error: { readonly code: string; readonly message: string; readonly details: Record<string, unknown> } };

/** No file, line or posting: a refused import leaves nothing, and the books hold. */
export async function expectNothing(place: HeldPlace, company: string): Promise<void> {
  expect((await place.run('export', 'bank-lines', '--company', company, '--json')).json).toEqual([]);
  expect((await place.run('export', 'journal', '--company', company, '--json')).json).toEqual([]);
  expect((await place.run('verify', '--company', company, '--json')).json).toMatchObject({ ok: true });
}

/** A whole sentence that says what to do, with the code of docs/errors.md, on both streams and with exit code 1. */
export function expectRefused(answer: Answer, code: RegExp): void {
  const { error } = answer.json as Refused;
  expect(answer.exit, answer.err).toBe(1);
  expect(error.code).toMatch(code);
  expect(error.message.length).toBeGreaterThan(30);
  expect(error.message).toMatch(/[.)]$/);
  expect(answer.err.trim()).toBe(error.message);
}

/** Minor units; every currency of the samples has two decimals. */
function minorOf(amount: string): bigint {
  expect(amount).toMatch(/^-?\d+\.\d\d$/);
  return BigInt(amount.replace('.', ''));
}

function add(sums: Map<string, bigint>, currency: string, minor: bigint): void {
  sums.set(currency, (sums.get(currency) ?? 0n) + minor);
}

/** What the statements say came in and went out, by currency. */
export function turnover(imported: readonly ImportedFile[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { statements } of imported) for (const { currency, credits, debits } of statements) add(sums, currency, minorOf(credits) - minorOf(debits));
  return sums;
}

type BankLine = { readonly amount: string; readonly currency: string; readonly state: string };
type JournalLine = { readonly account: string; readonly debit: string; readonly credit: string; readonly currency: string };

/** The bank accounts of the ledger and the posted bank lines hold the same money, by currency. Returns it. */
export async function bankMoney(place: HeldPlace, company: string): Promise<Map<string, bigint>> {
  const ledger = new Map<string, bigint>();
  for (const line of (await place.run('export', 'journal', '--company', company, '--json')).json as JournalLine[]) {
    if (line.account.startsWith('BANK')) add(ledger, line.currency, minorOf(line.debit) - minorOf(line.credit));
  }
  const lines = new Map<string, bigint>();
  for (const line of (await place.run('export', 'bank-lines', '--company', company, '--json')).json as BankLine[]) {
    if (line.state === 'open') add(lines, line.currency, minorOf(line.amount));
  }
  expect(ledger).toEqual(lines);
  return ledger;
}
