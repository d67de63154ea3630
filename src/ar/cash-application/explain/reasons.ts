/** Every reason the engine can give, with the sentence a person reads. `{name}` is a figure of the reason. Codes are stored: they are never renamed. */
const SENTENCES = {
  // What made a line certain.
  references_exact: 'the named items add up to {amount}',
  references_discount: 'the named items less the discount of {discount} add up to {amount}',
  references_tolerance: 'the named items are {missing} above {amount}, within tolerance',
  references_short: 'the named items are {missing} above {amount}; the remainder stays open',
  references_over: 'the named items are {rest} below {amount}; the rest stays on account',
  payer_single: 'one open item of this payer equals {amount}',
  payer_balance: 'the whole balance of this payer, {count} items, equals {amount}',
  payer_run: 'the oldest {count} items of this payer add up to {amount}',
  known_money: 'payment {payment} of {amount} was recorded before and awaited the bank',
  policy_pick: 'policy pick: the oldest of {count} interchangeable open items of {amount}',
  // What kept a line from being applied.
  not_incoming: 'the line is not money in',
  currency_differs: '{number} is in {itemCurrency}, the line is in {currency}',
  closed_invoice: 'refers to settled invoice {number}',
  payer_conflict: 'the payer is known as another customer than the one of {number}',
  payer_ambiguous: 'the payer evidence points to {count} customers',
  crosses_customers: 'the items belong to {count} customers outside one group',
  held_item: '{number} is on hold: {held}',
  over_auto_limit: '{amount} is above the limit for automatic application, {limit}',
  items_capped: 'there are more open items than were looked at, and the references do not cover the amount',
  tie: 'tie: {count} {things} of {amount}',
  unexplained_numbers: 'the text names {count} numbers that fit no open item, first {number}',
  reference_contradicts: 'the text names {number}, which fits no open item; the amount alone points elsewhere',
  other_item_fits: 'the amount fits {number}, which the text does not name',
  known_money_or_new: 'payment {payment} has the same amount, and so does the named open item',
  references_partly_used: 'the amount fits only {used} of {count} named items',
  unreferenced_items: '{count} items are not named in the text',
  fuzzy_reference: '{written} is not a number, {number} is one edit away',
  pair_only: 'two items add up to the amount, without a reference',
  subset_only: '{count} items add up to the amount, without a reference',
  payer_by_name_only: 'the payer is known by words of the name only',
  payer_by_group_only: 'the payer is known as a member of the group only',
  payer_unknown_amount_differs: 'payer unknown, and the amount differs from the named items by {difference}',
  reference_short_form: 'payer unknown, and {number} is named by its digits only while the amount differs',
  reference_ending: '{number} is named by its last digits only, and the amount differs',
  underpayment_manual: '{missing} short, and under-payments are applied by a person',
  probability_low: 'the best explanation is not probable enough',
  payer_unknown: 'payer unknown, no reference',
  no_open_items: 'no open item of this payer, no reference',
  nothing_fits: 'no open item or combination fits {amount}',
  // Evidence of one explanation.
  names_number: 'the text names {number}',
  names_digits: 'the text names the digits of {number}',
  names_list_member: '{written} in the list completes to {number}',
  near_number: '{written} is one edit away from {number}',
  payer_account: 'the payer is known by account',
  payer_alias: 'the payer is known by a learned name',
  payer_name: 'the payer is known by words of the name',
  payer_group: 'the payer belongs to the group',
  amount_exact: 'the amount fits exactly',
  amount_discount: 'the amount fits after {discount} discount',
  amount_tolerance: '{missing} is missing, within tolerance',
  amount_short: '{missing} is missing',
  amount_over: '{rest} is left over',
  coincidence: 'about {expected} such combinations would fit by accident',
} as const;

export type ReasonCode = keyof typeof SENTENCES;

/** Figures are ready to show and to store: counts as numbers, amounts as plain decimals of the line's currency. */
export type Reason = {
  readonly code: ReasonCode;
  readonly figures: Readonly<Record<string, string | number>>;
};

export function reason(code: ReasonCode, figures: Reason['figures'] = {}): Reason {
  return { code, figures };
}

export const REASON_CODES = Object.keys(SENTENCES).toSorted() as readonly ReasonCode[];

/** The sentence of a reason in English, without a full stop. A figure that is missing reads as `?`. */
export function reasonSentence(given: Reason): string {
  return SENTENCES[given.code].replace(/\{(\w+)\}/g, (_, name: string) => String(given.figures[name] ?? '?'));
}
