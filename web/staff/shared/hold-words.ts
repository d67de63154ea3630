import { sayWords, wordsOf } from '../../kit/words.ts';

const kinds = wordsOf({
  en: {
    dispute: 'Dispute',
    legal: 'Lawyer or court',
    plan: 'Payment plan',
    promise: 'Promise',
    pending_debit: 'Debit under way',
    unread_reply: 'Unread reply',
    unapplied_cash: 'Unapplied money',
    stale_books: 'Books are not up to date',
    pilot_scope: 'Kept out of a trial',
  },
  de: {
    dispute: 'Streitfall',
    legal: 'Anwalt oder Gericht',
    plan: 'Ratenplan',
    promise: 'Zusage',
    pending_debit: 'Laufender Einzug',
    unread_reply: 'Ungelesene Antwort',
    unapplied_cash: 'Nicht zugeordnetes Geld',
    stale_books: 'Bücher sind nicht aktuell',
    pilot_scope: 'Nicht Teil des Versuchs',
  },
});

/** What a hold is because of; a kind that has no word yet stays readable. */
export function holdKind(kind: string): string {
  const words: Readonly<Record<string, string>> = sayWords(kinds);
  return words[kind] ?? kind.replaceAll('_', ' ');
}

export const holdWords = wordsOf({
  en: {
    held: 'On hold',
    title: 'Hold reminders',
    text: 'No reminder and no debit until it ends or is released. The customer is not told.',
    because: 'Because of',
    until: 'Until',
    untilHint: 'Empty: until somebody releases it.',
    reason: 'Reason',
    reasonMissing: 'Give a reason.',
    release: 'Release',
    releaseTitle: 'Release this hold?',
    releaseText: 'What it held back may go out with the next run.',
    refused: 'It was refused.',
    nothing_open: 'Nothing of it is open: there is nothing to hold.',
    already_held: 'It is held for this already.',
    credit_note: 'It is a credit note: nobody is reminded of it.',
  },
  de: {
    held: 'Angehalten',
    title: 'Mahnungen anhalten',
    text: 'Keine Mahnung und kein Einzug, bis es endet oder jemand freigibt. Der Kunde erfährt davon nichts.',
    because: 'Wegen',
    until: 'Bis',
    untilHint: 'Leer: bis jemand freigibt.',
    reason: 'Grund',
    reasonMissing: 'Bitte einen Grund angeben.',
    release: 'Freigeben',
    releaseTitle: 'Wieder freigeben?',
    releaseText: 'Was angehalten war, kann mit dem nächsten Lauf hinausgehen.',
    refused: 'Es wurde abgelehnt.',
    nothing_open: 'Nichts davon ist offen: Es gibt nichts anzuhalten.',
    already_held: 'Deswegen ist es schon angehalten.',
    credit_note: 'Es ist eine Gutschrift: Daran wird niemand erinnert.',
  },
});
