/** The header block of a mail as text, at most `maxBytes` of it. */
export function headerBlock(raw: Uint8Array, maxBytes: number): string {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, maxBytes)).toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  return end === null ? text : text.slice(0, end.index);
}

export type HeaderField = { readonly key: string; readonly value: string };

/** Fields of a header block, unfolded; undecoded, for mails that the full reader turns away. */
export function headerFields(block: string): HeaderField[] {
  const fields: { key: string; value: string }[] = [];
  for (const line of block.split(/\r?\n/, 5_000)) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last !== undefined && last.value.length < 10_000) last.value += ` ${line.trim().slice(0, 2000)}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon > 0 && colon < 100)
      fields.push({
        key: line.slice(0, colon).trim().toLowerCase(),
        value: line
          .slice(colon + 1)
          .trim()
          .slice(0, 10_000),
      });
    if (fields.length >= 1_000) break;
  }
  return fields;
}
