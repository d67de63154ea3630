import type { Currency } from '../../foundation/money/currency.ts';
import type { StatementBalance } from '../statement/statement-events.ts';
import { child, textAt, type CamtNode } from './camt-node.ts';
import { currencyOf, directionOf, readAmount, readDay, signed, writtenAmount } from './camt-values.ts';

export type ReadBalance = { readonly balance: StatementBalance | null; readonly problems: readonly string[] };

/** Reads one Bal. Source: ISO 20022 camt.053.001.08, Stmt/Bal; version 1 has the code directly in Tp. */
export function readBalance(node: CamtNode): ReadBalance {
  const type = textAt(node, 'Tp', 'CdOrPrtry', 'Cd') || textAt(node, 'Tp', 'CdOrPrtry', 'Prtry') || textAt(node, 'Tp', 'Cd') || textAt(node, 'Tp', 'Prtry');
  const label = `the balance ${type.slice(0, 35) || 'without a type'}`;
  const amount = writtenAmount(child(node, 'Amt'));
  const direction = directionOf(textAt(node, 'CdtDbtInd'));
  const on = readDay(child(node, 'Dt'), `date of ${label}`);
  const problems = on.problem ? [on.problem] : [];
  const currency = amount ? currencyOf(amount) : null;
  if (!amount || !currency) return { balance: null, problems: [...problems, `${label} has no amount in an ISO 4217 currency and is left out`] };
  if (!direction) return { balance: null, problems: [...problems, `${label} does not say whether it is a credit or a debit and is left out`] };
  const parsed = readAmount(amount, currency);
  if (!parsed.ok) return { balance: null, problems: [...problems, `${label} is left out: ${parsed.reason}`] };
  return { balance: { type, minor: signed(parsed.minor, direction), currency, on: on.day }, problems };
}

export type BookedBalances = {
  readonly opening: StatementBalance | null;
  readonly closing: StatementBalance | null;
  readonly foreign: readonly StatementBalance[];
};

/** The balances a statement is checked by: the earliest opening one (OPBD, else the previous closing PRCD) and the latest closing one (CLBD), in the account's currency.
 *  `foreign`: where there is none of a kind in that currency, the one given in another. */
export function bookedBalances(balances: readonly StatementBalance[], currency: Currency | null): BookedBalances {
  const inCurrency = balances.filter((each) => each.currency === currency);
  const opening = openingOf(inCurrency);
  const closing = closingOf(inCurrency);
  const foreign = [opening ? null : openingOf(balances), closing ? null : closingOf(balances)].filter((each) => each !== null);
  return { opening, closing, foreign };
}

function openingOf(balances: readonly StatementBalance[]): StatementBalance | null {
  const first = (type: string): StatementBalance | null =>
    balances.filter((each) => each.type === type).reduce<StatementBalance | null>((a, b) => (a === null || (b.on ?? '9') < (a.on ?? '9') ? b : a), null);
  return first('OPBD') ?? first('PRCD');
}

function closingOf(balances: readonly StatementBalance[]): StatementBalance | null {
  return balances.filter((each) => each.type === 'CLBD').reduce<StatementBalance | null>((a, b) => (a === null || (b.on ?? '') >= (a.on ?? '') ? b : a), null);
}
