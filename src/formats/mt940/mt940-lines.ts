import { Refusal } from '../../foundation/errors/refusal.ts';

/** A line of the standard has 65 characters; banks that do not wrap send some hundreds. */
const MAX_LINE_CHARS = 64 * 1024;

export type Mt940Lines = { write(chunk: Uint8Array): void; end(): void };

/** Cuts bytes into lines at CRLF, LF or CR, across any chunk boundaries. A line is handed on with one character per byte (`fieldText` makes text of it), without
 *  its line end and without control characters; `number` is its place in the file, from 1.
 *  Refuses `file.nul_byte`, and `file.record_too_large` before a line without end fills the memory. */
export function createMt940Lines(onLine: (line: string, number: number) => void): Mt940Lines {
  let rest = '';
  let number = 0;
  let atStart = true;
  let lastWasReturn = false;

  function line(text: string): void {
    number++;
    if (text.length > MAX_LINE_CHARS) throw tooLong(number);
    onLine(/[\x00-\x1f\x7f]/.test(text) ? withoutControls(text) : text, number);
  }

  return {
    write(chunk) {
      if (chunk.length === 0) return;
      if (chunk.includes(0)) throw nulByte();
      let text = rest + latin1(chunk);
      // The mark of UTF-8 may arrive byte by byte.
      if (atStart && text.length < 3) {
        rest = text;
        return;
      }
      if (atStart && text.startsWith('\u00ef\u00bb\u00bf')) text = text.slice(3);
      if (lastWasReturn && text.startsWith('\n')) text = text.slice(1);
      lastWasReturn = false;
      atStart = false;
      if (text.includes('\r')) {
        lastWasReturn = text.endsWith('\r');
        text = text.replace(/\r\n?/g, '\n');
      }
      let from = 0;
      for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
        line(text.slice(from, to));
        from = to + 1;
      }
      rest = text.slice(from);
      if (rest.length > MAX_LINE_CHARS) throw tooLong(number + 1);
    },
    end() {
      if (rest !== '') line(rest.startsWith('\u00ef\u00bb\u00bf') ? rest.slice(3) : rest);
      rest = '';
    },
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Banks frame messages with single control characters, and put tabs into texts. */
function withoutControls(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/[\x00-\x1f\x7f]/g, '');
}

function nulByte(): Refusal {
  return new Refusal(
    'file.nul_byte',
    'The file contains NUL bytes, so it is no MT940 text, or one in UTF-16. Ask the bank for it in ISO 8859-1 or UTF-8, or check that the right file was chosen.',
  );
}

function tooLong(line: number): Refusal {
  return new Refusal(
    'file.record_too_large',
    `Line ${line} is longer than ${MAX_LINE_CHARS} characters, which no bank sends in MT940. Check that the right file was chosen.`,
    { line },
  );
}
