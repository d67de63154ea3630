import { Refusal } from '../../foundation/errors/refusal.ts';

/** One field: `:61:` and what follows until the next. Lines have one character per byte. */
export type Mt940Field = {
  /** `61`, `60F`, `86` ... */
  readonly tag: string;
  /** The first one without the tag. */
  readonly lines: readonly string[];
  /** Line of the file on which it begins. */
  readonly line: number;
};

export type Mt940Fields = { line(text: string, number: number): void; finish(): void };

/** The fields of MT940 and MT942, `NS` of German banks, and the headers some banks put before. Anything else that looks like a field continues the one before:
 *  wrapped times do (`T13`, `:12:11`). */
const TAG = /^:(20|21|25P?|28C?|60[FM]|61|62[FM]|64|65|86|34F|13D?|90[DC]|NS|940|942):/;
/** `{1:...}{2:...}{4:` before the first field; `{2:O942` names the kind. */
const BLOCKS = /^\{[1-5]:/;
const END_OF_MESSAGE = /^-\s*(?:\}.*)?$/;
/** The rest of a wrapped time is no field, although `:20:37` looks like one. */
const TIME_BEFORE = /T\d\d\s*$/;
const TIME_REST = /^:\d\d:\d\d(?!\d)/;

/** Far above what any bank puts into one field. */
const MAX_FIELD_CHARS = 256 * 1024;

/** Gathers lines into fields; block headers come as a field `{2:`, with their line. What stands outside a message is passed over.
 *  Refuses `file.too_large` for a field beyond the limit. */
export function createMt940Fields(onField: (field: Mt940Field) => void): Mt940Fields {
  let tag = '';
  let lines: string[] = [];
  let begun = 0;
  let chars = 0;

  function close(): void {
    if (tag !== '') onField({ tag, lines, line: begun });
    tag = '';
  }

  function open(opened: string, first: string, number: number): void {
    close();
    tag = opened;
    lines = [first];
    begun = number;
    chars = first.length;
  }

  function outside(text: string, number: number): void {
    close();
    const inText = text.indexOf('{4:');
    if (text.includes('{2:')) onField({ tag: '{2:', lines: [text], line: number });
    const first = inText < 0 ? '' : text.slice(inText + 3).trim();
    if (first !== '') read(first, number);
  }

  function read(text: string, number: number): void {
    const found = text.charCodeAt(0) === 0x3a ? TAG.exec(text)?.[1] : undefined;
    if (found !== undefined && !isRestOfTime(text)) open(found, text.slice(found.length + 2), number);
    else if (tag === '') {
      if (BLOCKS.test(text)) outside(text, number);
    } else if (END_OF_MESSAGE.test(text)) close();
    else if (BLOCKS.test(text)) outside(text, number);
    else {
      chars += text.length;
      if (chars > MAX_FIELD_CHARS) throw tooLarge(tag, begun);
      lines.push(text);
    }
  }

  function isRestOfTime(text: string): boolean {
    return tag === '86' && TIME_REST.test(text) && TIME_BEFORE.test(lines.at(-1) ?? '');
  }

  return {
    // A field never begins with white space; some banks indent.
    line: (text, number) => read(/^\s+[:{-]/.test(text) ? text.trimStart() : text, number),
    finish: close,
  };
}

function tooLarge(tag: string, line: number): Refusal {
  return new Refusal(
    'file.too_large',
    `The file is refused: the field :${tag}: of line ${line} holds more than ${MAX_FIELD_CHARS} characters; no bank sends that. Ask the bank for the file again.`,
    { line },
  );
}
