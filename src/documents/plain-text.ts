/** Runs without a place to break that are longer than this get some, so that they wrap instead of running out of their column. */
const LONGEST_RUN = 22;
const BREAK_EVERY = 10;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function breakable(run: string): string {
  if (run.length <= LONGEST_RUN) return run;
  return run
    .split(/(?<=[@./_-])(?=.)/u)
    .map((piece) => {
      if (piece.length <= LONGEST_RUN) return piece;
      const parts = [...graphemes.segment(piece)].map((part) => part.segment);
      return parts.map((part, index) => (index > 0 && index % BREAK_EVERY === 0 ? `\u200b${part}` : part)).join('');
    })
    .join('\u200b');
}

/** Text from outside as it may stand on paper: no control characters but line breaks, nothing that turns the direction of what follows,
 *  and places to break in endless words. */
export function paperText(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, (found) => (found === '\n' ? found : ''))
    .replaceAll(/\S+/gu, breakable);
}

/** The same on one line. */
export function paperLine(text: string): string {
  return paperText(text.replaceAll(/\s+/gu, ' ').trim());
}

/** At most so many characters, with a sign that there were more. */
export function shortened(text: string, maxCharacters: number): string {
  const parts = [...graphemes.segment(text)].map((part) => part.segment);
  return parts.length <= maxCharacters
    ? text
    : `${parts
        .slice(0, maxCharacters - 1)
        .join('')
        .trimEnd()}…`;
}

/** Lines that say something. */
export function paperLines(lines: readonly string[]): string[] {
  return lines.map(paperLine).filter((line) => line !== '');
}
