import { inflateSync } from 'node:zlib';

type PdfObject = { readonly id: string; readonly head: string; readonly stream: Buffer | null };

function objectsOf(bytes: Uint8Array): ReadonlyMap<string, PdfObject> {
  const text = Buffer.from(bytes).toString('latin1');
  const found = new Map<string, PdfObject>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = match.index + match[0].length;
    const at = text.indexOf('stream\n', start);
    const end = text.indexOf('\nendobj', start);
    const id = match[1] ?? '';
    if (at < 0 || at > end) {
      found.set(id, { id, head: text.slice(start, end), stream: null });
      continue;
    }
    const head = text.slice(start, at);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const raw = Buffer.from(text.slice(at + 7, at + 7 + length), 'latin1');
    found.set(id, { id, head, stream: /FlateDecode/.test(head) ? inflateSync(raw) : raw });
  }
  return found;
}

function hexText(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}

/** Which character a glyph shows. Source: ISO 32000-1, 9.10.3. */
function charactersOf(map: string): ReadonlyMap<number, string> {
  const characters = new Map<number, string>();
  for (const [, block = ''] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', text = ''] of block.matchAll(/<(\w+)> <(\w+)>/g)) characters.set(Number.parseInt(glyph, 16), hexText(text));
  return characters;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function glyphBytes(token: string): Buffer {
  if (token.startsWith('<')) return Buffer.from(token.slice(1, -1), 'hex');
  const text = token
    .slice(1, -1)
    .replaceAll(/\\([nrtbf()\\]|[0-7]{1,3})/g, (_all, code: string) =>
      /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
    );
  return Buffer.from(text, 'latin1');
}

/** Where a literal string that begins at `start` ends: balanced parentheses in it need no escape. */
function endOfString(content: string, start: number): number {
  let depth = 0;
  for (let at = start; at < content.length; at++) {
    if (content[at] === '\\') at++;
    else if (content[at] === '(') depth++;
    else if (content[at] === ')' && --depth === 0) return at + 1;
  }
  return content.length;
}

/** Fonts chosen, texts begun and strings shown, in order. */
function* tokensOf(content: string): Generator<string> {
  const next = /\/\w+ [\d.-]+ Tf|\(|<[0-9A-Fa-f]+>|\bBT\b/g;
  for (let match = next.exec(content); match !== null; match = next.exec(content)) {
    if (match[0] !== '(') {
      yield match[0];
      continue;
    }
    const end = endOfString(content, match.index);
    yield content.slice(match.index, end);
    next.lastIndex = end;
  }
}

/** The text of a PDF with embedded Identity-H fonts, each shown piece on a line of its own, page after page,
 *  with plain blanks; for tests of what stands on paper. */
export function pdfText(bytes: Uint8Array): string[] {
  const objects = objectsOf(bytes);
  const fonts = new Map<string, ReadonlyMap<number, string>>();
  for (const { id, head } of objects.values()) {
    const map = /\/Type \/Font\b/.test(head) ? /\/ToUnicode (\d+) 0 R/.exec(head)?.[1] : undefined;
    const stream = map === undefined ? null : objects.get(map)?.stream;
    if (stream) fonts.set(id, charactersOf(stream.toString('latin1')));
  }
  const names = new Map<string, ReadonlyMap<number, string>>();
  for (const { head } of objects.values())
    for (const [, list = ''] of head.matchAll(/\/Font <<([\s\S]*?)>>/g))
      for (const [, name = '', id = ''] of list.matchAll(/\/(\w+) (\d+) 0 R/g)) names.set(name, fonts.get(id) ?? new Map());
  const shown: string[] = [];
  for (const { stream } of objects.values()) {
    const content = stream?.toString('latin1') ?? '';
    if (!/\bBT\b/.test(content) || content.includes('begincmap')) continue;
    let font: ReadonlyMap<number, string> = new Map();
    for (const token of tokensOf(content)) {
      const name = /^\/(\w+) /.exec(token)?.[1];
      if (name !== undefined) font = names.get(name) ?? new Map();
      else if (token === 'BT') shown.push('');
      else {
        const glyphs = glyphBytes(token);
        let text = '';
        for (let at = 0; at + 1 < glyphs.length; at += 2) text += font.get(glyphs.readUInt16BE(at)) ?? '';
        shown[shown.length - 1] = (shown.at(-1) ?? '') + text;
      }
    }
  }
  return shown.map((text) => text.replaceAll('\u00a0', ' '));
}

export function pageCount(bytes: Uint8Array): number {
  return [
    ...Buffer.from(bytes)
      .toString('latin1')
      .matchAll(/\/Type \/Page\b(?!s)/g),
  ].length;
}
