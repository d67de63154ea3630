import { money } from '../../kit/format.ts';
import { sayWords, type Words } from '../../kit/words.ts';

type Sentences = Readonly<Record<string, string>>;
type Figures = Readonly<Record<string, string | number>>;

/** What the codes of cash application mean. `{name}` is a figure of the reason; names of amounts are shown as money. */
const SENTENCES: { readonly en: Sentences; readonly de: Sentences } = {
  en: {
    '': 'Not looked at yet',
    confirmed: 'Accepted by a person',
    explained_by_person: 'Explained by a person',
    undone: 'Taken back; “Match now” proposes again',
    not_receivables: 'Set aside: not about receivables',
    returned_payment: 'A payment that the bank took back',
    refund: 'A refund of ours',
    references_exact: 'Named items add up to {amount}',
    references_discount: 'Named items less {discount} discount',
    references_tolerance: '{missing} missing, within tolerance',
    references_short: '{missing} short of the named items',
    references_over: '{rest} more than the named items',
    payer_single: 'One open item of this payer has the amount',
    payer_balance: 'The whole balance of this payer, {count} items',
    payer_run: 'The oldest {count} items of this payer add up',
    known_money: 'Recorded before, awaited the bank',
    policy_pick: 'The oldest of {count} interchangeable items',
    not_incoming: 'Not money in',
    currency_differs: 'Names an item in another currency',
    closed_invoice: 'Refers to a settled invoice {number}',
    payer_conflict: 'Payer is known as another customer',
    payer_ambiguous: 'Payer could be {count} customers',
    crosses_customers: 'Items of {count} customers outside one group',
    held_item: '{number} is on hold',
    over_auto_limit: '{amount} is above the limit for automatic',
    items_capped: 'More open items than were looked at',
    tie: 'A tie: {count} explanations fit equally',
    unexplained_numbers: 'Names numbers that fit no open item',
    reference_contradicts: 'Names {number}, which fits no open item',
    other_item_fits: 'Amount fits {number}, which is not named',
    known_money_or_new: 'Known money, or a new payment of the same amount',
    references_partly_used: 'Amount fits only {used} of {count} named items',
    unreferenced_items: '{count} items are not named',
    fuzzy_reference: '{written} is no number; {number} is one edit away',
    pair_only: 'Two items add up, without a reference',
    subset_only: '{count} items add up, without a reference',
    payer_by_name_only: 'Payer known by words of the name only',
    payer_by_group_only: 'Payer known as a member of the group only',
    payer_unknown_amount_differs: 'Payer unknown, amount differs by {difference}',
    reference_short_form: 'Payer unknown, {number} by its digits only',
    reference_ending: '{number} by its last digits only',
    underpayment_manual: '{missing} short: a person decides',
    probability_low: 'The best explanation is not sure enough',
    payer_unknown: 'Payer unknown, no reference',
    no_open_items: 'No open item of this payer',
    nothing_fits: 'No open item or combination fits',
    names_number: 'Reference names {number}',
    names_digits: 'Reference has the digits of {number}',
    names_list_member: '{written} completes to {number}',
    near_number: '{written} is one edit from {number}',
    payer_account: 'Payer’s account is known',
    payer_alias: 'Payer’s name is known',
    payer_name: 'Payer known by words of the name',
    payer_group: 'Payer belongs to the group',
    amount_exact: 'Amount exact',
    amount_discount: 'Amount fits after {discount} discount',
    amount_tolerance: '{missing} missing, within tolerance',
    amount_short: 'Amount {missing} short',
    amount_over: '{rest} would stay unapplied',
    coincidence: 'About {expected} such combinations fit by accident',
    names_nothing: 'No number in the reference',
  },
  de: {
    '': 'Noch nicht angesehen',
    confirmed: 'Von einer Person bestätigt',
    explained_by_person: 'Von einer Person erklärt',
    undone: 'Zurückgenommen; „Jetzt zuordnen“ schlägt wieder vor',
    not_receivables: 'Beiseitegelegt: keine Forderung',
    returned_payment: 'Von der Bank zurückgegebene Zahlung',
    refund: 'Eine Erstattung von uns',
    references_exact: 'Genannte Posten ergeben {amount}',
    references_discount: 'Genannte Posten abzüglich {discount} Skonto',
    references_tolerance: '{missing} fehlen, im Rahmen',
    references_short: '{missing} weniger als die genannten Posten',
    references_over: '{rest} mehr als die genannten Posten',
    payer_single: 'Ein offener Posten des Zahlers hat den Betrag',
    payer_balance: 'Der ganze Saldo des Zahlers, {count} Posten',
    payer_run: 'Die ältesten {count} Posten des Zahlers ergeben ihn',
    known_money: 'Schon erfasst, wartete auf die Bank',
    policy_pick: 'Der älteste von {count} austauschbaren Posten',
    not_incoming: 'Kein Eingang',
    currency_differs: 'Nennt einen Posten in anderer Währung',
    closed_invoice: 'Bezieht sich auf die erledigte Rechnung {number}',
    payer_conflict: 'Zahler ist als anderer Kunde bekannt',
    payer_ambiguous: 'Zahler könnte {count} Kunden sein',
    crosses_customers: 'Posten von {count} Kunden außerhalb einer Gruppe',
    held_item: '{number} ist angehalten',
    over_auto_limit: '{amount} liegt über der Grenze für Automatik',
    items_capped: 'Mehr offene Posten, als angesehen wurden',
    tie: 'Gleichstand: {count} Erklärungen passen gleich gut',
    unexplained_numbers: 'Nennt Nummern, zu denen nichts offen ist',
    reference_contradicts: 'Nennt {number}, dazu ist nichts offen',
    other_item_fits: 'Betrag passt zu {number}, das nicht genannt ist',
    known_money_or_new: 'Bekanntes Geld oder neue Zahlung gleichen Betrags',
    references_partly_used: 'Betrag passt nur zu {used} von {count} genannten',
    unreferenced_items: '{count} Posten sind nicht genannt',
    fuzzy_reference: '{written} gibt es nicht; {number} weicht um ein Zeichen ab',
    pair_only: 'Zwei Posten ergeben ihn, ohne Referenz',
    subset_only: '{count} Posten ergeben ihn, ohne Referenz',
    payer_by_name_only: 'Zahler nur an Wörtern des Namens erkannt',
    payer_by_group_only: 'Zahler nur als Mitglied der Gruppe bekannt',
    payer_unknown_amount_differs: 'Zahler unbekannt, Betrag weicht um {difference} ab',
    reference_short_form: 'Zahler unbekannt, {number} nur an Ziffern erkannt',
    reference_ending: '{number} nur an den letzten Ziffern erkannt',
    underpayment_manual: '{missing} zu wenig: eine Person entscheidet',
    probability_low: 'Die beste Erklärung ist nicht sicher genug',
    payer_unknown: 'Zahler unbekannt, keine Referenz',
    no_open_items: 'Kein offener Posten dieses Zahlers',
    nothing_fits: 'Kein offener Posten und keine Verbindung passt',
    names_number: 'Referenz nennt {number}',
    names_digits: 'Referenz hat die Ziffern von {number}',
    names_list_member: '{written} ergänzt sich zu {number}',
    near_number: '{written} weicht um ein Zeichen von {number} ab',
    payer_account: 'Konto des Zahlers bekannt',
    payer_alias: 'Name des Zahlers bekannt',
    payer_name: 'Zahler an Wörtern des Namens erkannt',
    payer_group: 'Zahler gehört zur Gruppe',
    amount_exact: 'Betrag genau',
    amount_discount: 'Betrag passt nach {discount} Skonto',
    amount_tolerance: '{missing} fehlen, im Rahmen',
    amount_short: 'Betrag {missing} zu klein',
    amount_over: '{rest} blieben nicht zugeordnet',
    coincidence: 'Etwa {expected} solche Verbindungen passen zufällig',
    names_nothing: 'Keine Nummer in der Referenz',
  },
};

export const KNOWN_CASH_REASONS: readonly string[] = Object.keys(SENTENCES.en);

const AMOUNTS = new Set(['amount', 'discount', 'missing', 'rest', 'difference', 'limit']);

function shown(name: string, value: string | number | undefined, currency: string): string {
  if (value === undefined) return '?';
  return AMOUNTS.has(name) && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? money(value, currency) : String(value);
}

/** A reason in words; an unknown code says what the server says (`sentence`), else the code itself. */
export function cashReason(given: { readonly code: string; readonly sentence?: string; readonly figures?: Figures }, currency: string): string {
  const text = sayWords(SENTENCES as unknown as Words<Sentences>)[given.code];
  if (text === undefined) return given.sentence ?? given.code.replaceAll('_', ' ');
  const { figures } = given;
  // Without figures the sentence of the code is said without its blanks.
  if (figures === undefined) return text.replace(/\s*\{\w+\}/g, ' …').trim();
  return text.replace(/\{(\w+)\}/g, (_, name: string) => shown(name, figures[name], currency));
}

const DOUBTS = new Set(['near_number', 'payer_name', 'amount_short', 'amount_over', 'amount_tolerance', 'coincidence', 'names_digits']);
const SPEAKS_FOR = /^(names_|payer_|amount_|known_)/;

/** Whether a piece of evidence speaks for an explanation, is to be looked at, or speaks against it. */
export function weightOf(code: string): 'for' | 'doubt' | 'against' {
  if (DOUBTS.has(code)) return 'doubt';
  return SPEAKS_FOR.test(code) ? 'for' : 'against';
}
