import type { BankReference } from '../statement/statement-events.ts';
import { at, child, childrenOf, freeTextAt, textAt, type CamtNode } from './camt-node.ts';
import { directionOf, flat, writtenAmount, type Direction, type WrittenAmount } from './camt-values.ts';

export type Party = { readonly name: string; readonly account: string };

/** What is kept of one transaction detail (TxDtls) until its entry ends. */
export type CamtDetail = {
  /** Every amount given, the one as booked first. */
  readonly bookedAmount: WrittenAmount | null;
  readonly otherAmounts: readonly WrittenAmount[];
  /** Null: as its entry. */
  readonly direction: Direction | null;
  readonly debtor: Party;
  readonly creditor: Party;
  readonly text: string;
  readonly references: readonly BankReference[];
  readonly bankReference: string;
  readonly code: string;
};

/** End-to-end identifications that say there is none. */
const NO_REFERENCE = new Set(['NOTPROVIDED', 'NOT PROVIDED', 'NONREF', 'NOREF', 'NONE']);

/** Reads one TxDtls of any version 1 to 13.
 *  Source: ISO 20022 camt.053.001.02 and .08, Ntry/NtryDtls/TxDtls. */
export function readDetail(node: CamtNode): CamtDetail {
  const parties = child(node, 'RltdPties');
  const details = child(node, 'AmtDtls');
  const others = details ? ['TxAmt', 'CntrValAmt', 'InstdAmt'].flatMap((name) => writtenAmount(at(details, name, 'Amt')) ?? []) : [];
  return {
    bookedAmount: writtenAmount(child(node, 'Amt')),
    otherAmounts: others,
    direction: directionOf(textAt(node, 'CdtDbtInd')),
    debtor: readParty(parties, 'Dbtr'),
    creditor: readParty(parties, 'Cdtr'),
    text: readText(node),
    references: readReferences(node),
    bankReference: textAt(node, 'Refs', 'AcctSvcrRef'),
    code: readCode(child(node, 'BkTxCd')),
  };
}

function readParty(parties: CamtNode | undefined, role: 'Dbtr' | 'Cdtr'): Party {
  if (!parties) return { name: '', account: '' };
  return {
    name: partyName(child(parties, role)) || partyName(child(parties, `Ultmt${role}`)),
    account: readAccount(child(parties, `${role}Acct`)),
  };
}

/** The name stands directly in the party, from version 8 on inside its choice of party or agent. */
function partyName(party: CamtNode | undefined): string {
  if (!party) return '';
  return flat(textAt(party, 'Nm') || textAt(party, 'Pty', 'Nm') || textAt(party, 'Agt', 'FinInstnId', 'Nm'));
}

/** IBAN, else any identification the bank gives, else the proxy (a phone number or alias). Version 1 knows three elements of its own. */
export function readAccount(account: CamtNode | undefined): string {
  const id = child(account, 'Id');
  if (!account) return '';
  return (
    textAt(id, 'IBAN') || textAt(id, 'Othr', 'Id') || textAt(id, 'BBAN') || textAt(id, 'UPIC') || textAt(id, 'PrtryAcct', 'Id') || textAt(account, 'Prxy', 'Id')
  );
}

function readText(node: CamtNode): string {
  const remittance = child(node, 'RmtInf');
  const free = childrenOf(remittance, 'Ustrd');
  const structured = childrenOf(remittance, 'Strd').flatMap((each) => childrenOf(each, 'AddtlRmtInf'));
  return joined(free) || joined(structured) || flat(freeTextAt(node, 'AddtlTxInf'));
}

function joined(nodes: readonly CamtNode[]): string {
  const [only] = nodes;
  return flat(nodes.length === 1 && only ? only.text : nodes.map((each) => each.text).join(' '));
}

function readReferences(node: CamtNode): readonly BankReference[] {
  const found: BankReference[] = [];
  const add = (kind: BankReference['kind'], value: string): void => {
    if (value !== '') found.push({ kind, value });
  };
  for (const structured of childrenOf(child(node, 'RmtInf'), 'Strd')) {
    const info = child(structured, 'CdtrRefInf');
    if (info) {
      const value = textAt(info, 'Ref') || textAt(info, 'CdtrRef');
      const proprietary = textAt(info, 'Tp', 'CdOrPrtry', 'Prtry') || textAt(info, 'CdtrRefTp', 'Prtry');
      add(kindOfCreditorReference(value, proprietary), value);
    }
    for (const document of childrenOf(structured, 'RfrdDocInf')) add('other', textAt(document, 'Nb') || textAt(document, 'RfrdDocNb'));
  }
  const refs = child(node, 'Refs');
  const endToEnd = textAt(refs, 'EndToEndId');
  if (!NO_REFERENCE.has(endToEnd.toUpperCase())) add('EREF', endToEnd);
  add('MREF', textAt(refs, 'MndtId'));
  add('other', textAt(refs, 'ChqNb'));
  return found.length < 2 ? found : withoutRepeats(found);
}

export function withoutRepeats(references: readonly BankReference[]): BankReference[] {
  const known = new Map<string, BankReference>();
  for (const each of references) {
    const key = `${each.kind} ${each.value}`;
    if (!known.has(key)) known.set(key, each);
  }
  return [...known.values()];
}

/** Banks label the same number differently; its own check digits decide first. */
function kindOfCreditorReference(value: string, proprietary: string): BankReference['kind'] {
  const compact = value.replace(/\s/g, '').toUpperCase();
  if (isRfReference(compact)) return 'RF';
  if (/^\d{27}$/.test(compact)) return 'QRR';
  return proprietary === '' || proprietary === 'SCOR' ? 'SCOR' : 'other';
}

/** ISO 11649: RF, two check digits, up to 21 letters and digits; modulo 97 leaves 1. */
function isRfReference(compact: string): boolean {
  if (!/^RF\d{2}[0-9A-Z]{1,21}$/.test(compact)) return false;
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** `PMNT/RCDT/ESCT`, else the bank's proprietary code. */
export function readCode(node: CamtNode | undefined): string {
  if (!node) return '';
  const domain = child(node, 'Domn');
  const family = child(domain, 'Fmly');
  let code = textAt(domain, 'Cd');
  for (const part of [textAt(family, 'Cd'), textAt(family, 'SubFmlyCd')]) if (part !== '') code = code === '' ? part : `${code}/${part}`;
  return code || textAt(node, 'Prtry', 'Cd');
}
