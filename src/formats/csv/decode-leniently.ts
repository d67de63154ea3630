import iconv from 'iconv-lite';

/** What `decodeText` would refuse. */
export type LenientFaults = { undecodable: number; zeroCharacters: number };

export type LenientText = {
  /** Decoded pieces, in order. */
  readonly pieces: AsyncIterable<string>;
  /** Complete when the pieces are read. */
  readonly faults: LenientFaults;
};

const UNDECODABLE = /\ufffd/g;

/** Decodes up to `maxBytes` of a file whatever is in it, to look at it; importing it is `decodeText`, which refuses what this counts. */
export function decodeLeniently(source: AsyncIterable<Uint8Array>, encoding: string, maxBytes: number): LenientText {
  const faults: LenientFaults = { undecodable: 0, zeroCharacters: 0 };
  const checked = (text: string): string => {
    if (text.includes('\ufffd')) faults.undecodable += text.match(UNDECODABLE)?.length ?? 0;
    if (text.includes('\0')) faults.zeroCharacters += text.split('\0').length - 1;
    return text;
  };
  async function* pieces(): AsyncGenerator<string> {
    const decoder = iconv.getDecoder(encoding);
    let bytes = 0;
    for await (const chunk of source) {
      const part = chunk.subarray(0, maxBytes - bytes);
      bytes += part.length;
      yield checked(decoder.write(Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
      if (bytes >= maxBytes) break;
    }
    yield checked(decoder.end() ?? '');
  }
  return { pieces: pieces(), faults };
}
