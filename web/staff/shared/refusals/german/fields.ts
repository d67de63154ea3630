import type { ProblemBody } from '../../../../../src/foundation/contract/problem.ts';
import { fillSentence, type Sentences } from '../fill-sentence.ts';
import { GERMAN_FIGURES } from './figures.ts';

type Place = NonNullable<ProblemBody['errors']>[number];

/** Sentences that the contract itself writes about a field, by what they say in English. */
export const OWN_WORDS: Readonly<Record<string, string>> = {
  'A DKIM selector is a name like s1.': 'Ein DKIM-Selektor ist ein Name wie s1.',
  'A colour is written #RRGGBB.': 'Eine Farbe wird #RRGGBB geschrieben.',
  'A country is an ISO 3166 code such as DE.': 'Ein Land ist ein Kürzel nach ISO 3166 wie DE.',
  'A country is two capital letters, such as DE.': 'Ein Land sind zwei Großbuchstaben, etwa DE.',
  'A currency is an ISO 4217 code such as EUR.': 'Eine Währung ist ein Kürzel nach ISO 4217 wie EUR.',
  'A day of the calendar is written YYYY-MM-DD.': 'Das ist kein Tag des Kalenders.',
  'A host is a name like smtp.example.com, without protocol and port.': 'Ein Server ist ein Name wie smtp.beispiel.de, ohne Protokoll und Port.',
  'A key is lower-case words joined by dots or hyphens, such as views.invoices.':
    'Ein Schlüssel besteht aus kleingeschriebenen Wörtern mit Punkten oder Bindestrichen, etwa views.invoices.',
  'A language is written like de or en-GB.': 'Ein Sprachkürzel wird wie de oder en-GB geschrieben.',
  'A language looks like de or en-GB.': 'Ein Sprachkürzel sieht aus wie de oder en-GB.',
  'A name is one line.': 'Ein Name steht in einer Zeile.',
  'A policy is named in small letters, digits and -.': 'Ein Mahnplan heißt in Kleinbuchstaben, Ziffern und Bindestrichen.',
  'A rate is a decimal such as 0.9215.': 'Ein Kurs ist eine Dezimalzahl wie 0.9215.',
  'A sender is a number like +4915112345678 or a name of at most 11 letters.':
    'Ein Absender ist eine Nummer wie +4915112345678 oder ein Name mit höchstens 11 Buchstaben.',
  'A series is named in lower-case letters and digits, such as main or 2027.': 'Ein Nummernkreis heißt in Kleinbuchstaben und Ziffern, etwa main oder 2027.',
  'A step is named in small letters, digits and _.': 'Eine Stufe heißt in Kleinbuchstaben, Ziffern und _.',
  'Amounts are compared in one currency: name it.': 'Beträge lassen sich nur in einer Währung vergleichen: Wählen Sie eine.',
  'An amount is a decimal string such as "1234.50".': 'Das ist kein Betrag. Schreiben Sie ihn wie 1234,50.',
  'An amount such as 5.00.': 'Das ist kein Betrag. Schreiben Sie ihn wie 5,00.',
  'An automation is cash_application, invoicing, or dunning:<policy>.': 'Eine Automatik heißt cash_application, invoicing oder dunning:<Mahnplan>.',
  'An e-mail address looks like name@example.com.': 'Eine E-Mail-Adresse sieht aus wie name@beispiel.de.',
  'An example is worth more than nothing.': 'Ein Beispiel ist mehr als null wert.',
  'An id is a UUID in lower case.': 'Das ist keine Kennung. Laden Sie die Seite neu.',
  'Control characters cannot be used here.': 'Steuerzeichen sind hier nicht möglich.',
  'Name either invoices or customers.': 'Nennen Sie entweder Rechnungen oder Kunden.',
  'This day is too early or too late: days from 1900 to 2199 can be used.': 'Dieser Tag ist zu früh oder zu spät: Möglich sind Tage von 1900 bis 2199.',
  'This is no BIC: it has 8 or 11 letters and digits.': 'Das ist keine BIC: Sie hat 8 oder 11 Buchstaben und Ziffern.',
  'This is no account number: its length or its check digits are wrong.': 'Das ist keine IBAN: Länge oder Prüfziffern stimmen nicht.',
  'This is no e-mail address.': 'Das ist keine E-Mail-Adresse.',
  'Without encryption, passwords and mails can be read on the way. Use tls or starttls, or say allowPlain.':
    'Ohne Verschlüsselung lassen sich Passwörter und Mails unterwegs mitlesen. Wählen Sie TLS oder STARTTLS, oder erlauben Sie es ausdrücklich.',
};

/** What the validator found, by its rule. */
export const RULES: Sentences = {
  required: 'Eine nötige Angabe fehlt.',
  unknown_field: ['Die Angabe „{field}“ ist hier unbekannt. Laden Sie die Seite neu.', 'Eine Angabe ist hier unbekannt. Laden Sie die Seite neu.'],
  unreadable_text: 'Der Text enthält ein Zeichen, das sich nicht aufbewahren lässt. Entfernen Sie es.',
  too_short: [
    { where: { limit: '1' }, say: 'Eine nötige Angabe ist leer.' },
    'Eine Angabe ist zu kurz: mindestens {limit:count} Zeichen.',
    'Eine Angabe ist zu kurz.',
  ],
  too_long: ['Eine Angabe ist zu lang: höchstens {limit:count} Zeichen.', 'Eine Angabe ist zu lang.'],
  too_few: [
    { where: { limit: '1' }, say: 'Mindestens ein Eintrag ist nötig.' },
    'Mindestens {limit:count} Einträge sind nötig.',
    'Es sind zu wenige Einträge.',
  ],
  too_many: ['Höchstens {limit:count} Einträge sind möglich.', 'Es sind zu viele Einträge.'],
  too_low: ['Eine Zahl ist zu klein: mindestens {limit}.', 'Eine Zahl ist zu klein.'],
  too_high: ['Eine Zahl ist zu groß: höchstens {limit}.', 'Eine Zahl ist zu groß.'],
  type: [
    { where: { expected: 'number' }, say: 'Das ist keine Zahl.' },
    { where: { expected: 'int' }, say: 'Das ist keine ganze Zahl.' },
    { where: { expected: 'string' }, say: 'Hier gehört ein Text hin.' },
    { where: { expected: 'boolean' }, say: 'Hier gehört Ja oder Nein hin.' },
    { where: { expected: 'array' }, say: 'Hier gehört eine Liste hin.' },
    'Eine Angabe hat die falsche Art.',
  ],
  format: [
    { where: { expected: 'email' }, say: 'Das ist keine E-Mail-Adresse.' },
    { where: { expected: 'datetime' }, say: 'Das ist kein Zeitpunkt.' },
    { where: { expected: 'date' }, say: 'Das ist kein Datum.' },
    { where: { expected: 'url' }, say: 'Das ist keine Webadresse.' },
    'Eine Angabe ist nicht so geschrieben, wie sie muss.',
  ],
  choice: 'Eine Angabe ist keine der möglichen.',
};

/** One place of a request in German: what the contract says of it, else by the rule that it breaks, else as the server said it. */
export function fieldInGerman({ detail, rule, limit, expected, pointer }: Place): string {
  const own = Object.hasOwn(OWN_WORDS, detail) ? OWN_WORDS[detail] : undefined;
  if (own !== undefined) return own;
  if (rule === undefined || !Object.hasOwn(RULES, rule)) return detail;
  const figures = { limit: limit === undefined ? undefined : String(limit), expected, field: pointer.split('/').at(-1) };
  return fillSentence(RULES[rule] as Sentences[string], figures, GERMAN_FIGURES) ?? detail;
}
