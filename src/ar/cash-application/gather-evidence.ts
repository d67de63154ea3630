import type { Ctx } from '../access/context.ts';
import { accountKey } from '../customers/customer.ts';
import { aliasKey, nameTokens } from '../customers/payer-name.ts';
import { findAwaitingBank } from '../payments/known-money.ts';
import {
  closedItemOf,
  findByRareWords,
  findByTokens,
  findPayersByAccount,
  findPayersByAlias,
  loadGroups,
  loadOpenItems,
  MAX_ITEMS_PER_CUSTOMER,
  type TokenHit,
} from './evidence-store.ts';
import type { ExplainInput, KnownMoney, Line, MatchPolicy, OpenItem, PayerEvidence } from './explain/explanation.ts';
import { tokensOfLine } from './explain/tokens.ts';

/** A word shared with this many customers or fewer can name one; two words must agree unless one alone is unique. */
const MAX_NAMED = 12;

/** Everything that may explain the lines, in a fixed number of queries for any number of lines. The items are shared between the lines of one chunk:
 *  what one line settles, the next no longer finds open. */
export async function gatherEvidence(
  ctx: Ctx,
  lines: readonly Line[],
  policy: MatchPolicy,
): Promise<{ inputFor(line: Line): ExplainInput; settle(receivableId: string, minor: bigint): void; useMoney(paymentId: string): void }> {
  const incoming = lines.filter((line) => line.minor > 0n);
  const tokens = new Map(incoming.map((line) => [line.lineId, tokensOfLine(line)]));
  const hits = await findByTokens(ctx, [...new Set([...tokens.values()].flat())]);
  const hitsByToken = Map.groupBy(hits, (hit) => hit.token);
  const payersOf = await gatherPayers(ctx, incoming);
  const named = [...new Set([...hits.map((hit) => hit.customer_id), ...incoming.flatMap((line) => payersOf(line).map((payer) => payer.customerId))])];
  const groups = await loadGroups(ctx, named);
  const groupOf = new Map(groups.map((member) => [member.id, member.group_id]));
  const membersOf = Map.groupBy(groups, (member) => member.group_id);
  const items = new Map((await loadOpenItems(ctx, [...new Set(groups.map((member) => member.id))])).map((item) => [item.receivableId, item]));
  const itemsByCustomer = Map.groupBy([...items.values()], (item) => item.customerId);
  const money = await gatherKnownMoney(ctx, incoming);

  const inputFor = (line: Line): ExplainInput => {
    const lineHits = (tokens.get(line.lineId) ?? []).flatMap((token) => hitsByToken.get(token) ?? []);
    const payers = withGroups(payersOf(line), { groupOf, membersOf });
    const customers = new Set([...payers.map((payer) => payer.customerId), ...lineHits.map((hit) => hit.customer_id)]);
    const candidates: OpenItem[] = [];
    let capped = false;
    for (const customer of customers) {
      const own = itemsByCustomer.get(customer) ?? [];
      if (own.length > MAX_ITEMS_PER_CUSTOMER) capped = true;
      for (const item of own) {
        const current = items.get(item.receivableId);
        if (current && current.open > 0n) candidates.push(current);
      }
    }
    return { line, payers, items: candidates, itemsCapped: capped, closed: closedOf(lineHits, items), knownMoney: money.of(line), policy };
  };
  return {
    inputFor,
    settle: (receivableId, minor) => {
      const item = items.get(receivableId);
      if (item) items.set(receivableId, { ...item, open: item.open - minor });
    },
    useMoney: (paymentId) => money.use(paymentId),
  };
}

function closedOf(hits: readonly TokenHit[], items: ReadonlyMap<string, OpenItem>) {
  const closed = new Map(
    hits
      .filter((hit) => (items.get(hit.receivable_id)?.open ?? 0n) === 0n && !(hit.open > 0n && !items.has(hit.receivable_id)))
      .map((hit) => [hit.receivable_id, closedItemOf(hit)]),
  );
  return [...closed.values()];
}

/** A payer that is known makes the members of its group candidates too. */
function withGroups(
  payers: readonly PayerEvidence[],
  groups: { groupOf: ReadonlyMap<string, string>; membersOf: ReadonlyMap<string, readonly { id: string }[]> },
): PayerEvidence[] {
  const all = [...payers];
  const named = new Set(payers.map((payer) => payer.customerId));
  for (const payer of payers) {
    if (payer.grade === 'name') continue;
    for (const member of groups.membersOf.get(groups.groupOf.get(payer.customerId) ?? '') ?? []) {
      if (named.has(member.id)) continue;
      named.add(member.id);
      all.push({ customerId: member.id, grade: 'group' });
    }
  }
  return all;
}

async function gatherPayers(ctx: Ctx, lines: readonly Line[]): Promise<(line: Line) => PayerEvidence[]> {
  const accounts = Map.groupBy(await findPayersByAccount(ctx, distinct(lines.map((line) => accountKey(line.counterpartyAccount)))), (row) => row.key);
  const aliases = Map.groupBy(await findPayersByAlias(ctx, distinct(lines.map((line) => aliasKey(line.counterpartyName)))), (row) => row.key);
  const unnamed = lines.filter((line) => !accounts.has(accountKey(line.counterpartyAccount)) && !aliases.has(aliasKey(line.counterpartyName)));
  const words = Map.groupBy(await findByRareWords(ctx, distinct(unnamed.flatMap((line) => nameTokens(line.counterpartyName)))), (row) => row.key);
  return (line) => {
    const payers: PayerEvidence[] = [];
    for (const { customer_id } of accounts.get(accountKey(line.counterpartyAccount)) ?? []) payers.push({ customerId: customer_id, grade: 'account' });
    const named = aliases.get(aliasKey(line.counterpartyName)) ?? [];
    // A name that several customers bear identifies none of them.
    for (const { customer_id } of named) payers.push({ customerId: customer_id, grade: named.length === 1 ? 'alias' : 'name' });
    if (payers.length === 0) payers.push(...byWords(nameTokens(line.counterpartyName), words));
    return payers;
  };
}

function byWords(tokens: readonly string[], words: ReadonlyMap<string, readonly { customer_id: string }[]>): PayerEvidence[] {
  const agreeing = new Map<string, number>();
  let unique: string | undefined;
  for (const token of new Set(tokens)) {
    const found = words.get(token) ?? [];
    if (found.length === 1) unique ??= found[0]?.customer_id;
    for (const { customer_id } of found) agreeing.set(customer_id, (agreeing.get(customer_id) ?? 0) + 1);
  }
  const best = [...agreeing].filter(([customer, count]) => count >= 2 || customer === unique).map(([customer]) => customer);
  return best
    .toSorted()
    .slice(0, MAX_NAMED)
    .map((customerId) => ({ customerId, grade: 'name' }));
}

async function gatherKnownMoney(ctx: Ctx, lines: readonly Line[]): Promise<{ of(line: Line): KnownMoney[]; use(paymentId: string): void }> {
  const waiting = await findAwaitingBank(
    ctx,
    lines.map((line) => ({ currency: line.currency, minor: line.minor })),
  );
  const byAmount = Map.groupBy(waiting, (payment) => `${payment.currency}|${payment.minor}`);
  const used = new Set<string>();
  return {
    of: (line) =>
      (byAmount.get(`${line.currency}|${line.minor}`) ?? [])
        .filter((payment) => !used.has(payment.id))
        .map((payment) => ({
          kind: 'payment',
          id: payment.id,
          minor: payment.minor,
          currency: payment.currency,
          customerId: payment.customer_id,
          reference: payment.reference,
          receivedOn: payment.received_on,
        })),
    use: (paymentId) => {
      used.add(paymentId);
    },
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
