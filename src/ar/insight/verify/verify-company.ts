import type { Ctx } from '../../access/context.ts';
import { cashChecks } from './cash-checks.ts';
import type { Check, CheckResult } from './check.ts';
import { ledgerChecks } from './ledger-checks.ts';
import { subledgerChecks } from './subledger-checks.ts';

export const allChecks: readonly Check[] = [...ledgerChecks, ...subledgerChecks, ...cashChecks];

const SHOWN = 5;

/** Proves every invariant of the books of one company from its rows, in one read. */
export async function verifyCompany(ctx: Ctx): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of allChecks) {
    const rows = await ctx.tx.rows(check.breaking(ctx.company.id));
    const shown = rows.slice(0, SHOWN).map((row) =>
      Object.entries(row)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(' '),
    );
    results.push({
      name: check.name,
      ok: rows.length === 0,
      rows: rows.length,
      detail: rows.length === 0 ? check.rule : `${check.rule}; broken by ${shown.join(' | ')}`,
    });
  }
  return results;
}
