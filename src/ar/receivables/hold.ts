export const HOLD_KINDS = ['dispute', 'promise', 'plan', 'legal', 'pending_debit', 'stale_books', 'unapplied_cash', 'unread_reply', 'pilot_scope'] as const;

export type HoldKind = (typeof HOLD_KINDS)[number];

/** Kinds that a person places and releases by hand. The others belong to what they follow from (a promise, an unread reply, the feed of the bank) and end with it. */
export const HAND_PLACED_KINDS = ['dispute', 'legal', 'plan', 'pending_debit'] as const;

export type HandPlacedKind = (typeof HAND_PLACED_KINDS)[number];

export function isHandPlaced(kind: HoldKind): kind is HandPlacedKind {
  return (HAND_PLACED_KINDS as readonly string[]).includes(kind);
}
