import type { MessageChannel } from './message.ts';

const MAX_EMAIL = 254;
/** What a mail server surely can't take is refused; whether the mailbox exists only it knows. One @, no spaces, no brackets, no control characters. */
const EMAIL =
  /^[^\s@<>()[\],;:\\"\u0000-\u001f\u007f-\u009f]{1,64}@(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff-]{0,61}[A-Za-z0-9\u00a1-\uffff])?\.)+[A-Za-z\u00a1-\uffff][A-Za-z0-9\u00a1-\uffff-]{1,62}$/;
const E164 = /^\+[1-9]\d{6,14}$/;
const MAX_LETTER_LINES = 9;
const MAX_LETTER_LINE = 70;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

export function isEmailAddress(text: string): boolean {
  return text.length <= MAX_EMAIL && EMAIL.test(text) && !text.includes('..');
}

/** Why nothing can be sent to this address, in words; null where it can. Whether it is suppressed is another question. */
export function addressProblem(channel: MessageChannel, address: string): string | null {
  if (channel === 'email') return isEmailAddress(address) ? null : 'this is no e-mail address that a mail server would take';
  if (channel === 'sms') return E164.test(address) ? null : 'a mobile number is written in the international form, like +491701234567';
  const lines = address.split('\n');
  if (address.trim() === '') return 'the postal address is empty';
  if (lines.length > MAX_LETTER_LINES || lines.some((line) => [...line].length > MAX_LETTER_LINE || CONTROL.test(line)))
    return `a postal address has at most ${MAX_LETTER_LINES} lines of ${MAX_LETTER_LINE} characters`;
  return null;
}

/** What two writings of one address have in common. */
export function addressKey(channel: 'email' | 'sms', address: string): string {
  return channel === 'email' ? address.trim().toLowerCase() : address.replaceAll(/[^\d+]/g, '');
}

/** Whether a text can stand in the header of a mail: one line, no control characters. */
export function isHeaderText(text: string): boolean {
  return !CONTROL.test(text);
}
