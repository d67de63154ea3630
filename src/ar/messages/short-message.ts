/** The GSM 7-bit alphabet and its extension table. Source: 3GPP TS 23.038, section 6.2.1. */
const GSM_BASIC = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const GSM_EXTENDED = new Set('\f^{}\\[~]|€');

export type ShortMessageSize = { readonly encoding: 'gsm7' | 'ucs2'; readonly units: number; readonly segments: number; readonly costly: string | null };

/** How many segments a text takes: 160 characters of the GSM alphabet or 70 others in one, 153 or 67 in each of several. `costly` is the first character
 *  that forces the larger encoding. */
export function shortMessageSize(text: string): ShortMessageSize {
  let units = 0;
  for (const c of text) {
    if (GSM_BASIC.has(c)) units += 1;
    else if (GSM_EXTENDED.has(c)) units += 2;
    else return { encoding: 'ucs2', units: text.length, segments: text.length <= 70 ? 1 : Math.ceil(text.length / 67), costly: c };
  }
  return { encoding: 'gsm7', units, segments: units <= 160 ? 1 : Math.ceil(units / 153), costly: null };
}
