/** Figures of a task, asked by name; a figure that is not there is ''. Days and counts come as a person reads them. */
export type Said = {
  readonly text: (key: string) => string;
  readonly day: (key: string) => string;
  readonly number: (key: string) => number | null;
};

export type Sentence = {
  /** Why it is there, on one line of the list. */
  readonly short: (said: Said) => string;
  /** The same in full, with what it means. */
  readonly why: (said: Said) => string;
};

type Kind = {
  /** What is to be done, in a few words; stands as the heading where no customer is concerned. */
  readonly name: string;
  /** What to do next. */
  readonly next: string;
  /** By the code of the reason. */
  readonly reasons: Readonly<Record<string, Sentence>>;
};

export type TaskSentences = Readonly<Record<string, Kind>>;

const channelEn = (said: Said): string => ({ email: 'mail', sms: 'short message', letter: 'letter' })[said.text('channel')] ?? 'message';
const channelDe = (said: Said): string => ({ email: 'E-Mail', sms: 'SMS', letter: 'Brief' })[said.text('channel')] ?? 'Nachricht';
const about = (said: Said, words: (subject: string) => string): string => (said.text('subject') === '' ? '' : ` ${words(said.text('subject'))}`);
const detail = (said: Said, words: (detail: string) => string): string => (said.text('detail') === '' ? '' : ` ${words(said.text('detail'))}`);
const several = (count: number | null, one: string, many: (count: number) => string): string => (count === null || count === 1 ? one : many(count));

const EN: TaskSentences = {
  call: {
    name: 'Call',
    next: 'Call and agree on a day. Record what was said: a promise lets reminders rest until then.',
    reasons: {
      ladder_call: {
        short: (said) =>
          said.text('oldestDueOn') === ''
            ? `Call due, ${several(said.number('oldestDaysPastDue'), '1 day', (n) => `${n} days`)} late`
            : `Call due, overdue since ${said.day('oldestDueOn')}`,
        why: (said) =>
          `The reminder ladder has reached its step “${said.text('step')}”, which is a call: ${several(said.number('items'), 'an invoice is', (n) => `${n} invoices are`)} overdue, ${said.text('oldestDueOn') === '' ? `the oldest by ${several(said.number('oldestDaysPastDue'), 'a day', (n) => `${n} days`)}` : `the oldest was due on ${said.day('oldestDueOn')}`}.`,
      },
    },
  },
  promise_broken: {
    name: 'Promise broken',
    next: 'Ask what stopped it, and agree on a new day or amount.',
    reasons: {
      promise_broken: {
        short: (said) => `Promised for ${said.day('promisedOn')}, nothing came`,
        why: (said) =>
          `Payment was promised for ${said.day('promisedOn')}. Nothing had arrived by ${said.day('graceUntil')}, bank days included. Reminders go on.`,
      },
      promise_partly_kept: {
        short: (said) => `Promised for ${said.day('promisedOn')}, only a part came`,
        why: (said) =>
          `Payment was promised for ${said.day('promisedOn')}. By ${said.day('graceUntil')}, bank days included, only a part had arrived. Reminders go on for the rest.`,
      },
    },
  },
  reply_unread: {
    name: 'Unread reply',
    next: 'Read it and answer, or mark it as read.',
    reasons: {
      reply_unread: {
        short: (said) => `Wrote on ${said.day('receivedOn')}, nobody has read it`,
        why: (said) =>
          `A reply came in on ${said.day('receivedOn')} and nobody has read it for two business days. It kept reminders back for that long; now they go on.`,
      },
    },
  },
  no_address: {
    name: 'Nobody to write to',
    next: 'Add a contact with an address. What waits leaves with the next run, or send the invoice again.',
    reasons: {
      no_address: {
        short: (said) => (said.text('document') === '' ? 'A reminder is due and reaches nobody' : `${said.text('document')} could not be sent: no address`),
        why: (said) =>
          said.text('document') === ''
            ? 'A reminder is due, and on none of its channels has the customer a contact with an address.'
            : `${said.text('document')} was to be sent, and the customer has no contact with an e-mail address.`,
      },
    },
  },
  'message.address': {
    name: 'Address refused',
    next: 'Find the right address and add it as a contact. The refused one is not written to any more.',
    reasons: {
      bounced: {
        short: (said) => `Came back: ${said.text('subject') || channelEn(said)}`,
        why: (said) =>
          `A ${channelEn(said)}${about(said, (subject) => `“${subject}”`)} came back: the address does not exist or takes nothing.${detail(said, (text) => `The other side says: ${text}`)}`,
      },
      address_refused: {
        short: (said) => `Address refused: ${said.text('subject') || channelEn(said)}`,
        why: (said) =>
          `A ${channelEn(said)}${about(said, (subject) => `“${subject}”`)} was refused because of its address.${detail(said, (text) => `The other side says: ${text}`)}`,
      },
    },
  },
  'message.unknown': {
    name: 'May have left',
    next: 'Find out whether it arrived, then say so: nothing is sent twice without you.',
    reasons: {
      answer_lost: {
        short: (said) => `Arrived or not? ${said.text('subject') || channelEn(said)}`,
        why: (said) =>
          `The connection broke while a ${channelEn(said)}${about(said, (subject) => `“${subject}”`)} was handed over. It may have arrived or not; it is not sent again by itself.${detail(said, (text) => `Last word: ${text}`)}`,
      },
    },
  },
  'message.failed': {
    name: 'Not delivered',
    next: 'Look at the message and what the other side says; write in another way if it matters.',
    reasons: {
      content_refused: {
        short: (said) => `Refused: ${said.text('subject') || channelEn(said)}`,
        why: (said) =>
          `A ${channelEn(said)}${about(said, (subject) => `“${subject}”`)} was refused because of what is in it.${detail(said, (text) => `The other side says: ${text}`)}`,
      },
      tried_too_often: {
        short: (said) => `Not delivered for a day: ${said.text('subject') || channelEn(said)}`,
        why: (said) =>
          `A ${channelEn(said)}${about(said, (subject) => `“${subject}”`)} could not be handed over for a day, and was given up.${detail(said, (text) => `Last word: ${text}`)}`,
      },
    },
  },
  'channel.down': {
    name: 'Sending account down',
    next: 'Check the account in the settings. Messages wait and leave by themselves once it takes them again; this task then ends.',
    reasons: {
      channel_down: {
        short: (said) => (said.text('channel') === 'sms' ? 'The account for short messages takes nothing' : 'The mail account takes nothing'),
        why: (said) =>
          `The account for ${said.text('channel') === 'sms' ? 'short messages' : 'mail'} has refused ${several(said.number('times'), 'once', (n) => `${n} times in a row`)}. Nothing leaves through it.${detail(said, (text) => `It says: ${text}`)}`,
      },
    },
  },
  books_not_fresh: {
    name: 'Bank file missing',
    next: 'Import the newest bank file. Reminders go on with the next run, and this task ends by itself.',
    reasons: {
      no_bank_file: {
        short: () => 'No bank file yet: no reminder leaves',
        why: () => 'No bank file has been imported yet. Whoever has paid would be reminded all the same, so no reminder leaves before.',
      },
      bank_file_too_old: {
        short: (said) => `Bank known through ${said.day('knownThrough')}: reminders wait`,
        why: (said) =>
          `Account ${said.text('account')} is known through ${said.day('knownThrough')}, and reminders need it through ${said.day('neededThrough')}. Until then none leaves.`,
      },
    },
  },
};

const DE: TaskSentences = {
  call: {
    name: 'Anrufen',
    next: 'Anrufen und einen Tag vereinbaren. Das Ergebnis festhalten: Bei einer Zusage ruhen Mahnungen bis dahin.',
    reasons: {
      ladder_call: {
        short: (said) =>
          said.text('oldestDueOn') === ''
            ? `Anruf fällig, ${several(said.number('oldestDaysPastDue'), '1 Tag', (n) => `${n} Tage`)} überfällig`
            : `Anruf fällig, überfällig seit ${said.day('oldestDueOn')}`,
        why: (said) =>
          `Der Mahnplan ist bei Stufe „${said.text('step')}“ angekommen, einem Anruf: ${several(said.number('items'), 'Eine Rechnung ist', (n) => `${n} Rechnungen sind`)} überfällig, die älteste ${said.text('oldestDueOn') === '' ? `seit ${several(said.number('oldestDaysPastDue'), 'einem Tag', (n) => `${n} Tagen`)}` : `war am ${said.day('oldestDueOn')} fällig`}.`,
      },
    },
  },
  promise_broken: {
    name: 'Zusage nicht gehalten',
    next: 'Nachfragen, woran es lag, und einen neuen Tag oder Betrag vereinbaren.',
    reasons: {
      promise_broken: {
        short: (said) => `Zugesagt zum ${said.day('promisedOn')}, nichts eingegangen`,
        why: (said) =>
          `Die Zahlung war zum ${said.day('promisedOn')} zugesagt. Bis ${said.day('graceUntil')}, Banklaufzeit eingerechnet, ging nichts ein. Die Mahnungen laufen weiter.`,
      },
      promise_partly_kept: {
        short: (said) => `Zugesagt zum ${said.day('promisedOn')}, nur ein Teil kam`,
        why: (said) =>
          `Die Zahlung war zum ${said.day('promisedOn')} zugesagt. Bis ${said.day('graceUntil')}, Banklaufzeit eingerechnet, kam nur ein Teil. Für den Rest laufen die Mahnungen weiter.`,
      },
    },
  },
  reply_unread: {
    name: 'Ungelesene Antwort',
    next: 'Lesen und beantworten, oder als gelesen markieren.',
    reasons: {
      reply_unread: {
        short: (said) => `Schrieb am ${said.day('receivedOn')}, niemand hat es gelesen`,
        why: (said) =>
          `Am ${said.day('receivedOn')} kam eine Antwort, die seit zwei Werktagen niemand gelesen hat. So lange hielt sie Mahnungen zurück; jetzt laufen sie weiter.`,
      },
    },
  },
  no_address: {
    name: 'Niemand erreichbar',
    next: 'Einen Kontakt mit Adresse anlegen. Was wartet, geht mit dem nächsten Lauf hinaus; die Rechnung noch einmal senden.',
    reasons: {
      no_address: {
        short: (said) =>
          said.text('document') === '' ? 'Eine Mahnung ist fällig und erreicht niemanden' : `${said.text('document')} nicht versandt: keine Adresse`,
        why: (said) =>
          said.text('document') === ''
            ? 'Eine Mahnung ist fällig, und der Kunde hat auf keinem der Wege einen Kontakt mit Adresse.'
            : `${said.text('document')} sollte versandt werden, und der Kunde hat keinen Kontakt mit E-Mail-Adresse.`,
      },
    },
  },
  'message.address': {
    name: 'Adresse abgelehnt',
    next: 'Die richtige Adresse herausfinden und als Kontakt anlegen. An die abgelehnte wird nicht mehr geschrieben.',
    reasons: {
      bounced: {
        short: (said) => `Kam zurück: ${said.text('subject') || channelDe(said)}`,
        why: (said) =>
          `Eine Nachricht (${channelDe(said)})${about(said, (subject) => `„${subject}“`)} kam zurück: Die Adresse gibt es nicht, oder sie nimmt nichts an.${detail(said, (text) => `Die Gegenseite sagt: ${text}`)}`,
      },
      address_refused: {
        short: (said) => `Adresse abgelehnt: ${said.text('subject') || channelDe(said)}`,
        why: (said) =>
          `Eine Nachricht (${channelDe(said)})${about(said, (subject) => `„${subject}“`)} wurde wegen ihrer Adresse abgelehnt.${detail(said, (text) => `Die Gegenseite sagt: ${text}`)}`,
      },
    },
  },
  'message.unknown': {
    name: 'Ging vielleicht hinaus',
    next: 'Klären, ob sie angekommen ist, und es hier sagen: Ohne Sie geht nichts zweimal hinaus.',
    reasons: {
      answer_lost: {
        short: (said) => `Angekommen? ${said.text('subject') || channelDe(said)}`,
        why: (said) =>
          `Bei der Übergabe einer Nachricht (${channelDe(said)})${about(said, (subject) => `„${subject}“`)} brach die Verbindung ab. Sie kann angekommen sein oder nicht; von selbst geht sie nicht noch einmal hinaus.${detail(said, (text) => `Zuletzt hieß es: ${text}`)}`,
      },
    },
  },
  'message.failed': {
    name: 'Nicht zugestellt',
    next: 'Nachricht und Auskunft der Gegenseite ansehen; wenn es wichtig ist, auf anderem Weg schreiben.',
    reasons: {
      content_refused: {
        short: (said) => `Abgelehnt: ${said.text('subject') || channelDe(said)}`,
        why: (said) =>
          `Eine Nachricht (${channelDe(said)})${about(said, (subject) => `„${subject}“`)} wurde wegen ihres Inhalts abgelehnt.${detail(said, (text) => `Die Gegenseite sagt: ${text}`)}`,
      },
      tried_too_often: {
        short: (said) => `Einen Tag lang nicht zustellbar: ${said.text('subject') || channelDe(said)}`,
        why: (said) =>
          `Eine Nachricht (${channelDe(said)})${about(said, (subject) => `„${subject}“`)} konnte einen Tag lang nicht übergeben werden und wurde aufgegeben.${detail(said, (text) => `Zuletzt hieß es: ${text}`)}`,
      },
    },
  },
  'channel.down': {
    name: 'Versandkonto gestört',
    next: 'Das Konto in den Einstellungen prüfen. Nachrichten warten und gehen von selbst hinaus, sobald es sie annimmt; dann endet auch diese Aufgabe.',
    reasons: {
      channel_down: {
        short: (said) => (said.text('channel') === 'sms' ? 'Das SMS-Konto nimmt nichts an' : 'Das E-Mail-Konto nimmt nichts an'),
        why: (said) =>
          `Das Konto für ${said.text('channel') === 'sms' ? 'SMS' : 'E-Mail'} hat ${several(said.number('times'), 'einmal', (n) => `${n}-mal hintereinander`)} abgelehnt. Darüber geht nichts hinaus.${detail(said, (text) => `Es sagt: ${text}`)}`,
      },
    },
  },
  books_not_fresh: {
    name: 'Bankdatei fehlt',
    next: 'Die neueste Bankdatei importieren. Mahnungen gehen mit dem nächsten Lauf weiter, und diese Aufgabe endet von selbst.',
    reasons: {
      no_bank_file: {
        short: () => 'Noch keine Bankdatei: keine Mahnung geht hinaus',
        why: () => 'Es wurde noch keine Bankdatei importiert. Auch wer bezahlt hat, würde gemahnt; darum geht vorher keine Mahnung hinaus.',
      },
      bank_file_too_old: {
        short: (said) => `Bank bekannt bis ${said.day('knownThrough')}: Mahnungen warten`,
        why: (said) =>
          `Konto ${said.text('account')} ist bis ${said.day('knownThrough')} bekannt, Mahnungen brauchen es bis ${said.day('neededThrough')}. Bis dahin geht keine hinaus.`,
      },
    },
  },
};

export const TASK_SENTENCES = { en: EN, de: DE } as const;

/** How the program itself ends a task, by its code; what people wrote stays as it is. */
export const TASK_OUTCOMES: { readonly [language in 'en' | 'de']: Readonly<Record<string, string>> } = {
  en: {
    done: 'Done',
    books_fresh: 'The bank file came',
    reply_read: 'The reply was read',
    takes_messages_again: 'The account takes messages again',
    sent_after_all: 'It was sent after all',
    answered: 'The recipient answered: it had arrived',
  },
  de: {
    done: 'Erledigt',
    books_fresh: 'Die Bankdatei kam',
    reply_read: 'Die Antwort wurde gelesen',
    takes_messages_again: 'Das Konto nimmt wieder an',
    sent_after_all: 'Sie ging doch hinaus',
    answered: 'Der Empfänger hat geantwortet: Sie war angekommen',
  },
};
