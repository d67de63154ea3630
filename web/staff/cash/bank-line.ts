import type { Answer } from '../../kit/api.ts';

export type BankLine = Answer<'getBankLine'>;
export type Proposal = BankLine['proposals'][number];
export type ShortReason = NonNullable<BankLine['shortReasonHint']>;

/** What the list beside a line is told of its decision. */
export type LineActs = {
  /** Decided: the next line comes by itself, before the server has answered. */
  readonly onDecided: (id: string) => void;
  readonly onRefused: (id: string) => void;
  readonly onSettled: (id: string) => Promise<void>;
};
