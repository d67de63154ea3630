import type { DetectedFormat } from './detect-format.ts';

/** What a file that is no bank statement looks like, and what to do with it; both as parts of a sentence. */
export type FileDescription = { readonly looksLike: string; readonly remedy: string };

const STATEMENT = 'camt.053 (or camt.052, camt.054, MT940, MT942 or CSV)';
const ASK = `Ask the bank for the statement as ${STATEMENT}`;

const DESCRIPTIONS: Readonly<Record<Exclude<DetectedFormat, 'xml'>, FileDescription>> = {
  camt: { looksLike: 'a camt message', remedy: ASK },
  mt940: { looksLike: 'an MT940 statement', remedy: ASK },
  csv: { looksLike: 'a delimited file', remedy: ASK },
  bai2: { looksLike: 'a BAI2 file', remedy: ASK },
  ofx: { looksLike: 'an OFX file', remedy: ASK },
  pdf: { looksLike: 'a PDF, which shows a statement and does not hold its data', remedy: ASK },
  zip: { looksLike: 'a ZIP archive or a document of an office program', remedy: 'Unpack it and import the files in it one by one' },
  xlsx: { looksLike: 'an Excel workbook', remedy: `Save its sheet as CSV and import that, or ask the bank for ${STATEMENT}` },
  html: { looksLike: 'a web page, perhaps the sign-in page of the bank', remedy: `Sign in to the bank and export the statement as ${STATEMENT}` },
  json: { looksLike: 'JSON', remedy: ASK },
  image: { looksLike: 'a picture', remedy: ASK },
  unknown: { looksLike: 'no format that we know', remedy: `Check that the right file was chosen. ${ASK}` },
};

/** Documents in XML that are taken for bank statements now and then, by a mark in their first bytes. */
const XML_DOCUMENTS: readonly (readonly [RegExp, FileDescription])[] = [
  [/pain\.001\./, { looksLike: 'a file of transfers that we order (pain.001), not a statement', remedy: ASK }],
  [/pain\.008\./, { looksLike: 'a file of direct debits that we order (pain.008), not a statement', remedy: ASK }],
  [/pain\.002\./, { looksLike: 'a status report about an order (pain.002), not a statement', remedy: ASK }],
  [/camt\.\d{3}\./, { looksLike: 'a camt message of another kind', remedy: ASK }],
  [
    /urn:oasis:names:specification:ubl|CrossIndustryInvoice|FatturaElettronica/,
    { looksLike: 'an electronic invoice, not a statement', remedy: `Choose the file of the bank. ${ASK}` },
  ],
];

/** What a person is told about a file of a format that no reader of bank statements takes. `head`: its first bytes. */
export function describeFile(format: DetectedFormat, head: Uint8Array): FileDescription {
  if (format !== 'xml') return DESCRIPTIONS[format];
  const text = Buffer.from(head).toString('latin1').replaceAll('\0', '');
  return XML_DOCUMENTS.find(([mark]) => mark.test(text))?.[1] ?? { looksLike: 'XML, but no camt message', remedy: ASK };
}
