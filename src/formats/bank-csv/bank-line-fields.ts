/** The fields that a profile of a bank's CSV export may name. Either `amount`, signed as it moves the balance, or `paidIn` and `paidOut`;
 *  `balance` is the running balance after the row. */
export const BANK_LINE_FIELDS = [
  'bookedOn',
  'valueOn',
  'amount',
  'paidIn',
  'paidOut',
  'currency',
  'counterpartyName',
  'counterpartyAccount',
  'text',
  'reference',
  'bankReference',
  'code',
  'balance',
  'account',
] as const;

export type BankLineField = (typeof BANK_LINE_FIELDS)[number];
