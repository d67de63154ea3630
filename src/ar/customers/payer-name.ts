import { folded } from '../../foundation/text/fold-text.ts';

/** Words that say how a company is organised, not who it is. */
const LEGAL_FORMS = new Set(
  (
    'AB AG AKTIENGESELLSCHAFT AS ASA APS BV BVBA CIE CO COMPANY CORP CORPORATION CV DD DOO EG EHF EINGETRAGENE EK EURL EV GBR GESMBH GMBH HB INC ' +
    'INCORPORATED KFT KG KGAA KS LDA LIMITED LLC LLP LP LTD LTDA MBH NV OG OHG OU OY OYJ PLC PTE PTY RT SA SARL SAS SASU SCRL SE SL SLU SNC SP SPA SPZOO SRL SRO ' +
    'UAB UG VOF ZOO ZRT AND UND ET THE'
  ).split(' '),
);

/** The words of a payer name that tell it from others, folded and in order; legal forms are dropped unless nothing else is left. */
export function nameTokens(name: string): string[] {
  // "S.A.R.L.", "G.m.b.H." and "B. V." become one word before the split; "Ä" has become "A" by folding.
  const text = folded(name).replace(/(?<![A-Z0-9])(?:[A-Z]{1,2}\.\s?){2,}/g, (dotted) => `${dotted.replace(/[.\s]/g, '')} `);
  const words = text
    .replace(/['’`]/g, '')
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '');
  const kept = words.filter((word) => !LEGAL_FORMS.has(word));
  return kept.length > 0 ? kept : words;
}

/** The key under which a payer name is learned and found again: equal for spellings that differ in case, diacritics, punctuation or legal form. */
export function aliasKey(name: string): string {
  return nameTokens(name).join(' ');
}
