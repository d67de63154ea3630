import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import type { StoredLine } from './bank-line.ts';
import type { Explanation } from './explain/explanation.ts';
import type { Reason } from './explain/reasons.ts';
import { shortPaymentsOf, type ShortPayment } from './short-payments.ts';
import { readExplanation } from './stored-explanation.ts';

export type LineProposal = {
  readonly id: string;
  readonly rank: number;
  readonly state: 'shadow' | 'proposed' | 'applied' | 'superseded' | 'undone';
  readonly runId: string;
  readonly reason: string;
  readonly reasons: readonly Reason[];
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly explanation: Explanation;
};

type Stored = {
  id: string;
  rank: number;
  state: LineProposal['state'];
  run_id: string;
  reason: string;
  decided_by: string | null;
  decided_at: Date | null;
  explanation: { readonly evidence?: readonly Reason[]; readonly reasons?: readonly Reason[] };
};

export type BankLineWithProposals = {
  readonly line: StoredLine & { readonly statement_reference: string; readonly code: string };
  /** Live ones first (applied, then waiting by rank), then those of the past, the newest first. */
  readonly proposals: readonly LineProposal[];
  /** The receivables that the proposals name, as they stand now. */
  readonly receivables: ReadonlyMap<string, NamedReceivable>;
  /** Names of the customers whose money it may be. */
  readonly customers: ReadonlyMap<string, string>;
  /** What the decision that stands left open, with the reason given for it. */
  readonly short: readonly ShortPayment[];
};

export type NamedReceivable = { id: string; number: string; due_on: Day; open: bigint };

const MAX_PROPOSALS = 20;

/** A bank line with everything that was proposed and decided about it, with the reasons of that time. Refuses `bank_line.not_found`. */
export async function getBankLine(ctx: Ctx, lineId: string): Promise<BankLineWithProposals> {
  const company = ctx.company.id;
  const line = await ctx.tx.first(sql<BankLineWithProposals['line']>`
    select l.id, l.statement_id, l.ordinal, l.booked_on, l.value_on, l.posted_on, l.minor, l.base_minor, l.currency, l.counterparty_name, l.counterparty_account, l.text, l.refs,
      l.reversal, l.state, l.reason, l.code, s.reference as statement_reference
    from bank_line l join bank_statement s on s.company_id = l.company_id and s.id = l.statement_id
    where l.company_id = ${company} and l.id = ${lineId}`);
  if (!line) throw new Refusal('bank_line.not_found', `There is no bank line ${lineId} in this company. Reload the list.`, { lineId });
  const stored = await ctx.tx.rows(sql<Stored>`
    select id, rank, state, run_id, reason, decided_by, decided_at, explanation from proposal where company_id = ${company} and bank_line_id = ${lineId}
    order by case state when 'applied' then 0 when 'proposed' then 1 when 'shadow' then 2 else 3 end, run_id desc, rank limit ${MAX_PROPOSALS}`);
  const proposals = stored.map((row): LineProposal => ({
    id: row.id,
    rank: row.rank,
    state: row.state,
    runId: row.run_id,
    reason: row.reason,
    reasons: row.explanation.reasons ?? [],
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    explanation: { ...readExplanation(row.explanation), evidence: row.explanation.evidence ?? [] },
  }));
  const named = proposals.flatMap(({ explanation }) => explanation.parts.map((part) => part.receivableId));
  const applied = proposals.find(({ state }) => state === 'applied');
  return {
    line,
    proposals,
    receivables: await namedReceivables(ctx, [...new Set(named)]),
    customers: await customerNames(ctx, [...new Set(proposals.map(({ explanation }) => explanation.customerId))]),
    short: applied ? await shortPaymentsOf(ctx, applied.id) : [],
  };
}

async function namedReceivables(ctx: Ctx, ids: readonly string[]): Promise<Map<string, NamedReceivable>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.tx.rows(sql<NamedReceivable>`
    select id, number, due_on, open from receivable where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[])`);
  return new Map(rows.map((row) => [row.id, row]));
}

async function customerNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.tx.rows(sql<{ id: string; name: string }>`
    select id, name from customer where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[])`);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The line and the proposal meant: the one named, if it belongs to the line, else the best that waits. Refuses `proposal.not_found`, `proposal.none`. */
export function chosenProposal({ line, proposals }: BankLineWithProposals, proposalId: string | undefined): string {
  if (proposalId !== undefined) {
    if (proposals.some((proposal) => proposal.id === proposalId)) return proposalId;
    throw new Refusal('proposal.not_found', `There is no proposal ${proposalId} for this bank line. Reload the line.`, { proposalId });
  }
  const waiting = proposals.find((proposal) => proposal.state === 'proposed' || proposal.state === 'shadow');
  if (!waiting)
    throw new Refusal('proposal.none', 'No proposal waits for this bank line. Start a run of cash application first, or explain the line by hand.', {
      lineId: line.id,
    });
  return waiting.id;
}
