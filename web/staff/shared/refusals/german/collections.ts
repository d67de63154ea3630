import type { Sentences } from '../fill-sentence.ts';

/** Dunning, promises and holds. */
export const COLLECTIONS: Sentences = {
  'automation.email_not_ready': [
    {
      where: { reason: 'channel_not_set' },
      say: 'Mahnungen per Mail können noch nicht von selbst hinausgehen: Es ist kein Mailkonto eingerichtet. Richten Sie eines ein, oder nehmen Sie bis dahin „Freigabe“.',
    },
    {
      where: { reason: 'domain_not_checked' },
      say: 'Mahnungen per Mail können noch nicht von selbst hinausgehen: Die Domain des Absenders wurde noch nicht geprüft. Prüfen Sie sie mit „dunlin channel domain“, oder nehmen Sie bis dahin „Freigabe“.',
    },
    {
      where: { reason: 'domain_check_old' },
      say: 'Mahnungen per Mail können noch nicht von selbst hinausgehen: Die Prüfung der Absenderdomain ist zu alt. Prüfen Sie sie noch einmal mit „dunlin channel domain“, oder nehmen Sie bis dahin „Freigabe“.',
    },
    {
      where: { reason: 'domain_failed' },
      say: 'Mahnungen per Mail können noch nicht von selbst hinausgehen: Die Domain des Absenders hat die Prüfung von SPF, DKIM und DMARC nicht bestanden. Beheben Sie das beim Betreiber der Domain, oder nehmen Sie bis dahin „Freigabe“.',
    },
    'Mahnungen per Mail können noch nicht von selbst hinausgehen. Nehmen Sie bis dahin „Freigabe“.',
  ],
  'automation.off': [
    'Der Mahnplan „{policy}“ ist für alle ausgeschaltet. Stellen Sie zuerst seine Betriebsart um: Schatten, Freigabe oder Auto.',
    'Diese Automatik ist ausgeschaltet. Stellen Sie zuerst ihre Betriebsart um: Schatten, Freigabe oder Auto.',
  ],
  'books.clean_in_future': [
    'Die Bücher können nicht bis {through:day} vollständig sein, denn dieser Tag ist noch nicht da. Geben Sie heute oder einen Tag davor an.',
    'Die Bücher können nicht bis zu einem Tag vollständig sein, der noch nicht da ist. Geben Sie heute oder einen Tag davor an.',
  ],
  'hold.ends_in_past': [
    'Der {untilOn:day} ist schon vorbei; bis dahin lässt sich nichts mehr anhalten. Wählen Sie einen späteren Tag.',
    'Dieser Tag ist schon vorbei. Wählen Sie einen späteren, bis zu dem angehalten wird.',
  ],
  'hold.not_active': 'Das ist nicht mehr angehalten; nichts wurde geändert. Laden Sie die Liste neu.',
  'hold.not_by_hand':
    'Das ist aus einem anderen Grund angehalten und endet mit ihm: eine Zusage, eine ungelesene Antwort oder eine fehlende Bankdatei. Sagen Sie die Zusage ab, beantworten Sie die Antwort, oder importieren Sie die Bankdatei.',
  'hold.not_found': 'Das ist nicht angehalten, jedenfalls nicht mehr. Laden Sie die Liste neu.',
  'hold.subject_not_found': 'Was angehalten werden soll, gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'policy.invalid': [
    'Dieser Mahnplan lässt sich so nicht verwenden („{problem}“). Berichtigen Sie die Stelle und speichern Sie ihn noch einmal.',
    'Dieser Mahnplan lässt sich so nicht verwenden. Berichtigen Sie ihn und speichern Sie ihn noch einmal.',
  ],
  'policy.not_found': [
    'Ein Mahnplan „{code}“ ist in diesem Unternehmen nicht in Kraft. Laden Sie die Seite neu, oder speichern Sie ihn.',
    'Dieser Mahnplan ist in diesem Unternehmen nicht in Kraft. Laden Sie die Seite neu, oder speichern Sie ihn.',
  ],
  'promise.after_broken': 'Eine frühere Zusage dafür wurde nicht gehalten. Sprechen Sie mit dem Kunden, und halten Sie fest, was vereinbart ist.',
  'promise.already_paid': [
    'Auf {number} ist nichts mehr offen. Lassen Sie die Rechnung weg.',
    'Auf einer der Rechnungen ist nichts mehr offen. Lassen Sie sie weg.',
  ],
  'promise.amount': [
    'Eine Zusage liegt zwischen null und dem, was offen ist: {open:money:currency}. Zugesagt wären {asked:money:currency}. Berichtigen Sie den Betrag.',
    'Eine Zusage liegt zwischen null und dem, was offen ist. Berichtigen Sie den Betrag.',
  ],
  'promise.currencies': 'Eine Zusage hat eine Währung. Halten Sie für jede Währung eine eigene fest.',
  'promise.day': [
    'Eine Zusage gilt für einen Tag vom {earliest:day} bis {latest:day}, nicht für den {asked:day}. Wählen Sie einen anderen Tag.',
    'Der zugesagte Tag ist vorbei oder zu weit entfernt. Wählen Sie einen anderen Tag.',
  ],
  'promise.ended': ['Diese Zusage ist bereits {state:promise} und bleibt so.', 'Diese Zusage ist schon beendet und bleibt so.'],
  'promise.not_found': 'Diese Zusage gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'promise.nothing_open': [
    'Für diesen Kunden ist in {currency} nichts offen, das zugesagt werden könnte. Prüfen Sie Kunde und Währung, oder nennen Sie die Rechnungen.',
    'Für diesen Kunden ist nichts offen, das zugesagt werden könnte. Prüfen Sie Kunde und Währung, oder nennen Sie die Rechnungen.',
  ],
  'promise.one_at_a_time': 'Dafür gibt es schon eine Zusage. Warten Sie ihren Tag ab, oder ändern Sie sie mit dem Kunden.',
  'promise.other_customer': 'Eine Zusage gilt für Forderungen des Kunden, der sie gibt. Halten Sie für jeden Kunden eine eigene fest.',
  'promise.receivable_not_found':
    'Mindestens eine Forderung der Zusage gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu und wählen Sie noch einmal.',
  'reminder.none_waiting':
    'Keine Mahnung dieses Laufs wartet auf Freigabe: Sie sind freigegeben oder abgelehnt, oder ein neuerer Lauf hat neu entschieden. Sehen Sie die Mahnungen des Laufs an.',
  'reminder.not_found': 'Diese Mahnung gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
};
