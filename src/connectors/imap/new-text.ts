const MAX_CHARS = 100_000;
const MAX_LINES = 5_000;

/** "On Mon, 4 May 2026, Jo wrote:" in the languages that our letters are written in, over one to three lines. */
const ATTRIBUTIONS: readonly RegExp[] = [
  /^On\b.{6,400}\bwrote\s?:$/i,
  /^(?:Am|Den)\b.{6,400}\bschrieb\b.{0,200}:$/i,
  /^.{3,200}\bschrieb am\b.{4,200}:$/i,
  /^Le\b.{6,400}\ba écrit\s?:$/i,
  /^El\b.{6,400}\bescribió\s?:$/i,
  /^Il\b.{6,400}\bha scritto\s?:$/i,
  /^Op\b.{6,400}\bschreef\b.{0,200}:$/i,
  /^(?:Den|På)\b.{6,400}\bskrev\b.{0,200}:$/i,
  /^\d{4}-\d\d-\d\d.{3,200}<[^<>\s]{3,300}>\s?:$/,
];

const DIVIDER =
  /^(?:[-_]{2,}\s?(?:original message|original appointment|ursprüngliche nachricht|weitergeleitete nachricht|forwarded message|message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht)\s?[-_]{2,}|begin forwarded message:)$/i;

/** Field names of the header block that Outlook puts over what it quotes. */
const BLOCK_BEGIN = /^\*?(?:From|Von|De|Da|Van|Från|Fra)\s?:\*?\s?\S/i;
const BLOCK_FIELD =
  /^\*?(?:Sent|Gesendet|Date|Datum|Envoyé|Enviado|Inviato|Verzonden|Skickat|Sendt|To|An|À|Para|A|Aan|Till|Til|Cc|Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Ämne|Emne|Importance|Priorität)\s?:/i;

const SENT_FROM =
  /^(?:sent from my |gesendet (?:von|mit) |von meinem .{2,40} gesendet|envoyé de mon |get outlook for |outlook für |diese nachricht wurde von meinem )/i;

/** What a person wrote anew: without quoted lines, the line that introduces them, the header block over them, and the signature.
 *  Answers between quoted lines stay. */
export function newText(text: string): string {
  const lines = text
    .slice(0, MAX_CHARS)
    .replaceAll('\u00a0', ' ')
    .split(/\r?\n/, MAX_LINES)
    .map((line) => line.trimEnd());
  const kept: string[] = [];
  let at = 0;
  for (; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (isQuoted(line)) continue;
    const introduced = introduction(lines, at);
    if (introduced > 0) {
      if (!quotedNext(lines, at + introduced)) break;
      at += introduced - 1;
      continue;
    }
    if (line === '--' || DIVIDER.test(line.trim().slice(0, 200)) || beginsBlock(lines, at)) break;
    kept.push(line);
  }
  const own = tidy(kept);
  // Nothing above what is quoted (a forwarded mail): then that is what the person sent.
  return own === '' ? tidy(lines.slice(at).filter((line) => !isQuoted(line))) : own;
}

function isQuoted(line: string): boolean {
  return /^ {0,3}>/.test(line);
}

/** How many lines from here on introduce a quotation; 0 for none. Long addresses wrap the sentence. */
function introduction(lines: readonly string[], at: number): number {
  let sentence = '';
  for (let count = 1; count <= 3; count += 1) {
    const line = lines[at + count - 1]?.trim() ?? '';
    if (line === '' || sentence.length + line.length > 600) return 0;
    sentence = sentence === '' ? line : `${sentence} ${line}`;
    if (line.endsWith(':') && ATTRIBUTIONS.some((pattern) => pattern.test(sentence))) return count;
  }
  return 0;
}

function quotedNext(lines: readonly string[], from: number): boolean {
  for (let at = from; at < lines.length && at < from + 4; at += 1) if ((lines[at] as string).trim() !== '') return isQuoted(lines[at] as string);
  return false;
}

/** "From:" with at least two more fields of a mail's head right under it. */
function beginsBlock(lines: readonly string[], at: number): boolean {
  if (!BLOCK_BEGIN.test((lines[at] as string).trim().slice(0, 300))) return false;
  const under = lines.slice(at + 1, at + 8);
  return under.filter((line) => BLOCK_FIELD.test(line.trim().slice(0, 100))).length >= 2;
}

function tidy(lines: readonly string[]): string {
  const out = [...lines];
  const drop = (line: string | undefined): boolean => line !== undefined && (line.trim() === '' || /^_{5,}$/.test(line.trim()) || SENT_FROM.test(line.trim()));
  while (drop(out.at(-1))) out.pop();
  return out
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
