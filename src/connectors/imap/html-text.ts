const MAX_CHARS = 500_000;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  euro: '€',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  bdquo: '„',
  laquo: '«',
  raquo: '»',
};

/** Elements whose content is not text. */
const SILENT = new Set(['script', 'style', 'head', 'title', 'template']);
const BREAKS = new Set(['br', 'p', 'div', 'tr', 'li', 'table', 'h1', 'h2', 'h3', 'h4', 'blockquote', 'hr', 'ul', 'ol', 'pre']);

/** The text of an HTML mail, line by line; what stands in a blockquote gets the mark of quoted lines. One pass, so a hostile mail costs no more than its size. */
export function htmlText(html: string): string {
  const source = html.slice(0, MAX_CHARS);
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  const endLine = (): void => {
    const text = line.replace(/\s+/g, ' ').trim();
    if (text !== '' || lines.at(-1) !== '') lines.push(text === '' ? '' : `${'> '.repeat(Math.min(depth, 5))}${text}`);
    line = '';
  };
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('<', at);
    if (open !== at) line += decoded(source.slice(at, open < 0 ? source.length : open));
    if (open < 0) break;
    if (source.startsWith('<!--', open)) {
      const end = source.indexOf('-->', open + 4);
      at = end < 0 ? source.length : end + 3;
      continue;
    }
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]{0,15})/.exec(source.slice(open, open + 20));
    if (tag === null) {
      line += '<';
      at = open + 1;
      continue;
    }
    const close = source.indexOf('>', open);
    // Without another end of a tag there is no tag any more.
    if (close < 0) {
      line += decoded(source.slice(open));
      break;
    }
    const name = (tag[2] as string).toLowerCase();
    const ends = tag[1] === '/';
    at = close + 1;
    if (!ends && SILENT.has(name)) {
      const end = indexOfIgnoringCase(source, `</${name}`, at);
      at = end;
      continue;
    }
    if (BREAKS.has(name)) endLine();
    if (name === 'blockquote') depth = Math.max(0, depth + (ends ? -1 : 1));
  }
  endLine();
  return lines.join('\n').trim();
}

function indexOfIgnoringCase(text: string, part: string, from: number): number {
  const found = new RegExp(part, 'gi');
  found.lastIndex = from;
  return found.exec(text)?.index ?? text.length;
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : '';
  });
}
