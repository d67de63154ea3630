/** Minor units of a decimal string, with so many decimals. */
function minorOf(text: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(decimals, '0'));
  return text.startsWith('-') ? -value : value;
}

/** Decimal strings of one currency added up, exactly: `addAmounts(['0.10', '0.20'])` is `0.30`; none are `0`. */
export function addAmounts(amounts: readonly string[]): string {
  const decimals = Math.max(0, ...amounts.map((text) => text.split('.')[1]?.length ?? 0));
  const sum = amounts.reduce((total, text) => total + minorOf(text, decimals), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return sum < 0n ? `-${text}` : text;
}

/** An amount of a document as it counts towards what customers owe: a credit note takes off. The API gives both without a sign. */
export function signedAmount(amount: string, kind: 'invoice' | 'credit_note'): string {
  return kind === 'credit_note' ? subtractAmount('0', amount) : amount;
}

/** `subtractAmount('500.00', '120.00')` is `380.00`. */
export function subtractAmount(from: string, amount: string): string {
  return addAmounts([from, amount.startsWith('-') ? amount.slice(1) : `-${amount}`]);
}
