import { sql } from 'kysely';
import type { Ctx } from '../../src/ar/access/context.ts';
import { verifyAudit } from '../../src/ar/access/verify-audit.ts';
import { verifyCompany } from '../../src/ar/insight/verify/verify-company.ts';
import type { Acknowledgement } from './acknowledgements.ts';

/** Tables whose rows never go away. */
const GROWING = [
  'document',
  'document_line',
  'receivable',
  'bank_file',
  'bank_file_chunk',
  'bank_statement',
  'bank_line',
  'proposal',
  'payment',
  'credit',
  'allocation',
  'journal_entry',
  'journal_line',
  'audit_event',
  'audit_seal',
] as const;

export async function growingCounts(ctx: Ctx): Promise<Record<string, number>> {
  const rows = await ctx.tx.rowsText<{ name: string; rows: bigint }>(
    GROWING.map((table) => `select '${table}' as name, count(*) as rows from ${table} where company_id = $1`).join(' union all '),
    [ctx.company.id],
  );
  return Object.fromEntries(rows.map((row) => [row.name, Number(row.rows)]));
}

/** Every promise against the rows that are there. Returns the broken ones, as sentences; none when all is well. */
export async function brokenPromises(ctx: Ctx, promised: readonly Acknowledgement[]): Promise<string[]> {
  const broken: string[] = [];
  await countsGrew(ctx, promised, broken);
  await invoicesStand(ctx, promised, broken);
  await statementsStand(ctx, promised, broken);
  await nothingTwice(ctx, broken);
  await sealsStand(ctx, promised, broken);
  for (const check of await verifyCompany(ctx)) if (!check.ok) broken.push(`verify: ${check.name}: ${check.detail}`);
  const audit = await verifyAudit(ctx);
  if (!audit.ok) broken.push(`the audit chain is broken at ${audit.brokenAt?.seq}`);
  return broken;
}

async function countsGrew(ctx: Ctx, promised: readonly Acknowledgement[], broken: string[]): Promise<void> {
  const last = promised.findLast((one) => one.kind === 'unit');
  const counts = await growingCounts(ctx);
  for (const [table, rows] of Object.entries(last?.counts ?? {})) {
    if ((counts[table] ?? 0) < rows) broken.push(`${table} had ${rows} rows when ${last?.step} was acknowledged; ${counts[table] ?? 0} are left`);
  }
}

async function invoicesStand(ctx: Ctx, promised: readonly Acknowledgement[], broken: string[]): Promise<void> {
  const rows = await ctx.tx.rows(sql<{ number: string; gross: bigint; times: bigint }>`
    select number, min(gross) as gross, count(*) as times from document where company_id = ${ctx.company.id} group by number`);
  const found = new Map(rows.map((row) => [row.number, row]));
  for (const { number, gross } of promised.flatMap((one) => (one.kind === 'issued' ? one.invoices : []))) {
    const row = found.get(number);
    if (row?.gross.toString() !== gross || row.times !== 1n)
      broken.push(`invoice ${number} over ${gross} is there ${row?.times ?? 0} times with ${row?.gross ?? 'nothing'}`);
  }
  for (const one of promised) {
    if (one.kind !== 'history') continue;
    const imported = rows.filter((row) => row.number.startsWith(one.prefix)).length;
    if (imported !== one.imported) broken.push(`${one.imported} invoices ${one.prefix}… were imported; ${imported} are there`);
  }
}

async function statementsStand(ctx: Ctx, promised: readonly Acknowledgement[], broken: string[]): Promise<void> {
  const rows = await ctx.tx.rows(sql<{ reference: string; statements: bigint; lines: bigint; sum: string }>`
    select s.reference, count(distinct s.id) as statements, count(l.id) as lines, coalesce(sum(l.minor), 0)::text as sum
    from bank_statement s left join bank_line l on l.company_id = s.company_id and l.statement_id = s.id where s.company_id = ${ctx.company.id} group by s.reference`);
  const found = new Map(rows.map((row) => [row.reference, row]));
  for (const row of rows) if (row.statements !== 1n) broken.push(`statement ${row.reference} is there ${row.statements} times`);
  for (const one of promised) {
    if (one.kind !== 'statement') continue;
    const row = found.get(one.reference);
    if (Number(row?.lines ?? -1) !== one.lines || row?.sum !== one.sum)
      broken.push(`statement ${one.reference} of ${one.lines} lines over ${one.sum} now has ${row?.lines ?? 'no'} lines over ${row?.sum ?? 'nothing'}`);
  }
}

/** Independent of the program's own checks: numbers without gap or repetition, one entry and no more than its money for each bank line. */
async function nothingTwice(ctx: Ctx, broken: string[]): Promise<void> {
  const company = ctx.company.id;
  const gaps = await ctx.tx.rows(sql<{ series: string }>`
    select series from document where company_id = ${company} and seq is not null group by kind, series having count(*) <> max(seq) or count(distinct seq) <> count(*) or min(seq) <> 1`);
  if (gaps.length > 0) broken.push(`numbers are missing or twice in series ${gaps.map((gap) => gap.series).join(', ')}`);
  const posted = await ctx.tx.rows(sql<{ id: string }>`
    select l.id from bank_line l left join journal_entry e on e.company_id = l.company_id and e.cause_kind = 'bank_line' and e.cause_id = l.id
    where l.company_id = ${company} group by l.id having count(e.id) <> 1`);
  if (posted.length > 0) broken.push(`${posted.length} bank lines were not posted exactly once`);
  const money = await ctx.tx.rows(sql<{ id: string }>`
    select l.id from bank_line l left join payment p on p.company_id = l.company_id and p.bank_line_id = l.id and p.state = 'received'
    where l.company_id = ${company} group by l.id, l.state, l.minor having coalesce(sum(p.minor), 0) <> case l.state when 'applied' then l.minor else 0 end`);
  if (money.length > 0) broken.push(`${money.length} bank lines hold payments that are not their money`);
  const over = await ctx.tx.rows(sql<{ id: string }>`
    select r.id from receivable r left join allocation a on a.company_id = r.company_id and a.receivable_id = r.id
    where r.company_id = ${company} group by r.id, r.original having coalesce(sum(a.receivable_minor), 0) > r.original or coalesce(sum(a.receivable_minor), 0) < 0`);
  if (over.length > 0) broken.push(`${over.length} receivables are settled more than once`);
}

async function sealsStand(ctx: Ctx, promised: readonly Acknowledgement[], broken: string[]): Promise<void> {
  for (const one of promised) {
    if (one.kind !== 'sealed' || one.seals === 0) continue;
    const row = await ctx.tx.first(sql<{ hash: Uint8Array }>`select hash from audit_seal where company_id = ${ctx.company.id} and seq = ${one.seals}`);
    const hash = row ? Buffer.from(row.hash).toString('hex') : 'nothing';
    if (hash !== one.head) broken.push(`the audit chain ended at ${one.seals} with ${one.head.slice(0, 12)}…; now that link is ${hash.slice(0, 12)}…`);
  }
}
