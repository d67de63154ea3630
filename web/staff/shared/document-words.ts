import type { Tone } from '../../kit/badge.tsx';

export type DocumentState = 'open' | 'part_paid' | 'overdue' | 'paid' | 'part_used' | 'used';

/** Red is kept for days late: an overdue invoice is marked there and by its word, so a page of them stays calm. */
export const STATE_TONES: Readonly<Record<DocumentState, Tone>> = {
  open: 'accent',
  part_paid: 'mute',
  overdue: 'bad',
  paid: 'good',
  part_used: 'mute',
  used: 'mute',
};
