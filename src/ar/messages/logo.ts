import { SaxesParser } from 'saxes';
import { Refusal } from '../../foundation/errors/refusal.ts';

export const MAX_LOGO_BYTES = 512 * 1024;
/** Enough for a logo of 8 cm at 600 dots an inch; every invoice carries and unpacks it. */
const MAX_PIXELS_A_SIDE = 2_000;
const MAX_SVG_ELEMENTS = 4_000;
/** References multiply what they point to. */
const MAX_SVG_USES = 20;

const SVG = 'http://www.w3.org/2000/svg';
const XLINK = 'http://www.w3.org/1999/xlink';
/** Shapes and colours; no text (it would need fonts), pictures, filters, animation, styles that load, or foreign content. */
const ELEMENTS = new Set(
  'svg g defs title desc path rect circle ellipse line polyline polygon linearGradient radialGradient stop clipPath mask symbol use metadata style'.split(' '),
);
/** What drawing programs write into their files for themselves. */
const EDITORS = new Set([
  'http://www.inkscape.org/namespaces/inkscape',
  'http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  'http://creativecommons.org/ns#',
  'http://purl.org/dc/elements/1.1/',
]);

export type LogoKind = { readonly mediaType: 'image/png' | 'image/jpeg' | 'image/svg+xml'; readonly extension: 'png' | 'jpg' | 'svg' };

function unreadable(): Refusal {
  return new Refusal('logo.unreadable', 'The file is no PNG, JPEG or SVG that can be read. Save the logo as one of these and try again.');
}

function unsafe(what: string): Refusal {
  return new Refusal('logo.unsafe', `The SVG has ${what}, which a logo may not have. Export it as plain SVG with text turned into paths, or as PNG.`, { what });
}

function requireSides(width: number, height: number): void {
  if (width < 1 || height < 1) throw unreadable();
  if (width > MAX_PIXELS_A_SIDE || height > MAX_PIXELS_A_SIDE) {
    throw new Refusal(
      'logo.too_many_pixels',
      `The logo has ${width} x ${height} pixels; at most ${MAX_PIXELS_A_SIDE} on a side are taken. Scale it down, or use an SVG.`,
      { width, height, most: MAX_PIXELS_A_SIDE },
    );
  }
}

/** Source: PNG specification 11.2.2, IHDR. */
function checkPng(bytes: DataView): void {
  if (bytes.byteLength < 33 || bytes.getUint32(12) !== 0x49484452) throw unreadable();
  requireSides(bytes.getUint32(16), bytes.getUint32(20));
}

/** Walks the segments to the frame header. Source: ITU-T T.81, B.2.2. */
function checkJpeg(bytes: DataView): void {
  let at = 2;
  while (at + 9 < bytes.byteLength) {
    if (bytes.getUint8(at) !== 0xff) throw unreadable();
    const marker = bytes.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return requireSides(bytes.getUint16(at + 7), bytes.getUint16(at + 5));
    at += 2 + bytes.getUint16(at + 2);
  }
  throw unreadable();
}

/** Inside the file itself: `#name`, or `url(#name)` in a style. */
function pointsOutside(value: string): boolean {
  const functions = [...value.matchAll(/url\(\s*['"]?\s*([^'")\s]*)/gi)].some(([, target = '']) => !target.startsWith('#'));
  return functions || /@import|expression\s*\(|javascript:|\\/i.test(value);
}

function checkSvg(text: string): void {
  const parser = new SaxesParser({ xmlns: true });
  let elements = 0;
  let uses = 0;
  let fault: Refusal | undefined;
  const blame = (found: Refusal): void => {
    fault ??= found;
  };
  parser.on('error', () => blame(unreadable()));
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[') || /ENTITY/i.test(doctype)) blame(unsafe('entities of its own'));
  });
  parser.on('processinginstruction', () => blame(unsafe('a processing instruction')));
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements === 1 && (tag.uri !== SVG || tag.local !== 'svg')) blame(unreadable());
    if (EDITORS.has(tag.uri)) return;
    if (tag.uri !== SVG || !ELEMENTS.has(tag.local)) blame(unsafe(`the element "${tag.local.slice(0, 40)}"`));
    if (tag.local === 'use') uses += 1;
    for (const attribute of Object.values(tag.attributes)) {
      if (/^on/i.test(attribute.local)) blame(unsafe('a script'));
      if (attribute.local === 'href' && (attribute.uri === '' || attribute.uri === XLINK) && !attribute.value.startsWith('#'))
        blame(unsafe('a reference to something outside'));
      if (attribute.uri !== 'http://www.w3.org/2000/xmlns/' && pointsOutside(attribute.value)) blame(unsafe('a reference to something outside'));
    }
  });
  const styled = (content: string): void => {
    if (pointsOutside(content)) blame(unsafe('a reference to something outside'));
  };
  parser.on('text', styled);
  parser.on('cdata', styled);
  parser.write(text).close();
  if (elements === 0) blame(unreadable());
  if (elements > MAX_SVG_ELEMENTS || uses > MAX_SVG_USES) blame(unsafe('too many elements'));
  if (fault) throw fault;
}

/** What kind of picture a logo is, from its bytes alone. Refuses `logo.too_large`, `logo.too_many_pixels`, `logo.unreadable`, `logo.unsafe`. */
export function logoOf(bytes: Uint8Array): LogoKind {
  if (bytes.byteLength > MAX_LOGO_BYTES) {
    throw new Refusal('logo.too_large', `The logo has more than ${MAX_LOGO_BYTES / 1024} KiB. Scale it down, or use an SVG.`, { maxBytes: MAX_LOGO_BYTES });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength > 8 && view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a) {
    checkPng(view);
    return { mediaType: 'image/png', extension: 'png' };
  }
  if (bytes.byteLength > 4 && view.getUint16(0) === 0xffd8) {
    checkJpeg(view);
    return { mediaType: 'image/jpeg', extension: 'jpg' };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable();
  }
  checkSvg(text);
  return { mediaType: 'image/svg+xml', extension: 'svg' };
}
