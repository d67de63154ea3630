import type { Tone } from '../../kit/badge.tsx';
import { money } from '../../kit/format.ts';
import { sayWords } from '../../kit/words.ts';
import { runTitle } from '../shared/run-words.ts';
import type { Approval, RefundEvidence } from './evidence.ts';
import { nameInWords } from './approval-input.ts';
import { approvalWords } from './words.ts';

/** What was asked for, in a few words. The currency of a refund is known once its evidence is. */
export function approvalTitle(approval: Approval, evidence?: RefundEvidence): string {
  const words = sayWords(approvalWords);
  const input = (approval.input ?? {}) as { policy?: string; amount?: string };
  if (approval.operation === 'releaseReminders')
    return words.release(
      runTitle(`dunning:${input.policy ?? ''}`)
        .split(': ')
        .at(-1) ?? '',
    );
  if (approval.operation !== 'refundCredit') return nameInWords(approval.operation);
  return evidence === undefined ? words.refund : words.refundOf(money(input.amount ?? '0', evidence.credit.currency));
}

/** Why it was asked for: a person's own words, or what the program says in the reader's language. */
export function reasonOf(approval: Approval): string | null {
  const waiting = approval.operation === 'releaseReminders' ? /^(\d+) reminders? waits? for release$/.exec(approval.reason ?? '')?.[1] : undefined;
  return waiting === undefined ? approval.reason : sayWords(approvalWords).reasonRelease(Number(waiting));
}

/** Which rule of the company lets it wait. */
export function limitOf(approval: Approval): string {
  const words = sayWords(approvalWords);
  if (approval.operation === 'releaseReminders') return words.limitRelease;
  return approval.operation === 'refundCredit' ? words.limitRefund : words.limitOther;
}

/** The code by which a step is not possible, in words; undefined where it is. */
export function offOf(permitted: true | string): string | undefined {
  const words = sayWords(approvalWords);
  if (permitted === true) return undefined;
  if (permitted === 'approval.own') return words.offOwn;
  return permitted === 'approval.not_yours' ? words.offNotYours : words.offState;
}

const TONES: Readonly<Record<Approval['state'], Tone>> = { waiting: 'warn', granted: 'good', rejected: 'bad', withdrawn: 'mute' };

export function toneOf(approval: Approval): Tone {
  return TONES[approval.state];
}
