import type { BankReference } from '../statement/statement-events.ts';
import { flat } from './field-text.ts';
import { referenceOf, type PaymentInformation } from './payment-information.ts';

/** A sub-field that holds this much is full: the next one goes on without a gap. */
const FULL_SUBFIELD_CHARS = 27;
/** Numbers that sub-fields have; any other digits behind the separator belong to a text. */
const SUBFIELD = '(00|10|2\\d|3[0-8]|6\\d|7\\d)';

const KEYWORD = /(?:^|(?<=[\s+:]))(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RCUR|SQTP)\+/g;
/** Keywords of running text; the values of the others end with their sub-field unless that is full. */
const RUNNING = new Set(['SVWZ', 'ABWA', 'ABWE', '']);
const MAX_REFERENCE_CHARS = 35;

/** Reads `166?00GUTSCHRIFT?20EREF+...?32Name`: ?20 to ?29 and ?60 to ?63 remittance with SEPA keywords, ?30 bank, ?31 account, ?32 and ?33 name, ?38 IBAN.
 *  Source: DFÜ-Abkommen, annex 3, chapter 8 (structure of field 86). */
export function readGermanInformation(whole: string, separator: string): PaymentInformation {
  const subfields = subfieldsOf(whole, separator);
  const one = (code: string): string => subfields.find((each) => each.code === code)?.text ?? '';
  const said = keywordsOf(subfields.filter(({ code }) => code >= '20' && !code.startsWith('3')).map(({ text }) => text));
  const names = pieced([one('32'), one('33')]);
  return {
    counterpartyName: flat(names) || flat(said.get('ABWA') ?? said.get('ABWE') ?? ''),
    counterpartyAccount: accountOf({ bank: one('30'), account: one('31'), iban: one('38') || (said.get('IBAN') ?? '') }),
    text: textOf(said) || flat(one('00')),
    references: referencesOf(said),
    transactionCode: /\d{3}/.exec(whole)?.[0] ?? '',
    primanota: one('10').trim(),
  };
}

type Subfield = { readonly code: string; readonly text: string };

function subfieldsOf(whole: string, separator: string): Subfield[] {
  const pieces = whole.split(new RegExp(`\\${separator}${SUBFIELD}`));
  const found: Subfield[] = [];
  for (let at = 1; at < pieces.length; at += 2) found.push({ code: pieces[at] ?? '', text: pieces[at + 1] ?? '' });
  return found;
}

/** Keyword to value; '' has what stands under none. */
function keywordsOf(texts: readonly string[]): Map<string, string> {
  const said = new Map<string, string>();
  let keyword = '';
  let lastWasFull = false;
  const add = (text: string, goesOn: boolean): void => {
    const before = said.get(keyword) ?? '';
    said.set(keyword, before === '' || goesOn ? before + text : `${before} ${text}`);
  };
  for (const text of texts) {
    const pieces = text.split(KEYWORD);
    const [first = ''] = pieces;
    const wouldBe = (said.get(keyword) ?? '').length + first.length;
    if (!RUNNING.has(keyword) && (!lastWasFull || wouldBe > MAX_REFERENCE_CHARS)) keyword = '';
    if (first !== '') add(first, lastWasFull);
    for (let at = 1; at < pieces.length; at += 2) {
      keyword = pieces[at] ?? '';
      add(pieces[at + 1] ?? '', false);
    }
    lastWasFull = text.length >= FULL_SUBFIELD_CHARS;
  }
  return said;
}

function textOf(said: ReadonlyMap<string, string>): string {
  return flat([said.get('SVWZ') ?? '', said.get('') ?? ''].filter((each) => each.trim() !== '').join(' '));
}

function referencesOf(said: ReadonlyMap<string, string>): BankReference[] {
  return [...referenceOf('EREF', said.get('EREF') ?? ''), ...referenceOf('MREF', said.get('MREF') ?? ''), ...referenceOf('other', said.get('KREF') ?? '')];
}

/** IBAN where there is one, else bank code and account as :25: writes them. */
function accountOf(given: { readonly bank: string; readonly account: string; readonly iban: string }): string {
  const [bank, account, iban] = [given.bank, given.account, given.iban].map((each) => each.replaceAll(/\s/g, ''));
  if (iban) return iban;
  if (!account) return '';
  return /^\d{8}$/.test(bank ?? '') && /^\d+$/.test(account) ? `${bank}/${account}` : account;
}

function pieced(pieces: readonly string[]): string {
  let text = '';
  let lastWasFull = true;
  for (const piece of pieces) {
    text += lastWasFull || piece === '' ? piece : ` ${piece}`;
    lastWasFull = piece.length >= FULL_SUBFIELD_CHARS;
  }
  return text;
}
