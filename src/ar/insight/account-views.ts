import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { AccountBalance, CustomerAccount } from './customer-accounts.ts';
import type { AccountState } from './find-accounts.ts';
import type { AccountsSummary } from './summarise-customer-accounts.ts';

function balanceView(balance: AccountBalance) {
  const text = (minor: bigint) => formatDecimal(minor, balance.currency);
  const { currency, openCount, overdueCount, daysLate } = balance;
  return { currency, open: text(balance.open), overdue: text(balance.overdue), openCount, overdueCount, daysLate, credits: text(balance.credits) };
}

/** Balances of several currencies as one, in the base currency. */
function together(balances: readonly AccountBalance[], base: Currency) {
  const sum = (of: (balance: AccountBalance) => bigint) =>
    formatDecimal(
      balances.reduce((total, balance) => total + of(balance), 0n),
      base,
    );
  return {
    base: { open: sum((one) => one.baseOpen), overdue: sum((one) => one.baseOverdue), credits: sum((one) => one.baseCredits) },
    openCount: balances.reduce((total, one) => total + one.openCount, 0),
    overdueCount: balances.reduce((total, one) => total + one.overdueCount, 0),
    currencies: balances.map(balanceView),
  };
}

export function accountView(account: CustomerAccount, base: Currency) {
  const { balances, holds, limitMinor, limitCurrency, value: _value, ...head } = account;
  return {
    ...head,
    ...together(balances, base),
    creditLimit: limitMinor === null || limitCurrency === null ? null : { amount: formatDecimal(limitMinor, limitCurrency), currency: limitCurrency },
    daysLate: Math.max(0, ...balances.map(({ daysLate }) => daysLate)),
    held: holds.length > 0,
    holds: [...holds],
  };
}

export function accountsSummaryView(summary: AccountsSummary, state: AccountState, base: Currency) {
  return { customers: summary.counts[state], counts: summary.counts, ...together(summary.balances, base) };
}
