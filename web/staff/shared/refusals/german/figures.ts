import { count, day, figures, money } from '../../../../kit/format.ts';
import type { Format } from '../fill-sentence.ts';

const DECIMAL = /^-?\d{1,30}(?:\.\d{1,12})?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A code of the server in words; a new one has none, and the sentence goes on without it. */
function words(of: Readonly<Record<string, string>>): Format {
  return (value) => (typeof value === 'string' && Object.hasOwn(of, value) ? (of[value] ?? null) : null);
}

function whole(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

function counted(divisor: number): Format {
  return (value) => {
    const number = whole(value);
    return number === null ? null : count(Math.ceil(number / divisor), 'de');
  };
}

/** How figures of refusals are written in German. Texts from outside stand as they are. */
export const GERMAN_FIGURES: Readonly<Record<string, Format>> = {
  text: (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  },
  count: counted(1),
  minutes: counted(60),
  kilobytes: counted(1024),
  megabytes: counted(1024 * 1024),
  decimal: (value) => (typeof value === 'string' && DECIMAL.test(value) ? figures(value, 'de') : null),
  money: (value, currency) =>
    typeof value === 'string' && DECIMAL.test(value) && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? money(value, currency, 'de') : null,
  day: (value) => (typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? day(value, 'de') : null),

  role: words({
    owner: 'Inhaber',
    admin: 'Administrator',
    billing: 'Fakturierung',
    cash_application: 'Zahlungszuordnung',
    collections: 'Forderungsmanagement',
    credit: 'Kredit',
    controller: 'Controlling',
    read_only: 'Nur lesen',
    auditor: 'Prüfer',
  }),
  separation: words({ full: 'Voll', small: 'Klein', solo: 'Allein' }),
  scope: words({
    'customers:read': 'Kunden, Ansprechpartner und Kreditlimits sehen',
    'customers:write': 'Kunden, Ansprechpartner und Gruppen ändern',
    'credit:write': 'Kreditlimits und Kreditsperren ändern',
    'agreements:read': 'Vereinbarungen und Aufträge sehen',
    'agreements:write': 'Vereinbarungen, Preise und Aufträge ändern',
    'invoices:read': 'Rechnungen und Gutschriften sehen',
    'invoices:write': 'Rechnungen entwerfen, stellen, berichtigen und senden',
    'receivables:read': 'Forderungen, Guthaben und Zuordnungen sehen',
    'cash:read': 'Kontoauszüge, Bankzeilen und Vorschläge sehen',
    'cash:import': 'Kontoauszüge importieren',
    'cash:apply': 'Zahlungen zuordnen und Zuordnungen zurücknehmen',
    'payments:read': 'Zahlungen und Auszahlungen sehen',
    'payments:write': 'Zahlungen erfassen und Guthaben auszahlen',
    'collections:read': 'Mahnwesen, Zusagen und Arbeitsliste sehen',
    'collections:write': 'Mahnen, Zusagen festhalten und Mahnungen anhalten',
    'disputes:write': 'Streitfälle anlegen und klären',
    'writeoffs:write': 'Forderungen ausbuchen und kleine Reste erlassen',
    'messages:read': 'Nachrichten und Antworten sehen',
    'messages:write': 'Nachrichten schreiben und anhalten, Texte ändern',
    'ledger:read': 'Journal, Konten und Perioden sehen',
    'periods:close': 'Perioden abschließen und wieder öffnen',
    'rates:write': 'Wechselkurse eintragen',
    'reports:read': 'Kennzahlen und Berichte sehen',
    'automation:read': 'Automatiken, ihre Läufe und Entscheidungen sehen',
    'automation:write': 'Automatiken umstellen und Mahnpläne ändern',
    'tasks:read': 'Aufgaben und Mitteilungen sehen',
    'tasks:write': 'Aufgaben erledigen, verwerfen, zurückstellen und zuweisen',
    'settings:write': 'Unternehmen, Nummernkreise, Konten und Verbindungen einrichten',
    'approvals:read': 'Freigaben sehen',
    'approvals:decide': 'Freigaben erteilen oder ablehnen',
    'access:admin': 'Benutzer, Rollen und API-Schlüssel verwalten',
    'companies:create': 'Unternehmen anlegen',
    'audit:read': 'Den Prüfpfad lesen und prüfen',
  }),
  channel: words({ email: 'Mailkonto', sms: 'Kurznachrichten', mailbox: 'Postfach', letter: 'Brief' }),
  secret: words({ password: 'Passwort', authToken: 'Auth-Token', clientSecret: 'Client-Secret', refreshToken: 'Refresh-Token' }),
  list: words({ customers: 'Kunden', invoices: 'Rechnungen', payments: 'Zahlungen' }),

  approval: words({ granted: 'freigegeben', rejected: 'abgelehnt', withdrawn: 'zurückgezogen' }),
  task: words({ done: 'erledigt', dropped: 'verworfen' }),
  draft: words({ issued: 'gestellt', discarded: 'verworfen' }),
  payment: words({ reversed: 'zurückgenommen', returned: 'von der Bank zurückgegeben' }),
  promise: words({ kept: 'gehalten', partly_kept: 'teils gehalten', broken: 'gebrochen', cancelled: 'abgesagt', replaced: 'ersetzt' }),
  proposal: words({ shadow: 'nur im Schatten entstanden', applied: 'zugeordnet', superseded: 'überholt', undone: 'zurückgenommen' }),
  message: words({
    sending: 'Sie wird gerade gesendet',
    sent: 'Sie ist gesendet',
    delivered: 'Sie ist zugestellt',
    bounced: 'Sie kam zurück',
    failed: 'Sie ist gescheitert',
    unknown: 'Sie ging vielleicht hinaus',
    stopped: 'Sie ist angehalten',
  }),
};
