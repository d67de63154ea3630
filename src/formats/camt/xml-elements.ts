import { SaxesParser } from 'saxes';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { createXmlDecoder } from './xml-bytes.ts';

/** Local names (no prefix); Texts come in pieces. */
export type ElementHandler = {
  /** False: nothing of this element is wanted, not its text, its children or its end. They are still checked for being well-formed. */
  open(name: string, attributes: Readonly<Record<string, string>>): boolean;
  text(piece: string): void;
  close(): void;
};

export type XmlElements = { write(chunk: Uint8Array): void; end(): void };

const MAX_DEPTH = 64;
/** Markup, attribute or text without any boundary in it. */
const MAX_TOKEN_CHARS = 2_000_000;
/** Comments and processing instructions before the first element. */
const MAX_PROLOG_CHARS = 65_536;
/** The standard has some hundreds of names; a file that invents more gets no memory for them. */
const MAX_KNOWN_NAMES = 5_000;
/** What the parser sees at once: bounds what one huge chunk can hold in memory. */
const SLICE_BYTES = 65_536;

/** Reads XML from bytes without ever interpreting a document type, an entity of the file, or anything outside the file.
 *  Refusals: `file.empty`, `file.encoding`, `file.doctype`, `file.not_well_formed`, `file.truncated`, `file.too_deep`, `file.too_large`. After one, every further call repeats it. */
export function createXmlElements(handler: ElementHandler): XmlElements {
  const decoder = createXmlDecoder();
  const parser = new SaxesParser({ xmlns: false, position: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const localName = createNames();
  let depth = 0;
  let skippedFrom = 0;
  let rootSeen = false;
  let received = 0;
  let ending = false;
  let moved = false;
  let charsWithoutEvent = 0;
  let failure: { readonly error: unknown } | null = null;

  parser.on('error', (error) => {
    throw ending && (depth > 0 || !rootSeen) ? truncated() : notWellFormed(parser.line, parser.column, error.message);
  });
  parser.on('doctype', () => {
    throw new Refusal(
      'file.doctype',
      `The file contains a document type declaration (DOCTYPE, line ${parser.line}); such files can make a reader load other files and are never read. Ask the bank for the file without it.`,
      { line: parser.line },
    );
  });
  parser.on('opentag', (tag) => {
    rootSeen = true;
    moved = true;
    if (++depth > MAX_DEPTH) {
      throw new Refusal(
        'file.too_deep',
        `The elements of the file stand more than ${MAX_DEPTH} levels deep at line ${parser.line}; this is no file of a bank.`,
        {
          line: parser.line,
        },
      );
    }
    if (skippedFrom === 0 && !handler.open(localName(tag.name), tag.attributes)) skippedFrom = depth;
  });
  const onText = (piece: string): void => {
    moved = true;
    if (depth > 0 && skippedFrom === 0) handler.text(piece);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', () => {
    moved = true;
    depth--;
    if (skippedFrom === 0) handler.close();
    else if (depth < skippedFrom) skippedFrom = 0;
  });

  function feed(text: string): void {
    if (text === '') return;
    moved = false;
    parser.write(text);
    charsWithoutEvent = moved ? 0 : charsWithoutEvent + text.length;
    if (charsWithoutEvent > (rootSeen ? MAX_TOKEN_CHARS : MAX_PROLOG_CHARS)) {
      throw new Refusal('file.too_large', `One piece of text or markup at line ${parser.line} is larger than any bank sends; the file is refused.`, {
        line: parser.line,
      });
    }
  }

  function guarded(step: () => void): void {
    if (failure) throw failure.error;
    try {
      step();
    } catch (error) {
      failure = { error };
      throw error;
    }
  }

  return {
    write(chunk) {
      guarded(() => {
        received += chunk.length;
        for (let at = 0; at < chunk.length; at += SLICE_BYTES) feed(decoder.write(chunk.subarray(at, at + SLICE_BYTES)));
      });
    },
    end() {
      guarded(() => {
        if (received === 0) throw new Refusal('file.empty', 'The file is empty; ask for it again or choose another one.');
        feed(decoder.end());
        ending = true;
        parser.close();
      });
    },
  };
}

/** Every element name arrives as a fresh string; one shared string per name makes each later comparison one of pointers. */
function createNames(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const local = name.slice(name.indexOf(':') + 1);
    if (known.size < MAX_KNOWN_NAMES) known.set(name, local);
    return local;
  };
}

function truncated(): Refusal {
  return new Refusal(
    'file.truncated',
    'The file ends before its last element is closed: a part is missing. Nothing of it is used; fetch it from the bank again.',
  );
}

function notWellFormed(line: number, column: number, reason: string): Refusal {
  // The parser puts line and column before its reason; names taken from the file stay out.
  const words = reason
    .replace(/^\d+:\d+: /, '')
    .replace(/: .*$/s, '')
    .replace(/\.$/, '')
    .slice(0, 100);
  return new Refusal(
    'file.not_well_formed',
    `The file is not well-formed XML at line ${line}, column ${column} (${words}). Nothing of it is used; ask the bank for the file again.`,
    {
      line,
      column,
    },
  );
}
