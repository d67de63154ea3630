/** Letters and digits of a text as they are compared: diacritics folded, upper case, everything else dropped. */
export function normalised(text: string): string {
  return folded(text).replace(/[^A-Z0-9]/g, '');
}

/** Upper case without diacritics; other characters stay. */
export function folded(text: string): string {
  const plain = /[^\x20-\x7e]/.test(text) ? text.normalize('NFKD').replace(/\p{M}/gu, '') : text;
  return plain.toUpperCase();
}
