/** An amount as a person types it, as decimals with a point: every way to read it. "1.234,56" and "1,234.56" are 1234.56; "1.234" may be 1234 or, in a currency
 *  of three decimals, 1.234. Symbols and codes of currencies beside it are passed over. Empty for what is no amount. */
export function readAmounts(text: string): string[] {
  const bare = text
    .trim()
    .replace(/^(?:[A-Z]{3}|[€$£¥])\s*|\s*(?:[A-Z]{3}|[€$£¥])$/gi, '')
    .replaceAll(/[\s\u00a0\u202f]/g, ' ');
  if (!/^\d[\d.,'’ ]{0,24}$/.test(bare)) return [];
  const readings: string[] = [];
  const decimal = /^(.*\d)[.,](\d{1,3})$/.exec(bare);
  if (decimal?.[1] !== undefined && decimal[2] !== undefined) {
    const mark = bare.at(-decimal[2].length - 1) as string;
    const whole = wholeOf(decimal[1], mark);
    if (whole !== undefined) readings.push(`${whole}.${decimal[2]}`);
  }
  const whole = wholeOf(bare, '');
  if (whole !== undefined) readings.push(whole);
  return readings;
}

/** The digits of a whole number whose groups of three are set apart by one mark, which is not the decimal mark. */
function wholeOf(text: string, decimalMark: string): string | undefined {
  if (/^\d{1,15}$/.test(text)) return text.replace(/^0+(?=\d)/, '');
  const grouped = /^\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*$/.exec(text);
  if (!grouped || grouped[1] === decimalMark) return undefined;
  return text.replaceAll(/\D/g, '').replace(/^0+(?=\d)/, '');
}
