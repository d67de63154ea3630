import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { createXmlDecoder } from './xml-bytes.ts';

function decode(pieces: readonly Uint8Array[]): string {
  const decoder = createXmlDecoder();
  return pieces.map((piece) => decoder.write(piece)).join('') + decoder.end();
}

function refusalOf(bytes: Uint8Array): Refusal | null {
  try {
    decode([bytes]);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const TEXT = '<a>Größe € 10</a>';
const declared = (encoding: string, text = TEXT): string => `<?xml version="1.0" encoding="${encoding}"?>${text}`;

describe('an XML file', () => {
  test.each([
    ['UTF-8 without a declaration', Buffer.from(TEXT), TEXT],
    ['UTF-8 with a mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(declared('utf-8'))]), declared('utf-8')],
    [
      'UTF-8 with a mark that contradicts its declaration',
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(declared('ISO-8859-1'))]),
      declared('ISO-8859-1'),
    ],
    ['UTF-16 little endian with a mark', iconv.encode(declared('UTF-16'), 'utf-16le', { addBOM: true }), declared('UTF-16')],
    ['UTF-16 big endian with a mark', iconv.encode(declared('UTF-16'), 'utf-16be', { addBOM: true }), declared('UTF-16')],
    ['UTF-16 without a mark', iconv.encode(TEXT, 'utf-16le'), TEXT],
    ['Windows-1252', iconv.encode(declared('windows-1252'), 'windows-1252'), declared('windows-1252')],
    ['ISO-8859-1 with the euro sign of Windows-1252', iconv.encode(declared('ISO-8859-1'), 'windows-1252'), declared('ISO-8859-1')],
    ['ISO-8859-15', iconv.encode(declared('ISO-8859-15'), 'iso-8859-15'), declared('ISO-8859-15')],
    ['US-ASCII', Buffer.from(declared('US-ASCII', '<a>x</a>')), declared('US-ASCII', '<a>x</a>')],
    ['UTF-8 that still calls itself UTF-16', Buffer.from(declared('UTF-16')), declared('UTF-16')],
  ])('in %s is decoded, whole and byte by byte', (_, bytes, text) => {
    expect(decode([bytes])).toBe(text);
    expect(decode(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toBe(text);
  });

  test.each([
    ['bytes of ISO-8859-1', Buffer.from('<a>M\xfcller</a>', 'latin1'), 5],
    ['an overlong form', Buffer.from([0x3c, 0x61, 0x3e, 0x41, 0xc0, 0xaf, 0x41]), 5],
    ['an unfinished character at its end', Buffer.from([0x3c, 0x61, 0x3e, 0xe2, 0x82]), 4],
    ['a lone continuation byte', Buffer.from([0x3c, 0x61, 0x3e, 0x41, 0x80, 0x41]), 5],
  ])('in UTF-8 with %s is refused with the byte', (_, bytes, byte) => {
    expect(refusalOf(bytes)?.code).toBe('file.encoding');
    expect(refusalOf(bytes)?.details['byte']).toBe(byte);
  });

  test('in US-ASCII with a higher byte is refused with the byte', () => {
    const bytes = Buffer.from(declared('US-ASCII', '<a>\xfc</a>'), 'latin1');
    expect(refusalOf(bytes)?.details['byte']).toBe(bytes.indexOf(0xfc) + 1);
  });

  test('in UTF-16 with half a character is refused', () => {
    expect(refusalOf(Buffer.from([0xff, 0xfe, 0x3c, 0x00, 0x00, 0xd8, 0x3c, 0x00]))?.code).toBe('file.encoding');
    expect(refusalOf(Buffer.from([0xff, 0xfe, 0x3c, 0x00, 0x61]))?.code).toBe('file.encoding');
  });

  test('in an encoding that is not supported is refused by its name', () => {
    expect(refusalOf(Buffer.from(declared('EBCDIC-CP-US')))?.message).toContain('EBCDIC-CP-US');
  });

  test('of any valid UTF-8 comes back character for character, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.array(fc.nat(200), { maxLength: 10 }), (random, cuts) => {
        const text = `<a>${random}`;
        const bytes = new TextEncoder().encode(text);
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b), bytes.length];
        expect(decode(at.slice(1).map((end, index) => bytes.slice(at[index], end)))).toBe(text);
      }),
    );
  });

  test('of any other bytes is refused at the first byte that is no UTF-8, wherever it is cut', () => {
    const strict = (bytes: Uint8Array): boolean => {
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (random) => {
        const bytes = Uint8Array.of(0x3c, 0x61, 0x3e, 0x41, ...random);
        const refusal = refusalOf(bytes);
        expect(refusal === null).toBe(strict(bytes));
        const named = refusal?.details['byte'];
        expect(strict(bytes.subarray(0, typeof named === 'number' ? named - 1 : bytes.length))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
