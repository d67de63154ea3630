import iconv from 'iconv-lite';
import { Refusal } from '../../foundation/errors/refusal.ts';

/** Character encodings of text. iconv-lite also "decodes" base64 and hex, which no text file is written in. */
const TEXT_ENCODING =
  /^(utf-?8|utf-?16[lb]e|us-ascii|ascii|latin[1-9]|iso-?8859-\d{1,2}|windows-\d{3,4}|cp\d{3,5}|koi8-[ru]|mac[a-z]+|shift_jis|euc-(jp|kr)|gbk|gb18030|big5)$/;

const UNDECODABLE = '�';

/** Decodes bytes in pieces; throws `file.encoding_invalid` for a byte sequence that the encoding does not know. */
type Decoder = { readonly write: (bytes: Uint8Array) => string; readonly end: () => string };

/** Whether `decodeText` can read this encoding; the name in any case. */
export function isKnownEncoding(encoding: string): boolean {
  const name = encoding.trim().toLowerCase();
  return TEXT_ENCODING.test(name) && iconv.encodingExists(name);
}

/** Decodes a file strictly and piece by piece: line ends become `\n`, a byte order mark is removed and decides the encoding.
 *  Refuses `file.encoding_invalid` with the line of the first bytes that the encoding does not know (nothing is replaced
 *  by U+FFFD), and `file.nul_byte`. */
export async function* decodeText(source: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const lines = lineEnds();
  let decoder: Decoder | undefined;
  let start: Uint8Array = new Uint8Array(0);
  for await (const chunk of source) {
    let bytes = chunk;
    if (!decoder) {
      // A mark may arrive byte by byte.
      start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
      if (start.length < 3) continue;
      [decoder, bytes] = openDecoder(start, encoding, lines);
    }
    const text = lines.normalise(decoder.write(bytes));
    if (text !== '') yield text;
  }
  if (!decoder) {
    let rest: Uint8Array;
    [decoder, rest] = openDecoder(start, encoding, lines);
    const text = lines.normalise(decoder.write(rest));
    if (text !== '') yield text;
  }
  const last = lines.normalise(decoder.end()) + lines.finish();
  if (last !== '') yield last;
}

function openDecoder(start: Uint8Array, encoding: string, lines: LineEnds): [Decoder, Uint8Array] {
  const mark = byteOrderMarkOf(start);
  const name = (mark?.encoding ?? encoding).trim().toLowerCase();
  const bytes = mark ? start.subarray(mark.length) : start;
  if (/^utf-?8$/.test(name)) return [utf8Decoder(lines), bytes];
  if (/^utf-?16[lb]e$/.test(name)) return [utf16Decoder(name.endsWith('le') ? 'utf-16le' : 'utf-16be', lines), bytes];
  return [tableDecoder(name, lines), bytes];
}

/** The encoding that a byte order mark announces, and the mark's length. */
export function byteOrderMarkOf(bytes: Uint8Array): { readonly encoding: string; readonly length: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return undefined;
}

type LineEnds = {
  /** Decoded text with `\n` line ends; a CR at the end of a piece waits for what follows. Refuses `file.nul_byte`. */
  readonly normalise: (piece: string) => string;
  readonly finish: () => string;
  /** The line on which decoded but not yet normalised text ends. */
  readonly lineAfter: (raw: string) => number;
};

/** Turns CRLF and lone CR into LF, also across pieces, and counts lines for messages. */
function lineEnds(): LineEnds {
  let complete = 0;
  let heldReturn = false;
  return {
    normalise: (piece) => {
      if (piece === '') return '';
      let text = heldReturn ? `\r${piece}` : piece;
      heldReturn = text.endsWith('\r');
      if (heldReturn) text = text.slice(0, -1);
      if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
      const nul = text.indexOf('\0');
      if (nul >= 0) throw nulRefusal(complete + countLineEnds(text, nul) + 1);
      complete += countLineEnds(text, text.length);
      return text;
    },
    finish: () => (heldReturn ? '\n' : ''),
    lineAfter: (raw) => {
      const held = heldReturn && !raw.startsWith('\n') ? 1 : 0;
      const text = raw.replace(/\r\n?/g, '\n');
      return complete + held + countLineEnds(text, text.length) + 1;
    },
  };
}

function nulRefusal(line: number): Refusal {
  const message =
    `Line ${line} contains a NUL byte, so this is not a text file in the expected encoding. Export it as UTF-8; ` +
    'if it is UTF-16 without a byte order mark, name "utf-16le" as the encoding in the profile.';
  return new Refusal('file.nul_byte', message, { line });
}

function countLineEnds(text: string, before: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < before; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function encodingRefusal(encoding: string, line: number): Refusal {
  const remedy =
    encoding === 'utf-8'
      ? 'Export the file as UTF-8, or name its encoding in the profile, for example "encoding": "windows-1252".'
      : 'Name the right encoding in the profile ("encoding"), or export the file as UTF-8.';
  return new Refusal('file.encoding_invalid', `Line ${line} contains bytes that are not ${encoding} text. ${remedy}`, { encoding, line });
}

function utf8Decoder(lines: LineEnds): Decoder {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let tail: Uint8Array = new Uint8Array(0);
  const decode = (bytes: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(bytes, { stream });
    } catch {
      throw encodingRefusal('utf-8', lines.lineAfter(longestValidUtf8(Buffer.concat([tail, bytes]))));
    }
  };
  return {
    write: (bytes) => {
      const text = decode(bytes, true);
      tail = unfinishedUtf8(tail.length === 0 ? bytes : Buffer.concat([tail, bytes]));
      return text;
    },
    end: () => decode(new Uint8Array(0), false),
  };
}

/** The last up to three bytes that begin a character whose rest has not come yet. */
function unfinishedUtf8(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.slice(bytes.length - back) : new Uint8Array(0);
    }
  }
  return new Uint8Array(0);
}

/** Text before the first invalid byte. A prefix of valid bytes is valid, so halving finds the place. */
function longestValidUtf8(bytes: Uint8Array): string {
  let good = 0;
  let bad = bytes.length + 1;
  let text = '';
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return text;
}

/** The line of a refusal is the first of the piece that holds the lone surrogate: rare enough not to search closer. */
function utf16Decoder(encoding: 'utf-16le' | 'utf-16be', lines: LineEnds): Decoder {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const decode = (bytes: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(bytes, { stream });
    } catch {
      throw encodingRefusal(encoding, lines.lineAfter(''));
    }
  };
  return { write: (bytes) => decode(bytes, true), end: () => decode(new Uint8Array(0), false) };
}

/** All but the Unicode encodings. iconv-lite marks what it cannot decode with U+FFFD, which is no character of any of these
 *  (GB 18030 excepted, where it means that the text was damaged before). */
function tableDecoder(encoding: string, lines: LineEnds): Decoder {
  // Files called Latin-1 are commonly Windows-1252, its superset of printable characters.
  const name = /^(iso-?8859-1|latin1|us-ascii|ascii)$/.test(encoding) ? 'windows-1252' : encoding;
  const decoder = iconv.getDecoder(name);
  const checked = (text: string): string => {
    const at = text.indexOf(UNDECODABLE);
    if (at >= 0) throw encodingRefusal(encoding, lines.lineAfter(text.slice(0, at)));
    return text;
  };
  return {
    write: (bytes) => checked(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
    end: () => checked(decoder.end() ?? ''),
  };
}
