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
