import iconv from 'iconv-lite';
import { isUtf8 } from 'node:buffer';
import { Refusal } from '../../foundation/errors/refusal.ts';

/** Bytes in, text out, across any chunk boundaries. Never replaces or drops a character: bytes that are no text of the encoding refuse the file. */
export type XmlDecoder = { write(chunk: Uint8Array): string; end(): string };

/** An XML declaration longer than this is none. */
const MAX_DECLARATION_BYTES = 1_024;
const NOTHING = new Uint8Array(0);

/** Decodes an XML file by its byte order mark, else by its declaration, else as UTF-8.
 *  UTF-8, UTF-16, ISO-8859-1 and -15, Windows-1252, US-ASCII; the mark itself is not part of the text.
 *  Refusals: `file.encoding` with the position of the byte.
 *  Source: Extensible Markup Language 1.0, section 4.3.3 and appendix F. */
export function createXmlDecoder(): XmlDecoder {
  let start: Uint8Array = NOTHING;
  let inner: XmlDecoder | null = null;

  function begin(complete: boolean): string {
    const found = encodingOf(start, complete);
    if (!found) return '';
    inner = found.create(found.markBytes);
    return inner.write(start.subarray(found.markBytes));
  }

  return {
    write(chunk) {
      if (inner) return inner.write(chunk);
      start = concat(start, chunk);
      return begin(false);
    },
    end() {
      const first = inner ? '' : begin(true);
      return first + (inner?.end() ?? '');
    },
  };
}

type FoundEncoding = { readonly markBytes: number; readonly create: (offset: number) => XmlDecoder };

/** Null while the bytes so far leave it open. */
function encodingOf(start: Uint8Array, complete: boolean): FoundEncoding | null {
  const [a, b, c, d] = start;
  if (start.length < 4 && !complete) return null;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { markBytes: 3, create: utf8Decoder };
  if (a === 0xff && b === 0xfe) return { markBytes: 2, create: (offset) => utf16Decoder('utf-16le', offset) };
  if (a === 0xfe && b === 0xff) return { markBytes: 2, create: (offset) => utf16Decoder('utf-16be', offset) };
  if (a === 0x3c && b === 0 && d === 0) return { markBytes: 0, create: (offset) => utf16Decoder('utf-16le', offset) };
  if (a === 0 && b === 0x3c && c === 0) return { markBytes: 0, create: (offset) => utf16Decoder('utf-16be', offset) };
  const text = Buffer.from(start.subarray(0, MAX_DECLARATION_BYTES)).toString('latin1');
  const isDeclaration = text.startsWith('<?xm');
  const end = text.indexOf('?>');
  if (isDeclaration && end < 0 && start.length < MAX_DECLARATION_BYTES && !complete) return null;
  const declared = isDeclaration ? /\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/.exec(text.slice(0, end < 0 ? undefined : end))?.[1] : undefined;
  return { markBytes: 0, create: decoderOf(declared ?? 'UTF-8') };
}

function decoderOf(declared: string): (offset: number) => XmlDecoder {
  switch (declared.toUpperCase()) {
    // A file that says UTF-16 but whose declaration we could read byte by byte was converted to UTF-8 on its way; the check of every byte still guards it.
    case 'UTF-8':
    case 'UTF8':
    case 'UTF-16':
      return utf8Decoder;
    // Banks that declare ISO-8859-1 and send the bytes 80 to 9F mean Windows-1252 (the euro sign); elsewhere the two are the same.
    case 'ISO-8859-1':
    case 'ISO8859-1':
    case 'LATIN1':
    case 'WINDOWS-1252':
    case 'CP1252':
      return () => tableDecoder('windows-1252', declared);
    case 'ISO-8859-15':
    case 'ISO8859-15':
      return () => tableDecoder('iso-8859-15', declared);
    case 'US-ASCII':
    case 'ASCII':
      return asciiDecoder;
    default:
      throw new Refusal('file.encoding', `The file declares the encoding ${declared.slice(0, 40)}, which is not supported; ask the bank for UTF-8.`, {});
  }
}

function utf8Decoder(offset: number): XmlDecoder {
  let carried: Uint8Array = NOTHING;
  let position = offset;
  function decode(bytes: Uint8Array): string {
    if (!isUtf8(bytes)) throw invalidUtf8(position + validUtf8Length(bytes));
    position += bytes.length;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  }
  return {
    write(chunk) {
      const bytes = carried.length === 0 ? chunk : concat(carried, chunk);
      const whole = bytes.length - unfinishedUtf8Tail(bytes);
      // A copy: the caller may reuse its buffer.
      carried = bytes.slice(whole);
      return decode(bytes.subarray(0, whole));
    },
    end() {
      if (carried.length > 0) throw invalidUtf8(position);
      return '';
    },
  };
}

function invalidUtf8(at: number): Refusal {
  return new Refusal(
    'file.encoding',
    `The file says it is UTF-8, but byte ${at + 1} is not; characters would be lost. Ask the bank for a UTF-8 file, or for one that declares its real encoding (often ISO-8859-1).`,
    { byte: at + 1 },
  );
}

/** Bytes at the end that begin a character whose rest is still to come: 0 to 3. */
function unfinishedUtf8Tail(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return byte >= 0xf0 ? (back < 4 ? back : 0) : byte >= 0xe0 ? (back < 3 ? back : 0) : back < 2 ? back : 0;
  }
  return 0;
}

/** Length of the longest prefix that is valid UTF-8. Halving works because a prefix cut inside a character is repaired by its tail. */
function validUtf8Length(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, middle - unfinishedUtf8Tail(part)))) good = middle;
    else bad = middle;
  }
  return good - unfinishedUtf8Tail(bytes.subarray(0, good));
}

function utf16Decoder(encoding: 'utf-16le' | 'utf-16be', offset: number): XmlDecoder {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let position = offset;
  function decode(bytes: Uint8Array, more: boolean): string {
    try {
      const text = decoder.decode(bytes, { stream: more });
      position += bytes.length;
      return text;
    } catch {
      throw new Refusal(
        'file.encoding',
        `The file is UTF-16, but after byte ${position} there is something that is no character; ask the bank for the file again.`,
        {
          byte: position,
        },
      );
    }
  }
  return { write: (chunk) => decode(chunk, true), end: () => decode(NOTHING, false) };
}

function tableDecoder(encoding: string, declared: string): XmlDecoder {
  const decoder = iconv.getDecoder(encoding);
  let position = 0;
  return {
    write(chunk) {
      const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      const at = text.indexOf('\uFFFD');
      if (at >= 0) throw notOfEncoding(declared, position + at + 1);
      position += chunk.length;
      return text;
    },
    end: () => decoder.end() ?? '',
  };
}

function asciiDecoder(offset: number): XmlDecoder {
  let position = offset;
  return {
    write(chunk) {
      const at = chunk.findIndex((byte) => byte > 0x7f);
      if (at >= 0) throw notOfEncoding('US-ASCII', position + at + 1);
      position += chunk.length;
      return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    },
    end: () => '',
  };
}

function notOfEncoding(declared: string, byte: number): Refusal {
  return new Refusal('file.encoding', `The file says it is ${declared.slice(0, 40)}, but byte ${byte} is no character of it; ask the bank for a UTF-8 file.`, {
    byte,
  });
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
