import { day, money } from '../../kit/format.ts';
import { plural, sayWords, wordsOf, type Words } from '../../kit/words.ts';

type Sentences = Readonly<Record<string, string>>;

/** What a reason of a dunning decision, of a run or of a stopped reminder means, by its code. The codes stand in docs/dunning.md. */
const REASONS: { readonly en: Sentences; readonly de: Sentences } = {
  en: {
    reminded: 'A step is due and stands in the reminder',
    listed: 'Overdue, listed in a reminder that another invoice caused',
    outside_audience: 'The customer is not in the audience of this policy',
    automation_off: 'Reminders are off for this customer’s group',
    other_policy: 'Another policy serves this customer',
    hold_legal: 'On hold: with a lawyer or a court',
    hold_dispute: 'On hold: disputed',
    hold_plan: 'On hold: paid by a plan',
    hold_promise: 'On hold: a promise is open',
    hold_pending_debit: 'On hold: a debit is under way',
    hold_unread_reply: 'On hold: the customer wrote, nobody has read it',
    hold_unapplied_cash: 'On hold: money of the customer is not applied',
    hold_stale_books: 'On hold: the books are not up to date',
    hold_pilot_scope: 'On hold: kept out of a trial',
    credit_could_settle: 'An open credit could settle it',
    money_in_bank_file: 'Money in a bank file may be for it',
    below_minimum: 'Less is open than the minimum',
    not_due_yet: 'Not due yet',
    next_step_later: 'The next step comes later',
    ladder_finished: 'The last step was taken',
    not_business_day: 'No business day where the recipient is',
    reminded_recently: 'Reminded a few days ago',
    no_address: 'Nobody can be reached on any channel',
    bank_file_too_old: 'The newest bank file is too old',
    no_bank_file: 'No bank file was imported yet',
    paid: 'Paid meanwhile',
    amount_changed: 'The open amount changed',
    step_changed: 'Another step would be taken by now',
    address_changed: 'The address changed',
    nothing_due: 'Nothing of it is due any more',
    policy_retired: 'The policy is no longer in force',
    superseded: 'Nobody released it in time; a newer run decided anew',
    rejected: 'Turned down by a person',
    address_suppressed: 'The address bounced or asked for no more messages',
    message_refused: 'The message could not be put into the outbox',
    bounced: 'The message came back',
    failed: 'The message could not be handed over',
    call_task: 'A call stands in the worklist',
  },
  de: {
    reminded: 'Eine Stufe ist fällig und steht in der Mahnung',
    listed: 'Überfällig, steht in einer Mahnung wegen einer anderen Rechnung',
    outside_audience: 'Der Kunde gehört nicht zum Kreis dieses Mahnplans',
    automation_off: 'Mahnungen sind für die Gruppe des Kunden aus',
    other_policy: 'Ein anderer Mahnplan gilt für diesen Kunden',
    hold_legal: 'Angehalten: bei Anwalt oder Gericht',
    hold_dispute: 'Angehalten: strittig',
    hold_plan: 'Angehalten: wird in Raten gezahlt',
    hold_promise: 'Angehalten: eine Zahlungszusage läuft',
    hold_pending_debit: 'Angehalten: ein Einzug läuft',
    hold_unread_reply: 'Angehalten: der Kunde hat geschrieben, niemand hat es gelesen',
    hold_unapplied_cash: 'Angehalten: Geld des Kunden ist nicht zugeordnet',
    hold_stale_books: 'Angehalten: die Bücher sind nicht aktuell',
    hold_pilot_scope: 'Angehalten: nicht Teil des Versuchs',
    credit_could_settle: 'Ein offenes Guthaben könnte sie ausgleichen',
    money_in_bank_file: 'Geld in einer Bankdatei könnte dafür sein',
    below_minimum: 'Weniger offen als der Mindestbetrag',
    not_due_yet: 'Noch nicht fällig',
    next_step_later: 'Die nächste Stufe kommt später',
    ladder_finished: 'Die letzte Stufe ist gegangen',
    not_business_day: 'Kein Werktag beim Empfänger',
    reminded_recently: 'Erst vor wenigen Tagen gemahnt',
    no_address: 'Auf keinem Weg ist jemand erreichbar',
    bank_file_too_old: 'Die neueste Bankdatei ist zu alt',
    no_bank_file: 'Noch keine Bankdatei importiert',
    paid: 'Inzwischen bezahlt',
    amount_changed: 'Der offene Betrag hat sich geändert',
    step_changed: 'Inzwischen wäre eine andere Stufe dran',
    address_changed: 'Die Adresse hat sich geändert',
    nothing_due: 'Nichts davon ist mehr fällig',
    policy_retired: 'Der Mahnplan gilt nicht mehr',
    superseded: 'Nicht rechtzeitig freigegeben; ein neuerer Lauf hat neu entschieden',
    rejected: 'Von einer Person abgelehnt',
    address_suppressed: 'Die Adresse kam zurück oder will keine Nachrichten mehr',
    message_refused: 'Die Nachricht kam nicht in den Ausgang',
    bounced: 'Die Nachricht kam zurück',
    failed: 'Die Nachricht konnte nicht übergeben werden',
    call_task: 'Ein Anruf steht in der Arbeitsliste',
  },
};

const dunningWords = REASONS as unknown as Words<Sentences>;

export const KNOWN_DUNNING_REASONS: readonly string[] = Object.keys(REASONS.en);

/** A reason in words; an unknown code stays readable: `some_new_code` as "some new code". */
export function dunningReason(code: string): string {
  return sayWords(dunningWords)[code] ?? code.replaceAll('_', ' ');
}

const figureWords = wordsOf({
  en: {
    until: (on: string) => `until ${on}`,
    onDay: (on: string) => `on ${on}`,
    freeOn: (on: string) => `again from ${on}`,
    daysLate: (n: number) => (n > 0 ? `${n} ${plural(n, 'day', 'days')} late` : n === 0 ? 'due today' : `due in ${-n} ${plural(-n, 'day', 'days')}`),
    open: (sum: string) => `${sum} open`,
    step: (key: string) => `step “${key}”`,
    invoices: (n: number) => `${n} ${plural(n, 'invoice', 'invoices')}`,
    known: (on: string) => `known through ${on}`,
    needed: (on: string) => `needed through ${on}`,
  },
  de: {
    until: (on: string) => `bis ${on}`,
    onDay: (on: string) => `am ${on}`,
    freeOn: (on: string) => `wieder ab ${on}`,
    daysLate: (n: number) =>
      n > 0 ? `${n} ${plural(n, 'Tag', 'Tage')} überfällig` : n === 0 ? 'heute fällig' : `fällig in ${-n} ${plural(-n, 'Tag', 'Tagen')}`,
    open: (sum: string) => `${sum} offen`,
    step: (key: string) => `Stufe „${key}“`,
    invoices: (n: number) => `${n} ${plural(n, 'Rechnung', 'Rechnungen')}`,
    known: (on: string) => `bekannt bis ${on}`,
    needed: (on: string) => `nötig bis ${on}`,
  },
});

/** A day that is not torn at the end of a line. */
function wholeDay(on: string | number): string {
  return day(String(on)).replaceAll(' ', '\u00A0');
}

/** The figures behind a reason that a person can use, in short: "12 days late · until 4 Dec 26". */
export function dunningFigures(figures: Readonly<Record<string, string | number>> | null, currency?: string): string {
  if (figures === null) return '';
  const words = sayWords(figureWords);
  const said: string[] = [];
  const say = (key: string, sentence: (value: string | number) => string): void => {
    const value = figures[key];
    if (value !== undefined && value !== '') said.push(sentence(value));
  };
  say('daysPastDue', (n) => words.daysLate(Number(n)));
  say('step', (key) => words.step(String(key)));
  say('items', (n) => words.invoices(Number(n)));
  say('until', (on) => words.until(wholeDay(on)));
  say('untilOn', (on) => words.until(wholeDay(on)));
  say('on', (on) => words.onDay(wholeDay(on)));
  say('freeOn', (on) => words.freeOn(wholeDay(on)));
  say('knownThrough', (on) => words.known(wholeDay(on)));
  say('neededThrough', (on) => words.needed(wholeDay(on)));
  const unit = typeof figures['currency'] === 'string' ? figures['currency'] : currency;
  if (unit !== undefined) say('open', (sum) => words.open(/^-?\d+(\.\d+)?$/.test(String(sum)) ? money(String(sum), unit) : String(sum)));
  return said.join(' · ');
}
