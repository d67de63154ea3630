import type { BankReference } from '../statement/statement-events.ts';
import { flat } from './field-text.ts';
import { NO_INFORMATION, referenceOf, type PaymentInformation } from './payment-information.ts';

const WORD =
  /\/(TRTP|TRCD|ORDP|BENM|RTRN|CNTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|PREF|NRTX|ULTD|ULTB|ULTC|ISDT|KREF|IREF|SVCL|PURP|ADDR|PHON|SWOD|SWOC|ID|OCMT|CHGS|UDTR|UCRD)\//g;

/** Reads `/TRTP/SEPA OVERBOEKING/IBAN/NL.../NAME/.../REMI/.../EREF/...`, as Dutch and Belgian banks write it.
 *  Source: SEPA rulebook annex of the Dutch Payments Association on structured :86:, and the banks' own descriptions of it. */
export function readSlashInformation(whole: string): PaymentInformation {
  const said = new Map<string, string>();
  const pieces = whole.split(WORD);
  for (let at = 1; at < pieces.length; at += 2) {
    const word = pieces[at] ?? '';
    const value = (pieces[at + 1] ?? '').replace(/^\/+/, '');
    // What follows a party's own word (ORDP, BENM) belongs to it; the first value of a word counts.
    if (!said.get(word)) said.set(word, value);
  }
  // CNTP holds account, BIC, name and place of the other party.
  const [partyAccount = '', , partyName = ''] = (said.get('CNTP') ?? '').split('/');
  const remittance = readRemittance(said.get('REMI') ?? '');
  return {
    ...NO_INFORMATION,
    counterpartyName: flat(said.get('NAME') ?? '') || flat(partyName) || partyIn(said.get('ULTD') ?? said.get('ULTB') ?? said.get('ULTC') ?? ''),
    counterpartyAccount: ended(said.get('IBAN') ?? partyAccount).replaceAll(/\s/g, ''),
    text: remittance.text || flat(ended(said.get('TRTP') ?? '')),
    references: [
      ...remittance.references,
      ...referenceOf('EREF', ended(said.get('EREF') ?? '')),
      ...referenceOf('MREF', ended(said.get('MARF') ?? '')),
      ...referenceOf('other', ended(said.get('KREF') ?? '')),
    ],
  };
}

/** `USTD//text/`, `STRD/CUR/reference/`, or the text alone. */
function readRemittance(value: string): { readonly text: string; readonly references: readonly BankReference[] } {
  const structured = /^STRD\/(?:[A-Z]+\/)?(.*?)\/?$/.exec(value.trim());
  if (structured) return { text: '', references: referenceOf('SCOR', structured[1] ?? '') };
  return { text: flat(ended(value.replace(/^USTD\/+/, ''))), references: [] };
}

function partyIn(value: string): string {
  return flat(ended(value).replaceAll('/', ' '));
}

/** Without the slashes that close a value. */
function ended(value: string): string {
  return value.trim().replace(/\/+$/, '');
}
