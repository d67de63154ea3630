import type { BankReference } from '../statement/statement-events.ts';
import { flat } from './field-text.ts';

/** What :86: says about a movement; '' for what it does not say. */
export type PaymentInformation = {
  readonly counterpartyName: string;
  readonly counterpartyAccount: string;
  readonly text: string;
  readonly references: readonly BankReference[];
  /** German business transaction code (GVC), three digits. */
  readonly transactionCode: string;
  /** German primanota number. */
  readonly primanota: string;
};

export const NO_INFORMATION: PaymentInformation = {
  counterpartyName: '',
  counterpartyAccount: '',
  text: '',
  references: [],
  transactionCode: '',
  primanota: '',
};

/** Values that stand in for a reference that was not given. */
const NO_REFERENCE = new Set(['NOTPROVIDED', 'NOT PROVIDED', 'NONREF', 'NOREF', 'NONE', 'KREF', 'KREF+', 'EREF', 'EREF+', 'MREF+']);

/** The reference, or none where the value only stands in for one. */
export function referenceOf(kind: BankReference['kind'], value: string): BankReference[] {
  const given = flat(value);
  return given === '' || NO_REFERENCE.has(given.toUpperCase()) ? [] : [{ kind, value: given }];
}
