/** Browsers cap the height of an element (33 million px in Chromium, 17 in Firefox), so the bar that a long table scrolls by is shorter than its rows are high.
 *  The *offset* is where the table really stands, in px of rows; the *top* is the scrollTop of the bar that stands for it. */
export const MAX_SPACER_PX = 12_000_000;

/** A move of up to so many viewports is a wheel, a finger or a click beside the thumb: rows move by the same px. A larger one is the thumb. */
const SMALL_MOVE_VIEWPORTS = 2;

export type Scale = {
  /** How high the rows are that are seen at once. */
  readonly viewportPx: number;
  readonly rowPx: number;
  readonly rows: number;
  /** Height of what is scrolled: all rows, or the cap. */
  readonly spacerPx: number;
  readonly lastOffset: number;
  readonly lastTop: number;
  /** At both ends the bar is true to the px, so that no end comes early when someone scrolls towards it. */
  readonly trueEndPx: number;
};

export function scaleOf(given: { readonly rows: number; readonly rowPx: number; readonly viewportPx: number }): Scale {
  const { rows, rowPx, viewportPx } = given;
  const contentPx = rows * rowPx;
  const spacerPx = Math.min(contentPx, MAX_SPACER_PX);
  const lastTop = Math.max(0, spacerPx - viewportPx);
  return { viewportPx, rowPx, rows, spacerPx, lastOffset: Math.max(0, contentPx - viewportPx), lastTop, trueEndPx: lastTop / 12 };
}

export function isScaled(scale: Scale): boolean {
  return scale.lastOffset > scale.lastTop;
}

function between(value: number, most: number): number {
  return Math.min(Math.max(0, value), most);
}

/** How many px of rows one px of the bar stands for, away from the ends. */
function slope(scale: Scale): number {
  return (scale.lastOffset - 2 * scale.trueEndPx) / (scale.lastTop - 2 * scale.trueEndPx);
}

export function offsetOf(scale: Scale, top: number): number {
  const at = between(top, scale.lastTop);
  if (!isScaled(scale)) return at;
  if (at <= scale.trueEndPx) return at;
  if (at >= scale.lastTop - scale.trueEndPx) return scale.lastOffset - (scale.lastTop - at);
  return scale.trueEndPx + (at - scale.trueEndPx) * slope(scale);
}

export function topOf(scale: Scale, offset: number): number {
  const at = between(offset, scale.lastOffset);
  if (!isScaled(scale)) return at;
  if (at <= scale.trueEndPx) return at;
  if (at >= scale.lastOffset - scale.trueEndPx) return scale.lastTop - (scale.lastOffset - at);
  return scale.trueEndPx + (at - scale.trueEndPx) / slope(scale);
}

export type Place = { readonly offset: number; readonly top: number };

/** Where the table stands after its bar moved to `top`. */
export function placeAfter(scale: Scale, place: Place, top: number): Place {
  const moved = top - place.top;
  const small = isScaled(scale) && Math.abs(moved) <= SMALL_MOVE_VIEWPORTS * scale.viewportPx;
  return { top, offset: small ? between(place.offset + moved, scale.lastOffset) : offsetOf(scale, top) };
}

/** Whether the bar has run out while rows are left: it is put back at once, or the rest could not be reached. */
export function isStranded(scale: Scale, place: Place): boolean {
  return (place.top <= 0 && place.offset > 0) || (place.top >= scale.lastTop && place.offset < scale.lastOffset);
}

export type RowRange = { readonly first: number; readonly last: number };

/** Rows that are seen from an offset, both ends included; `last` is -1 without rows. */
export function rangeAt(scale: Scale, offset: number): RowRange {
  if (scale.rows === 0 || scale.viewportPx <= 0) return { first: 0, last: -1 };
  const at = between(offset, scale.lastOffset);
  const first = Math.min(scale.rows - 1, Math.floor(at / scale.rowPx));
  return { first, last: Math.max(first, Math.min(scale.rows - 1, Math.ceil((at + scale.viewportPx) / scale.rowPx) - 1)) };
}

/** The offset nearest to this one from which the whole row is seen. */
export function offsetToShow(scale: Scale, offset: number, index: number): number {
  const rowTop = index * scale.rowPx;
  if (rowTop < offset) return between(rowTop, scale.lastOffset);
  return between(Math.max(offset, rowTop + scale.rowPx - scale.viewportPx), scale.lastOffset);
}
