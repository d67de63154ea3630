/** The ledger's own account codes; a company maps them to the numbers of its chart. Source: the postings table of docs/postings. */
export const ACCOUNTS = {
  AR: 'Accounts receivable control',
  REV: 'Revenue',
  TAX: 'Tax payable',
  DTAX: 'Deferred tax (cash basis)',
  BANK: 'Bank',
  BCL: 'Bank clearing',
  GCL: 'Gateway clearing',
  UDF: 'Undeposited funds',
  UNA: 'Unapplied cash',
  DEP: 'Customer deposits, net of tax',
  DEPR: 'Deposit requests',
  DISC: 'Discounts allowed',
  FEE: 'Fees and interest income',
  BAD: 'Bad-debt expense',
  ALW: 'Allowance for bad debt',
  REC: 'Recoveries',
  COST: 'Payment costs',
  RND: 'Rounding and tolerances',
  FX: 'Realised exchange difference',
  OTH: "Other, not receivables'",
  OPN: 'Opening equity',
} as const;

/** A code of ACCOUNTS, or a bank account's own ledger account (`BANK-2`). */
export type AccountCode = keyof typeof ACCOUNTS | `BANK-${string}`;

export function isAccountCode(code: string): code is AccountCode {
  return code in ACCOUNTS || /^BANK-[A-Z0-9]+$/.test(code);
}
