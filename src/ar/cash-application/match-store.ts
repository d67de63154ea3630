import { sql } from 'kysely';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Ctx } from '../access/context.ts';
import type { BankLineState, LineCursor, StoredLine } from './bank-line.ts';
import { proposalTable } from './tables.ts';

const COLUMNS = sql.raw(
  'l.id, l.statement_id, l.ordinal, l.booked_on, l.value_on, l.posted_on, l.minor, l.base_minor, l.currency, l.counterparty_name, l.counterparty_account, l.text, l.refs, l.reversal, l.state, l.reason',
);

/** The next lines that wait for an explanation, locked, those of one payer together and in file order: what they may settle is then read once.
 *  Lines that another worker holds are passed over. */
export async function takeWaitingLines(ctx: Ctx, after: LineCursor | null, limit: number): Promise<(StoredLine & { payer_key: string })[]> {
  const from = after === null ? sql`true` : sql`(l.payer_key, l.id) > (${after.payerKey}, ${after.id}::uuid)`;
  return ctx.tx.rows(sql<StoredLine & { payer_key: string }>`
    select ${COLUMNS}, l.payer_key from bank_line l
    where l.company_id = ${ctx.company.id} and l.state in ('open', 'proposed') and ${from}
    order by l.payer_key, l.id limit ${limit} for update skip locked`);
}

export async function lockLine(ctx: Ctx, id: string): Promise<StoredLine | undefined> {
  return ctx.tx.first(sql<StoredLine>`select ${COLUMNS} from bank_line l where l.company_id = ${ctx.company.id} and l.id = ${id} for update`);
}

export type LineChange = { readonly id: string; readonly state: BankLineState; readonly reason: string };

export async function saveLineStates(ctx: Ctx, changes: readonly LineChange[]): Promise<void> {
  if (changes.length === 0) return;
  await ctx.tx.run(sql`
    update bank_line l set state = v.state, reason = v.reason
    from unnest(${arrayLiteral(
      'uuid',
      changes.map((c) => c.id),
    )}::uuid[], ${arrayLiteral(
      'text',
      changes.map((c) => c.state),
    )}::text[], ${arrayLiteral(
      'text',
      changes.map((c) => c.reason),
    )}::text[]) as v (id, state, reason)
    where l.company_id = ${ctx.company.id} and l.id = v.id and (l.state <> v.state or l.reason <> v.reason)`);
}

export async function insertProposals(ctx: Ctx, rows: readonly Row<typeof proposalTable>[]): Promise<void> {
  await insertRows(ctx.tx, proposalTable, rows);
}

/** Proposals that wait on these lines give way to newer ones. What shadow runs recorded gives way to newer shadow runs, and to decisions. */
export async function supersedeProposals(
  ctx: Ctx,
  lineIds: readonly string[],
  states: readonly ('proposed' | 'shadow')[] = ['proposed', 'shadow'],
): Promise<void> {
  if (lineIds.length === 0) return;
  await ctx.tx.run(sql`
    update proposal set state = 'superseded'
    where company_id = ${ctx.company.id} and state = any (${[...states]}::text[]) and bank_line_id = any (${arrayLiteral('uuid', lineIds)}::uuid[])`);
}

export type StoredProposal = {
  id: string;
  bank_line_id: string;
  rank: number;
  kind: string;
  pattern: string;
  customer_id: string | null;
  explanation: unknown;
  probability: number;
  reason: string;
  state: 'shadow' | 'proposed' | 'applied' | 'superseded' | 'undone';
};

export async function findProposal(ctx: Ctx, id: string): Promise<StoredProposal | undefined> {
  return ctx.tx.first(sql<StoredProposal>`
    select id, bank_line_id, rank, kind, pattern, customer_id, explanation, probability, reason, state from proposal where company_id = ${ctx.company.id} and id = ${id}`);
}

export async function listProposals(ctx: Ctx, lineId: string): Promise<StoredProposal[]> {
  return ctx.tx.rows(sql<StoredProposal>`
    select id, bank_line_id, rank, kind, pattern, customer_id, explanation, probability, reason, state from proposal
    where company_id = ${ctx.company.id} and bank_line_id = ${lineId} order by id desc, rank limit 50`);
}

export async function setProposalState(ctx: Ctx, id: string, state: 'applied' | 'undone', decidedBy: string): Promise<void> {
  await ctx.tx.run(
    sql`update proposal set state = ${state}, decided_by = ${decidedBy}, decided_at = ${ctx.now} where company_id = ${ctx.company.id} and id = ${id}`,
  );
}
