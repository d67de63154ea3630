/** Formats a file can be told to be by its first bytes. `xml`: XML that is no bank statement we know. `zip`: an archive, or a document of an office that is no
 *  workbook. */
export type DetectedFormat = 'camt' | 'mt940' | 'bai2' | 'ofx' | 'csv' | 'xlsx' | 'xml' | 'pdf' | 'zip' | 'html' | 'json' | 'image' | 'unknown';

/** As much of a file as `detectFormat` looks at; more is not needed. */
export const DETECTION_BYTES = 16_384;

const CAMT = /camt\.05[234]\.|<(?:\w+:)?BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)/;
/** A SWIFT field at the start of a line, after the control characters and one bank's file header that may precede it. */
const SWIFT_FIELD = /^[\s\p{Cc}]*:(?:20|25|28C?|60[FM]|61|62[FM]|64|65|86|940)[A-Z]?:/mu;
const SIGNATURES: readonly (readonly [DetectedFormat, readonly number[]])[] = [
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image', [0x89, 0x50, 0x4e, 0x47]],
  ['image', [0xff, 0xd8, 0xff]],
  ['image', [0x47, 0x49, 0x46, 0x38]],
  // A workbook of Excel before 2007.
  ['xlsx', [0xd0, 0xcf, 0x11, 0xe0]],
];
const BAI2_HEADER = /^\s*01,[^,\n]*,[^,\n]*,\d{6},/;

/** Says what a file is by its first bytes, by its name only where the content leaves it open.
 *  `head`: the first `DETECTION_BYTES`, or the whole of a shorter file. */
export function detectFormat(head: Uint8Array, fileName: string): DetectedFormat {
  const bytes = head.subarray(0, DETECTION_BYTES);
  if (isZip(bytes)) return looksLikeWorkbook(bytes, fileName) ? 'xlsx' : 'zip';
  const signature = SIGNATURES.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (signature) return signature[0];
  const text = readableText(bytes);
  if (text === null || text.trim() === '') return 'unknown';
  if (/^\s*OFXHEADER|<OFX>/.test(text)) return 'ofx';
  if (/^\s*<(?:!doctype html|html|head|body)\b/i.test(text)) return 'html';
  if (/^\s*</.test(text)) return CAMT.test(text) ? 'camt' : 'xml';
  if (/^\s*(?:\{\s*["}]|\[\s*[[{"])/.test(text)) return 'json';
  if (BAI2_HEADER.test(text)) return 'bai2';
  if (isSwift(text)) return 'mt940';
  if (isDelimited(text)) return 'csv';
  return byName(fileName);
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/** The names of a zip's members stand uncompressed in it; a workbook's begin with these. */
function looksLikeWorkbook(bytes: Uint8Array, fileName: string): boolean {
  const names = Buffer.from(bytes).toString('latin1');
  return names.includes('xl/') || names.includes('[Content_Types].xml') ? !names.includes('word/') && !names.includes('ppt/') : /\.xls[xm]$/i.test(fileName);
}

/** Text for recognising marks in it, never for reading values; null for binary content. */
function readableText(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (a === 0x3c && b === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0 && b === 0x3c) return new TextDecoder('utf-16be').decode(bytes);
  const marked = a === 0xef && b === 0xbb && c === 0xbf;
  const text = Buffer.from(marked ? bytes.subarray(3) : bytes).toString('latin1');
  // Banks put single control characters around SWIFT blocks; a file full of them is no text.
  const controls = bytes.reduce((count, byte) => (byte < 0x09 || (byte > 0x0d && byte < 0x20) ? count + 1 : count), 0);
  return bytes.includes(0) || controls * 20 > text.length ? null : text;
}

function isSwift(text: string): boolean {
  return SWIFT_FIELD.test(text) || /^\s*\{1:F\d\d/.test(text);
}

/** At least two lines in which the same delimiter splits off columns, or one that is nothing but a header of three. */
function isDelimited(text: string): boolean {
  const lines = text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  return [';', ',', '\t', '|'].some((delimiter) => {
    const columns = lines.map((line) => columnsOf(line, delimiter));
    const split = columns.filter((count) => count > 1).length;
    return lines.length > 1 ? split >= 2 && split * 2 >= lines.length : (columns[0] ?? 0) >= 3;
  });
}

/** Delimiters inside quotes belong to a value. */
function columnsOf(line: string, delimiter: string): number {
  return line.replace(/"[^"]*"/g, '').split(delimiter).length;
}

function byName(fileName: string): DetectedFormat {
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  if (['sta', 'mt940', '940', 'mt942', '942', 'swi'].includes(extension)) return 'mt940';
  if (['csv', 'tsv'].includes(extension)) return 'csv';
  if (['bai', 'bai2'].includes(extension)) return 'bai2';
  return 'unknown';
}
