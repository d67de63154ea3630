import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { CustomerRow } from '../../formats/csv/customer-row.ts';
import type { RowBatch } from '../../formats/csv/row-batch.ts';
import { rowProblem, type RowProblem } from '../../formats/csv/row-problem.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { termsMeant } from './terms.ts';
import { createCustomersUnlessTaken, indexNames } from './create-customers.ts';
import { accountKey } from './customer.ts';
import { findByIds, findByNumbers } from './find-customers.ts';
import { countRows, openTally, type ImportTally } from './import-tally.ts';
import { contactsOf, joinContacts } from './join-contacts.ts';
import { waitForImports } from './wait-for-imports.ts';
import { insertPayerAccounts } from './store.ts';

export type CustomerImport = { read: number; imported: number; updated: number; problems: RowProblem[]; readonly tally: ImportTally };

/** Adds customers of a file and updates those whose number exists (empty cells change nothing). Parents may stand anywhere in the file before or already exist. */
export async function importCustomers(ctx: Ctx, batches: AsyncIterable<RowBatch<CustomerRow>>): Promise<CustomerImport> {
  await waitForImports(ctx);
  const result: CustomerImport = { read: 0, imported: 0, updated: 0, problems: [], tally: openTally() };
  const parents: { number: string; parentNumber: string; line: number }[] = [];
  const lineOfNumber = new Map<string, number>();
  for await (const batch of batches) {
    result.problems.push(...batch.problems);
    result.read += batch.read;
    const rows = batch.rows
      .map((row) => ({ ...row, number: row.number ?? row.name ?? '', terms: usableTerms(row, result.problems) }))
      .filter((row) => isFirst(row, lineOfNumber, result.problems));
    const known = new Map(
      (
        await findByNumbers(
          ctx,
          rows.map((row) => row.number),
        )
      ).map((c) => [c.number, c.id]),
    );
    const fresh = rows.filter((row) => !known.has(row.number)).map((row) => ({ ...row, id: ctx.newId() }));
    const faster = await createCustomersUnlessTaken(
      ctx,
      fresh.map((row) => ({
        id: row.id,
        number: row.number,
        name: row.name ?? row.number,
        kind: row.kind ?? 'business',
        parentId: null,
        country: row.country,
        language: row.language,
        terms: row.terms,
        creditLimit: row.creditLimitMinor === null || row.currency === null ? null : { minor: row.creditLimitMinor, currency: row.currency },
        email: row.email,
        iban: row.iban,
        phone: row.phone,
        managementEmail: row.managementEmail,
        ...(row.group === null ? {} : { group: row.group }),
        timeZone: row.timeZone,
        ...(row.addressLines === null ? {} : { addressLines: row.addressLines }),
        ...(row.postalCode === null ? {} : { postalCode: row.postalCode }),
        ...(row.city === null ? {} : { city: row.city }),
        ...(row.vatId === null ? {} : { vatId: row.vatId }),
        origin: 'imported',
      })),
    );
    for (const customer of faster.values()) known.set(customer.number, customer.id);
    await updateKnown(
      ctx,
      rows.flatMap((row) => (known.has(row.number) ? [{ ...row, id: known.get(row.number) as string }] : [])),
    );
    result.imported += fresh.length - faster.size;
    result.updated += rows.length - fresh.length + faster.size;
    for (const row of rows) if (row.parentNumber !== null) parents.push({ number: row.number, parentNumber: row.parentNumber, line: row.line });
  }
  countRows(result.tally, 'fresh', result.imported);
  countRows(result.tally, 'known', result.updated);
  countRows(result.tally, 'bad', result.read - result.imported - result.updated);
  await linkParents(ctx, parents, result.problems);
  await recordAudit(ctx, [
    {
      action: 'customers.imported',
      subjectKind: 'company',
      subjectId: ctx.company.id,
      after: { read: result.read, imported: result.imported, updated: result.updated },
    },
  ]);
  return result;
}

/** The name of a row without a number may be another row's number. */
function isFirst(row: { number: string; line: number }, lineOfNumber: Map<string, number>, problems: RowProblem[]): boolean {
  const earlier = lineOfNumber.get(row.number);
  if (earlier === undefined) lineOfNumber.set(row.number, row.line);
  else {
    const message = `the customer "${row.number}" stands on line ${earlier} already; this row was not read`;
    problems.push(rowProblem({ line: row.line, field: 'name', where: `line ${row.line}` }, { code: 'number_repeated', message, value: row.number }));
  }
  return earlier === undefined;
}

function usableTerms(row: CustomerRow, problems: RowProblem[]): string | null {
  if (row.terms === null) return null;
  const terms = termsMeant(row.terms);
  if (!terms) {
    const message = `"${row.terms}" is no known terms code (NET30, 2/10NET30, EOM30, DAY15 ...); the customer was read without terms`;
    problems.push(rowProblem({ line: row.line, field: 'terms' }, { code: 'terms_unknown', message, value: row.terms, rowKept: true }));
  }
  return terms?.code ?? null;
}

async function updateKnown(ctx: Ctx, rows: readonly (CustomerRow & { id: string; number: string })[]): Promise<void> {
  if (rows.length === 0) return;
  const column = (type: string, of: (row: (typeof rows)[number]) => unknown): string => arrayLiteral(type, rows.map(of));
  await ctx.tx.run(sql`
    update customer c set name = coalesce(v.name, c.name), kind = coalesce(v.kind, c.kind), country = coalesce(v.country, c.country),
      language = coalesce(v.language, c.language), terms = coalesce(v.terms, c.terms),
      credit_limit_minor = coalesce(v.limit_minor, c.credit_limit_minor), credit_limit_currency = coalesce(v.limit_currency, c.credit_limit_currency),
      customer_group = coalesce(v.customer_group, c.customer_group), time_zone = coalesce(v.time_zone, c.time_zone),
      address_lines = coalesce(v.address_lines::text[], c.address_lines), postal_code = coalesce(v.postal_code, c.postal_code),
      city = coalesce(v.city, c.city), vat_id = coalesce(v.vat_id, c.vat_id)
    from unnest(${column('uuid', (r) => r.id)}::uuid[], ${column('text', (r) => r.name)}::text[], ${column('text', (r) => r.kind)}::text[],
      ${column('text', (r) => r.country)}::text[], ${column('text', (r) => r.language)}::text[], ${column('text', (r) => r.terms)}::text[],
      ${column('bigint', (r) => r.creditLimitMinor)}::bigint[], ${column('text', (r) => r.currency)}::text[],
      ${column('text', (r) => r.group)}::text[], ${column('text', (r) => r.timeZone)}::text[], ${column('text[]', (r) => r.addressLines)}::text[],
      ${column('text', (r) => r.postalCode)}::text[], ${column('text', (r) => r.city)}::text[], ${column('text', (r) => r.vatId)}::text[])
      as v (id, name, kind, country, language, terms, limit_minor, limit_currency, customer_group, time_zone, address_lines, postal_code, city, vat_id)
    where c.company_id = ${ctx.company.id} and c.id = v.id`);
  await indexNames(
    ctx,
    rows.flatMap((row) => (row.name === null ? [] : [{ id: row.id, name: row.name }])),
  );
  await joinContacts(ctx, rows.flatMap(contactsOf));
  await insertPayerAccounts(
    ctx,
    rows.flatMap((row) =>
      row.iban === null
        ? []
        : [{ company_id: ctx.company.id, account_key: accountKey(row.iban), customer_id: row.id, source: 'imported', created_at: ctx.now }],
    ),
  );
}

type ParentLink = { readonly number: string; readonly parentNumber: string; readonly line: number };

async function linkParents(ctx: Ctx, links: readonly ParentLink[], problems: RowProblem[]): Promise<void> {
  if (links.length === 0) return;
  const known = new Map((await findByNumbers(ctx, [...new Set(links.flatMap((link) => [link.number, link.parentNumber]))])).map((c) => [c.number, c.id]));
  const report = (link: ParentLink, code: 'parent_unknown' | 'parent_circular', message: string): undefined =>
    void problems.push(rowProblem({ line: link.line, field: 'parentNumber' }, { code, message, value: link.parentNumber, rowKept: true }));
  const found = links.flatMap((link) => {
    const parent = known.get(link.parentNumber);
    if (parent) return [{ link, id: known.get(link.number) as string, parent }];
    report(link, 'parent_unknown', `there is no customer "${link.parentNumber}"; the customer was read without a parent`);
    return [];
  });
  const parentOf = await loadAncestors(ctx, new Map(found.map(({ id, parent }) => [id, parent])));
  const usable = found.filter(({ link, id }) => {
    if (!leadsBack(id, parentOf)) return true;
    parentOf.delete(id);
    report(
      link,
      'parent_circular',
      link.number === link.parentNumber
        ? 'a customer cannot be its own parent'
        : `"${link.parentNumber}" stands below "${link.number}" itself; the customer was read without this parent`,
    );
    return false;
  });
  await ctx.tx.run(sql`
    update customer c set parent_id = v.parent
    from unnest(${arrayLiteral(
      'uuid',
      usable.map((link) => link.id),
    )}::uuid[], ${arrayLiteral(
      'uuid',
      usable.map((link) => link.parent),
    )}::uuid[]) as v (id, parent)
    where c.company_id = ${ctx.company.id} and c.id = v.id`);
}

/** The asked links, and the stored ones above them, one statement a level. */
async function loadAncestors(ctx: Ctx, asked: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const parentOf = new Map(asked);
  const seen = new Set(asked.keys());
  for (let level = [...new Set(asked.values())].filter((id) => !seen.has(id)); level.length > 0;) {
    for (const id of level) seen.add(id);
    const above = (await findByIds(ctx, level)).flatMap((c) => (c.parent_id === null ? [] : [[c.id, c.parent_id] as const]));
    for (const [id, parent] of above) parentOf.set(id, parent);
    level = [...new Set(above.map(([, parent]) => parent))].filter((id) => !seen.has(id));
  }
  return parentOf;
}

/** Whether the way up from a customer comes back to it. A circle above that it is no part of does not count. */
function leadsBack(id: string, parentOf: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let at = parentOf.get(id); at !== undefined && !seen.has(at); at = parentOf.get(at)) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}
