import { folded } from '../../foundation/text/fold-text.ts';
import { placesIn, type Mark } from './explain/marks.ts';

/** Why a payment is less than what it names, as a person says it. Codes are stored: they are never renamed. */
export const SHORT_REASONS = ['damaged_goods', 'discount', 'freight', 'price', 'quantity', 'bank_fee', 'other'] as const;
export type ShortReason = (typeof SHORT_REASONS)[number];

/** Parts of words by which payers name a reason, folded; the longest that is found counts. */
const WORDS: Readonly<Record<Exclude<ShortReason, 'other'>, readonly string[]>> = {
  damaged_goods: ['SCHADEN', 'BESCHADIG', 'DEFEKT', 'MANGEL', 'RETOUR', 'DAMAGE', 'DEFECT', 'BROKEN', 'DOMMAGE', 'ENDOMMAG'],
  discount: ['SKONTO', 'RABATT', 'NACHLASS', 'DISCOUNT', 'REBATE', 'ESCOMPTE', 'REMISE', 'SCONTO', 'DESCUENTO', 'KORTING'],
  freight: ['FRACHT', 'VERSAND', 'LIEFERKOSTEN', 'FREIGHT', 'SHIPPING', 'CARRIAGE', 'TRANSPORT', 'PORTOKOSTEN'],
  price: ['PREIS', 'PRICE', 'PRICING', 'PRIX', 'PREZZO', 'PRECIO'],
  quantity: ['FEHLMENGE', 'MINDERMENGE', 'FEHLT', 'FEHLEND', 'SHORTAGE', 'QUANTITY', 'MISSING', 'MANQUANT', 'SHORT DELIVER'],
  bank_fee: ['BANKGEBUHR', 'BANKSPESEN', 'GEBUHR', 'SPESEN', 'BANK FEE', 'BANK CHARGE', 'CHARGES', 'FRAIS BANC', 'COMMISSION'],
};

/** Names of reasons for people, as a hold shows them. */
const NAMES: Readonly<Record<ShortReason, string>> = {
  damaged_goods: 'damaged goods',
  discount: 'cash discount',
  freight: 'freight',
  price: 'price',
  quantity: 'quantity',
  bank_fee: 'bank fee',
  other: 'other',
};

export function shortReasonName(reason: ShortReason): string {
  return NAMES[reason];
}

/** The reason that the text of a payment names, with the word in which it does; null where it names none. A suggestion: a person decides. */
export function hintedShortReason(text: string): (Mark & { readonly reason: ShortReason }) | null {
  const plain = folded(text);
  let best: { reason: ShortReason; at: number; length: number } | null = null;
  for (const [reason, words] of Object.entries(WORDS) as [ShortReason, readonly string[]][]) {
    for (const word of words) {
      const at = plain.indexOf(word);
      if (at >= 0 && (best === null || word.length > best.length)) best = { reason, at, length: word.length };
    }
  }
  if (best === null) return null;
  let from = best.at;
  let to = best.at + best.length;
  while (from > 0 && /[A-Z]/.test(plain[from - 1] ?? '')) from--;
  while (/[A-Z]/.test(plain[to] ?? '')) to++;
  const placeOf = placesIn(text);
  return { reason: best.reason, from: placeOf(from), to: placeOf(to) };
}
