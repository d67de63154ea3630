import type { Day } from '../../../foundation/calendar/day.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Reason, ReasonCode } from './reasons.ts';

/** A receivable with something left to pay. Amounts are minor units of `currency`; `open` is positive and at most `original`.
 *  `groupId` is the parent customer's id, or the own id of a customer without parent. `number` is printed on the document; `reference` is the
 *  payment reference (RF, QRR or other) or ''. `discount.untilOn` already includes the grace days. `held` names a hold that forbids automation. */
export type OpenItem = {
  readonly receivableId: string;
  readonly customerId: string;
  readonly groupId: string;
  readonly number: string;
  readonly reference: string;
  readonly currency: Currency;
  readonly open: bigint;
  readonly original: bigint;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly discount: { readonly untilOn: Day; readonly minor: bigint } | null;
  readonly held: string | null;
};

/** A settled receivable whose number or reference shares a token with the line. */
export type ClosedItem = {
  readonly receivableId: string;
  readonly customerId: string;
  readonly number: string;
  readonly reference: string;
};

/** Money that is already recorded and still awaits its bank line. */
export type KnownMoney = {
  readonly kind: 'payment';
  readonly id: string;
  readonly minor: bigint;
  readonly currency: Currency;
  readonly customerId: string;
  readonly reference: string;
  readonly receivedOn: Day;
};

/** How the payer is known: by account (learned or on file), by a learned exact name, by words of the name, or as a member of a group whose payer is known. */
export type PayerGrade = 'account' | 'alias' | 'name' | 'group';
export type PayerEvidence = { readonly customerId: string; readonly grade: PayerGrade };

/** One bank line (or one detail of a batched entry). `minor` is positive for money in. */
export type Line = {
  readonly lineId: string;
  readonly minor: bigint;
  readonly currency: Currency;
  readonly valueOn: Day;
  readonly bookedOn: Day;
  readonly text: string;
  readonly references: readonly { readonly kind: string; readonly value: string }[];
  readonly counterpartyName: string;
  readonly counterpartyAccount: string;
};

/** What the company allows. A shortfall is tolerated when it is within both `toleranceMinor` and `tolerancePermille` of what would be due. */
export type MatchPolicy = {
  readonly toleranceMinor: bigint;
  readonly tolerancePermille: number;
  readonly oldestFirstForInterchangeable: boolean;
  readonly applyUnderpayment: boolean;
  readonly autoLimitMinor: bigint | null;
};

/** `items`: the open items of every payer candidate and of everything whose tokens the line names, in any order; `itemsCapped` when there were more. */
export type ExplainInput = {
  readonly line: Line;
  readonly payers: readonly PayerEvidence[];
  readonly items: readonly OpenItem[];
  readonly itemsCapped: boolean;
  readonly closed: readonly ClosedItem[];
  readonly knownMoney: readonly KnownMoney[];
  readonly policy: MatchPolicy;
};

export type ExplanationKind = 'exact' | 'discount' | 'tolerance' | 'short' | 'over' | 'known_money';
export type ExplanationPattern = 'references' | 'single' | 'balance' | 'run' | 'pair' | 'subset' | 'known';

/** Cash, discount and tolerance that settle one receivable; their sum is at most its open amount. */
export type ExplanationPart = {
  readonly receivableId: string;
  readonly minor: bigint;
  readonly discountMinor: bigint;
  readonly toleranceMinor: bigint;
};

/** One way to read the line. The `minor` of the parts and `rest` add up to the line's amount; `rest` stays unapplied with `customerId`.
 *  `paymentId` is set for known money only, which has no parts: `rest` is then the whole amount, and it is linked, not booked. */
export type Explanation = {
  readonly kind: ExplanationKind;
  readonly pattern: ExplanationPattern;
  readonly customerId: string;
  readonly parts: readonly ExplanationPart[];
  readonly rest: bigint;
  readonly paymentId?: string;
  readonly probability: number;
  readonly evidence: readonly Reason[];
};

/** `reason`: what made an `apply` certain, or the first condition that kept the line from being applied. `reasons` tells it all, that one first. */
export type Outcome = {
  readonly decision: 'apply' | 'propose' | 'none';
  readonly best: Explanation | null;
  readonly alternatives: readonly Explanation[];
  readonly reason: ReasonCode;
  readonly reasons: readonly Reason[];
};
