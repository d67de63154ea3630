import { daysBetween, type Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal, multiplyDivideRounded } from '../../foundation/money/money.ts';
import { bankLineCan } from './bank-line.ts';
import type { BandTotal, CashBands } from './cash-bands.ts';
import { reasonView } from './cash-views.ts';
import type { Explanation } from './explain/explanation.ts';
import type { FoundReceivable } from './find-open-receivables.ts';
import { lineReason } from './line-reason.ts';
import type { CashLine } from './list-cash-lines.ts';
import { readExplanation } from './stored-explanation.ts';

/** `part` of `all` in percent to two places; null where there is nothing to judge. */
function percentText(part: number, all: number): string | null {
  if (all === 0) return null;
  const hundredths = multiplyDivideRounded(BigInt(part), 10_000n, BigInt(all));
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

function totalsView(totals: readonly BandTotal[]) {
  return totals.map(({ currency, lines, minor }) => ({ currency, lines, amount: formatDecimal(minor, currency) }));
}

export function cashBandsView({ on, since, applied, confirm, unmatched, outgoing, judged }: CashBands) {
  const { machine, decided, firstRight, solved, medianDays } = judged;
  return {
    on,
    since,
    applied: {
      totals: totalsView(applied.totals),
      byMachine: applied.byMachine,
      judged: { appliedByMachine: machine.applied, takenBack: machine.takenBack, precision: percentText(machine.applied - machine.takenBack, machine.applied) },
    },
    confirm: { totals: totalsView(confirm), judged: { decided, firstRight, share: percentText(firstRight, decided) } },
    unmatched: { totals: totalsView(unmatched), judged: { solved, medianDays } },
    outgoing: { totals: totalsView(outgoing) },
  };
}

/** What is missing of what an explanation names, as its evidence says; null where nothing is. */
function missingOf(explanation: Explanation): string | null {
  const found = explanation.evidence.find(({ code }) => code === 'amount_short')?.figures['missing'];
  return found === undefined ? null : String(found);
}

function bestView(line: CashLine) {
  const { proposal_id: proposalId, customer_id: customerId, explanation: stored } = line;
  if (proposalId === null || stored === null || line.pattern === null) return null;
  const explanation: Explanation = { ...readExplanation(stored), evidence: stored.evidence ?? [] };
  const [headline] = explanation.evidence;
  const discount = explanation.parts.reduce((sum, part) => sum + part.discountMinor, 0n);
  return {
    proposalId,
    kind: explanation.kind,
    pattern: line.pattern,
    probability: explanation.probability,
    customerId: customerId ?? explanation.customerId,
    customerName: line.customer_name ?? '',
    receivables: explanation.parts.length,
    short: missingOf(explanation),
    over: explanation.kind === 'known_money' || explanation.rest === 0n ? null : formatDecimal(explanation.rest, line.currency),
    discount: discount === 0n ? null : formatDecimal(discount, line.currency),
    evidence: headline === undefined ? null : reasonView(headline),
  };
}

export function cashLineView(line: CashLine) {
  const decided = line.decided_at !== null && line.state === 'applied';
  const live = line.proposal_id !== null;
  return {
    id: line.id,
    bookedOn: line.booked_on,
    amount: formatDecimal(line.minor, line.currency),
    currency: line.currency,
    counterpartyName: line.counterparty_name,
    text: line.text,
    state: line.state,
    reason: lineReason(line.reason, line.explanation?.reasons),
    best: bestView(line),
    applied:
      decided && line.decided_at !== null
        ? { by: line.by_machine === true ? ('machine' as const) : ('person' as const), actor: line.decided_by ?? '', at: line.decided_at.toISOString() }
        : null,
    can: bankLineCan(line, { waiting: live && !decided, decided }),
  };
}

export function foundReceivableView(row: FoundReceivable, today: Day) {
  const text = (minor: bigint, currency: Currency = row.currency) => formatDecimal(minor, currency);
  return {
    id: row.id,
    number: row.number,
    instalment: row.instalment,
    customerId: row.customer_id,
    customerNumber: row.customer_number,
    customerName: row.customer_name,
    currency: row.currency,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    daysPastDue: daysBetween(row.due_on, today),
    amount: text(row.original),
    open: text(row.open),
    discount: row.discount_until === null || row.discount_minor === null ? null : { untilOn: row.discount_until, amount: text(row.discount_minor) },
    held: row.held,
  };
}
