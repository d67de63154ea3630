import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Problem } from '../../foundation/errors/refusal.ts';
import type { CustomerRow } from '../../formats/csv/customer-row.ts';
import type { RowBatch } from '../../formats/csv/row-batch.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { parseTerms } from './terms.ts';
import { createCustomers, indexNames } from './create-customers.ts';
import { accountKey } from './customer.ts';
import { findByNumbers } from './find-customers.ts';
import { insertPayerAccounts } from './store.ts';

export type CustomerImport = { read: number; imported: number; updated: number; problems: Problem[] };

/** Adds customers of a file and updates those whose number exists (empty cells change nothing). Parents may stand anywhere in the file before or already exist. */
export async function importCustomers(ctx: Ctx, batches: AsyncIterable<RowBatch<CustomerRow>>): Promise<CustomerImport> {
  const result: CustomerImport = { read: 0, imported: 0, updated: 0, problems: [] };
  const parents: { number: string; parentNumber: string; line: number }[] = [];
  for await (const batch of batches) {
    result.problems.push(...batch.problems);
    result.read += batch.rows.length;
    const rows = batch.rows.map((row) => ({ ...row, number: row.number ?? row.name ?? '', terms: usableTerms(row, result.problems) }));
    const known = new Map((await findByNumbers(ctx, rows.map((row) => row.number))).map((c) => [c.number, c]));
    const fresh = rows.filter((row) => !known.has(row.number));
    await createCustomers(
      ctx,
      fresh.map((row) => ({
        id: ctx.newId(), number: row.number, name: row.name ?? row.number, kind: row.kind ?? 'business', parentId: null, country: row.country, language: row.language, terms: row.terms,
        creditLimit: row.creditLimitMinor === null || row.currency === null ? null : { minor: row.creditLimitMinor, currency: row.currency },
        email: row.email, iban: row.iban, origin: 'imported',
      })),
    );
    await updateKnown(ctx, rows.flatMap((row) => (known.has(row.number) ? [{ ...row, id: known.get(row.number)?.id as string }] : [])));
    result.imported += fresh.length;
    result.updated += rows.length - fresh.length;
    for (const row of rows) if (row.parentNumber !== null) parents.push({ number: row.number, parentNumber: row.parentNumber, line: row.line });
  }
  await linkParents(ctx, parents, result.problems);
  await recordAudit(ctx, [{ action: 'customers.imported', subjectKind: 'company', subjectId: ctx.company.id, after: { read: result.read, imported: result.imported, updated: result.updated } }]);
  return result;
}

function usableTerms(row: CustomerRow, problems: Problem[]): string | null {
  if (row.terms === null) return null;
  const terms = parseTerms(row.terms);
  if (!terms) problems.push({ where: `line ${row.line}, terms`, message: `"${row.terms}" is no known terms code (NET30, 2/10NET30, EOM30, DAY15 ...); the customer was read without terms` });
  return terms?.code ?? null;
}

async function updateKnown(ctx: Ctx, rows: readonly (CustomerRow & { id: string; number: string })[]): Promise<void> {
  if (rows.length === 0) return;
  await ctx.tx.run(sql`
    update customer c set name = coalesce(v.name, c.name), kind = coalesce(v.kind, c.kind), country = coalesce(v.country, c.country),
      language = coalesce(v.language, c.language), terms = coalesce(v.terms, c.terms)
    from unnest(${arrayLiteral('uuid', rows.map((r) => r.id))}::uuid[], ${arrayLiteral('text', rows.map((r) => r.name))}::text[], ${arrayLiteral('text', rows.map((r) => r.kind))}::text[],
      ${arrayLiteral('text', rows.map((r) => r.country))}::text[], ${arrayLiteral('text', rows.map((r) => r.language))}::text[], ${arrayLiteral('text', rows.map((r) => r.terms))}::text[])
      as v (id, name, kind, country, language, terms)
    where c.company_id = ${ctx.company.id} and c.id = v.id`);
  await indexNames(ctx, rows.flatMap((row) => (row.name === null ? [] : [{ id: row.id, name: row.name }])));
  await insertPayerAccounts(
    ctx,
    rows.flatMap((row) => (row.iban === null ? [] : [{ company_id: ctx.company.id, account_key: accountKey(row.iban), customer_id: row.id, source: 'imported', created_at: ctx.now }])),
  );
}

async function linkParents(ctx: Ctx, links: readonly { number: string; parentNumber: string; line: number }[], problems: Problem[]): Promise<void> {
  if (links.length === 0) return;
  const known = new Map((await findByNumbers(ctx, [...new Set(links.flatMap((link) => [link.number, link.parentNumber]))])).map((c) => [c.number, c.id]));
  const usable = links.flatMap((link) => {
    const parent = known.get(link.parentNumber);
    if (!parent || link.number === link.parentNumber) {
      problems.push({ where: `line ${link.line}, parentNumber`, message: parent ? 'a customer cannot be its own parent' : `there is no customer "${link.parentNumber}"; the customer was read without a parent` });
      return [];
    }
    return [{ id: known.get(link.number) as string, parent }];
  });
  await ctx.tx.run(sql`
    update customer c set parent_id = v.parent
    from unnest(${arrayLiteral('uuid', usable.map((link) => link.id))}::uuid[], ${arrayLiteral('uuid', usable.map((link) => link.parent))}::uuid[]) as v (id, parent)
    where c.company_id = ${ctx.company.id} and c.id = v.id`);
}
