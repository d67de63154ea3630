import { sql } from 'kysely';
import { addDays } from '../../foundation/calendar/day.ts';
import type { Ctx } from '../access/context.ts';
import { lineOf, type StoredLine } from './bank-line.ts';
import { amountsThatFit } from './fitting-amounts.ts';
import { explain } from './explain/explain.ts';
import type { ExplainInput } from './explain/explanation.ts';
import { tokensOfLine } from './explain/tokens.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { findByTokens } from './evidence-store.ts';
import { DEFAULT_POLICY } from './match-lines.ts';

/** Why a receivable may already be paid by a bank line that nobody has applied yet. */
export type WaitingMoney = { readonly lineId: string; readonly because: 'explanation' | 'reference' | 'payer' | 'amount' };

export type MoneyWaiting = {
  /** The waiting money that may be for this receivable; null when there is none. */
  of(receivable: { readonly receivableId: string; readonly customerId: string; readonly currency: string }): WaitingMoney | null;
  /** Incoming lines that nobody has explained. */
  readonly lines: number;
};

/** Announced money counts for so long; by then it is booked, or it does not come. */
const ANNOUNCED_DAYS = 10;
/** A backlog larger than this is itself a reason to wait: it is read no further, and every receivable counts as touched. */
const MAX_LINES = 5_000;
const CHUNK = 1_000;

const NOTHING: MoneyWaiting = { of: () => null, lines: 0 };

/** Which receivables the money of imported bank files may be for, as long as it is not applied: what an explanation with at least `probability` names, what
 *  the text names, everything of a payer who is recognised, and amounts that fit where nothing is known. Far below what would be applied: a needless pause is
 *  cheap, a reminder for money that is here is not. */
export async function moneyWaiting(ctx: Ctx, options: { probability: number }): Promise<MoneyWaiting> {
  const announcedSince = addDays(ctx.today, -ANNOUNCED_DAYS);
  const lines = await ctx.tx.rows(sql<StoredLine>`
    select l.id, l.statement_id, l.ordinal, l.booked_on, l.value_on, l.posted_on, l.minor, l.base_minor, l.currency, l.counterparty_name, l.counterparty_account, l.text,
      l.refs, l.reversal, l.state, l.reason
    from bank_line l
    where l.company_id = ${ctx.company.id} and l.minor > 0 and (l.state in ('open', 'proposed') or (l.state = 'pending' and l.booked_on >= ${announcedSince}))
    order by l.payer_key, l.id limit ${MAX_LINES + 1}`);
  if (lines.length === 0) return NOTHING;
  if (lines.length > MAX_LINES) return { of: () => ({ lineId: lines[0]?.id ?? '', because: 'payer' }), lines: lines.length };
  const receivables = new Map<string, WaitingMoney>();
  const payers = new Map<string, WaitingMoney>();
  const unknown: StoredLine[] = [];
  for (let at = 0; at < lines.length; at += CHUNK)
    unknown.push(...(await judgeLines(ctx, lines.slice(at, at + CHUNK), { probability: options.probability, receivables, payers })));
  for (const [receivableId, lineId] of await fitting(ctx, unknown))
    if (!receivables.has(receivableId)) receivables.set(receivableId, { lineId, because: 'amount' });
  return {
    of: ({ receivableId, customerId, currency }) => receivables.get(receivableId) ?? payers.get(`${customerId}|${currency}`) ?? null,
    lines: lines.length,
  };
}

type Found = { readonly probability: number; readonly receivables: Map<string, WaitingMoney>; readonly payers: Map<string, WaitingMoney> };

/** Fills what the lines touch; returns those of which neither payer nor reference is known. */
async function judgeLines(ctx: Ctx, stored: readonly StoredLine[], found: Found): Promise<StoredLine[]> {
  const lines = stored.map(lineOf);
  const evidence = await gatherEvidence(ctx, lines, DEFAULT_POLICY);
  const tokens = new Map(lines.map((line) => [line.lineId, new Set(tokensOfLine(line))]));
  const hits = await findByTokens(ctx, [...new Set([...tokens.values()].flatMap((set) => [...set]))]);
  const unknown: StoredLine[] = [];
  for (const [index, line] of lines.entries()) {
    const input = evidence.inputFor(line);
    const own = hits.filter(({ token }) => tokens.get(line.lineId)?.has(token));
    for (const hit of own) found.receivables.set(hit.receivable_id, { lineId: line.lineId, because: 'reference' });
    const named = mentioned(input, found.probability);
    for (const receivableId of named) found.receivables.set(receivableId, { lineId: line.lineId, because: 'explanation' });
    for (const { customerId } of input.payers) found.payers.set(`${customerId}|${line.currency}`, { lineId: line.lineId, because: 'payer' });
    // A number may be a stranger's, and so may a word of a name: the amount is asked too unless account or full name say who paid.
    if (!input.payers.some(({ grade }) => grade === 'account' || grade === 'alias')) unknown.push(stored[index] as StoredLine);
  }
  return unknown;
}

function mentioned(input: ExplainInput, probability: number): string[] {
  const outcome = explain(input);
  const candidates = outcome.best === null ? outcome.alternatives : [outcome.best, ...outcome.alternatives];
  return candidates.filter((one) => one.probability >= probability).flatMap((one) => one.parts.map(({ receivableId }) => receivableId));
}

async function fitting(ctx: Ctx, lines: readonly StoredLine[]): Promise<ReadonlyMap<string, string>> {
  if (lines.length === 0) return new Map();
  const currencies = [...new Set(lines.map(({ currency }) => currency))];
  const open = await ctx.tx.rows(sql<{ id: string; customer_id: string; currency: string; open: bigint; discount: bigint }>`
    select r.id, r.customer_id, r.currency, r.open, coalesce((select max(d.minor) from receivable_discount d where d.company_id = r.company_id and d.receivable_id = r.id), 0)::bigint as discount
    from receivable r where r.company_id = ${ctx.company.id} and r.open <> 0 and r.currency = any (${currencies}::text[]) order by r.customer_id, r.due_on, r.id`);
  return amountsThatFit(
    lines.map(({ id, currency, minor }) => ({ lineId: id, currency, minor })),
    open.map((row) => ({ receivableId: row.id, customerId: row.customer_id, currency: row.currency, open: row.open, discount: row.discount })),
  );
}
