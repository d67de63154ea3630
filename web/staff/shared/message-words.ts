import type { Tone } from '../../kit/badge.tsx';
import { sayWords, wordsOf, type Words } from '../../kit/words.ts';
import { dunningFigures, dunningReason } from './dunning-words.ts';

type Texts = Readonly<Record<string, string>>;

const STATES: { readonly en: Texts; readonly de: Texts } = {
  en: {
    waiting: 'Waiting',
    sending: 'Sending',
    sent: 'Sent',
    delivered: 'Delivered',
    bounced: 'Came back',
    failed: 'Failed',
    unknown: 'May have left',
    stopped: 'Stopped',
  },
  de: {
    waiting: 'Wartet',
    sending: 'Wird gesendet',
    sent: 'Gesendet',
    delivered: 'Zugestellt',
    bounced: 'Kam zurück',
    failed: 'Gescheitert',
    unknown: 'Ging vielleicht hinaus',
    stopped: 'Angehalten',
  },
};

const REASONS: { readonly en: Texts; readonly de: Texts } = {
  en: {
    document_issued: 'The document was issued',
    copy_asked_for: 'A copy was asked for',
    step_due: 'A step of the ladder is due',
    stop_confirmed: 'Confirms that short messages have ended',
    stopped_by_person: 'Stopped by a person',
    scheduled_by_person: 'Moved by a person',
    settled_by_person: 'Settled by a person',
    quiet_hours: 'Waits for the hours of the recipient',
    not_business_day: 'Waits for a business day of the recipient',
    address_refused: 'The address was refused',
    outside_window: 'Waits for the hours of the recipient',
  },
  de: {
    document_issued: 'Der Beleg wurde gestellt',
    copy_asked_for: 'Eine Kopie wurde erbeten',
    step_due: 'Eine Mahnstufe ist fällig',
    stop_confirmed: 'Bestätigt das Ende der Kurznachrichten',
    stopped_by_person: 'Von einer Person angehalten',
    scheduled_by_person: 'Von einer Person verschoben',
    settled_by_person: 'Von einer Person geklärt',
    quiet_hours: 'Wartet auf die Zeiten des Empfängers',
    not_business_day: 'Wartet auf einen Werktag des Empfängers',
    address_refused: 'Die Adresse wurde abgelehnt',
    outside_window: 'Wartet auf die Zeiten des Empfängers',
  },
};

export type MessageState = 'waiting' | 'sending' | 'sent' | 'delivered' | 'bounced' | 'failed' | 'unknown' | 'stopped';

const TONES: Readonly<Record<MessageState, Tone>> = {
  waiting: 'accent',
  sending: 'accent',
  sent: 'mute',
  delivered: 'good',
  bounced: 'bad',
  failed: 'bad',
  unknown: 'warn',
  stopped: 'mute',
};

export function messageState(state: MessageState): { readonly label: string; readonly tone: Tone } {
  return { label: sayWords(STATES as unknown as Words<Texts>)[state] ?? state, tone: TONES[state] };
}

/** Why a message is, or why it is as it is, in words. */
export function messageReason(code: string): string {
  return code === '' ? '' : (sayWords(REASONS as unknown as Words<Texts>)[code] ?? dunningReason(code));
}

/** "A step of the ladder is due · step “firm” · 3 invoices". */
export function whyOf(why: { readonly code: string; readonly figures: Readonly<Record<string, string | number>> }): string {
  return [messageReason(why.code), dunningFigures(why.figures)].filter((part) => part !== '').join(' · ');
}

const channels = wordsOf({
  en: { email: 'E-mail', sms: 'Short message', letter: 'Letter', call: 'Call' },
  de: { email: 'E-Mail', sms: 'Kurznachricht', letter: 'Brief', call: 'Anruf' },
});

export function channelWord(channel: 'email' | 'sms' | 'letter' | 'call'): string {
  return sayWords(channels)[channel];
}
