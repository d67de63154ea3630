import type { DeliveryOutcome } from '../../ar/messages/ports.ts';

export type CodeMeaning = 'address' | 'opted_out' | 'destination' | 'content' | 'account' | 'retry';

const MEANINGS: Readonly<Record<CodeMeaning, readonly number[]>> = {
  // Not a number, not reachable from the sender, not a mobile, a landline, unknown, blocked.
  address: [21201, 21202, 21211, 21214, 21217, 21612, 21614, 21635, 30003, 30004, 30005, 30006],
  opted_out: [21610],
  // A country that is not enabled, a number that a trial account does not know: other numbers are reached.
  destination: [21408, 21608],
  // Empty, too long, filtered by the carrier.
  content: [14101, 14107, 21602, 21605, 21617, 21619, 21620, 30007, 30019, 30037],
  // Sign-in, suspension, missing right, sender, registration: no message of this account goes.
  account: [
    20003, 20005, 20006, 20008, 21212, 21601, 21603, 21606, 21607, 21611, 21659, 21660, 21701, 21703, 21704, 21705, 21709, 30002, 30018, 30023, 30024, 30027,
    30032, 30034, 30038, 30044,
  ],
  retry: [20429, 20500, 20503, 30001, 30008, 30009, 30022, 30029, 30410, 30500],
};

const BY_CODE = new Map(Object.entries(MEANINGS).flatMap(([meaning, codes]) => codes.map((code) => [code, meaning as CodeMeaning] as const)));

/** What an error code is about; null for codes that are not listed. Source: the provider's error dictionary. */
export function meaningOf(code: number): CodeMeaning | null {
  return BY_CODE.get(code) ?? null;
}

const SENTENCES: Readonly<Record<Exclude<CodeMeaning, 'retry'>, string>> = {
  address: 'The number cannot get short messages. Correct it at the contact, or write by another way.',
  opted_out: 'The recipient has stopped short messages from this sender. Write by another way.',
  destination: 'The account may not send to this number. Enable its country in the account of the provider, or write by another way.',
  content: 'The text was not taken. Shorten or change it.',
  account: 'The account may not send this. Check sender and registration in the account of the provider.',
};

/** A refusal with its code, or another try. */
export function outcomeOf(meaning: CodeMeaning, code: number): DeliveryOutcome {
  if (meaning === 'retry') return { kind: 'retry', detail: `The provider could not take the message now (code ${code}).` };
  const reason = meaning === 'opted_out' ? 'address' : meaning === 'destination' ? 'content' : meaning;
  return { kind: 'refused', reason, detail: `${SENTENCES[meaning]} (code ${code})` };
}
