import { isUtf8 } from 'node:buffer';

/** What Windows-1252 has where ISO 8859-1 has control characters: banks that say the one send the other. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Text of a field that came with one character per byte. MT940 does not say its encoding: bytes that are valid UTF-8 are that, any others ISO 8859-1.
 *  Decided per field, when its lines stand together: a wrap may cut a character, and one damaged field must not spoil the others. */
export function fieldText(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  if (isUtf8(buffer)) return buffer.toString('utf8');
  return bytes.replaceAll(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character);
}

/** One space for any run of white space, none at the ends. */
export function flat(text: string): string {
  const trimmed = text.trim();
  return /[^\S ]|  /.test(trimmed) ? trimmed.replaceAll(/\s+/g, ' ') : trimmed;
}
