import { fieldText, flat } from './field-text.ts';
import { readGermanInformation } from './german-information.ts';
import { NO_INFORMATION, type PaymentInformation } from './payment-information.ts';
import { readSlashInformation } from './slash-information.ts';

/** Code, any separator, and a sub-field: `166?00GUTSCHRIFT`. Polish banks separate with `~`, others with `<` or `^`. */
const GERMAN = /^\s*\d{3}([?~<>^@!#&*|$%])(?:00|10|2\d|3\d|6\d)/;
const SLASHES = /^\s*\/(?:TRTP|TRCD|ORDP|BENM|RTRN|CNTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|PREF|NRTX|ULTD|ULTB|ULTC|ISDT|KREF|IREF)\//;
/** From this length on a line was broken because it was full, and the next one goes on in the middle of a word. */
const FULL_LINE_CHARS = 64;
/** Two labels that Dutch banks put at the end of free text. */
const LABELLED = /\bREK: ?([A-Z]{2}\d{2}[A-Z0-9]{8,30})\s*\/NAAM: ?(.+)$/;

/** Reads :86: in the structure it has: German sub-fields, SEPA words between slashes, or free text.
 *  `lines`: one character per byte, without the tag. */
export function readInformation(lines: readonly string[]): PaymentInformation {
  if (lines.length === 0) return NO_INFORMATION;
  const whole = lines.join('');
  const german = GERMAN.exec(whole);
  if (german) return readGermanInformation(fieldText(whole), german[1] ?? '?');
  if (SLASHES.test(whole)) return readSlashInformation(fieldText(whole));
  const text = flat(fieldText(joinedLines(lines)));
  const labelled = LABELLED.exec(text);
  if (!labelled) return { ...NO_INFORMATION, text };
  return { ...NO_INFORMATION, text, counterpartyAccount: labelled[1] ?? '', counterpartyName: flat(labelled[2] ?? '') };
}

function joinedLines(lines: readonly string[]): string {
  let text = lines[0] ?? '';
  let before = text.length;
  for (const line of lines.slice(1)) {
    text += before >= FULL_LINE_CHARS ? line : ` ${line}`;
    before = line.length;
  }
  return text;
}
