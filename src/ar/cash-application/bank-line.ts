import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Line } from './explain/explanation.ts';

/** pending: not booked yet, listed and not posted. repeated: the same money was reported by another file, not posted again.
 *  open: posted, unexplained. proposed: a person decides. applied: explained by payments. set_aside: not AR's. */
export type BankLineState = 'pending' | 'repeated' | 'open' | 'proposed' | 'applied' | 'set_aside';

/** What may become of a line, and by what. */
export const BANK_LINE_TRANSITIONS: Readonly<Record<BankLineState, readonly BankLineState[]>> = {
  pending: [],
  repeated: [],
  open: ['proposed', 'applied', 'set_aside'],
  proposed: ['open', 'proposed', 'applied', 'set_aside'],
  applied: ['open'],
  set_aside: ['open'],
};

type Permission = true | string;

/** What is possible with a line now, or the code with which it would be refused. `waiting`: a proposal waits for a person. `decided`: by a proposal,
 *  that can be undone; what the bank took back or paid out stands. */
export function bankLineCan(
  line: { readonly state: BankLineState; readonly minor: bigint },
  of: { readonly waiting: boolean; readonly decided: boolean },
): { confirm: Permission; correct: Permission; undo: Permission; setAside: Permission; tieOutgoing: Permission } {
  const may = (to: BankLineState): Permission => BANK_LINE_TRANSITIONS[line.state].includes(to) || 'bank_line.state';
  const apply = may('applied');
  const incoming: Permission = line.minor > 0n || 'cash.not_incoming';
  const done = line.state === 'applied' || line.state === 'set_aside';
  return {
    confirm: apply === true && !of.waiting ? 'proposal.none' : apply,
    correct: apply === true ? incoming : apply,
    undo: !done ? 'bank_line.state' : line.state === 'applied' && !of.decided ? 'bank_line.final' : may('open'),
    setAside: may('set_aside'),
    tieOutgoing: apply === true ? line.minor < 0n || 'cash.not_outgoing' : apply,
  };
}

export type StoredLine = {
  id: string;
  statement_id: string;
  ordinal: number;
  booked_on: Day;
  value_on: Day;
  posted_on: Day;
  minor: bigint;
  base_minor: bigint;
  currency: Currency;
  counterparty_name: string;
  counterparty_account: string;
  text: string;
  refs: string[];
  reversal: boolean;
  state: BankLineState;
  reason: string;
};

/** References travel as `KIND:value` in one column. */
export function packReference(reference: { kind: string; value: string }): string {
  return `${reference.kind}:${reference.value}`;
}

function unpackReference(packed: string): { kind: string; value: string } {
  const colon = packed.indexOf(':');
  return { kind: packed.slice(0, colon), value: packed.slice(colon + 1) };
}

/** A stored line as the matching engine reads it. */
export function lineOf(row: StoredLine): Line {
  return {
    lineId: row.id,
    minor: row.minor,
    currency: row.currency,
    valueOn: row.value_on,
    bookedOn: row.booked_on,
    text: row.text,
    references: row.refs.map(unpackReference),
    counterpartyName: row.counterparty_name,
    counterpartyAccount: row.counterparty_account,
  };
}

/** Where a pass over the waiting lines has come to. */
export type LineCursor = { readonly payerKey: string; readonly id: string };
