import { describe, expect, it } from 'vitest';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { logoOf, MAX_LOGO_BYTES } from './logo.ts';

function svg(inside: string, head = ''): Uint8Array {
  return Buffer.from(`${head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">${inside}</svg>`);
}

function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(40);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

function codeOf(bytes: Uint8Array): string {
  try {
    return logoOf(bytes).mediaType;
  } catch (error) {
    return error instanceof Refusal ? error.code : 'no refusal';
  }
}

describe('a logo', () => {
  it('is told by its bytes, whatever it is called', () => {
    expect(codeOf(png(600, 200))).toBe('image/png');
    expect(codeOf(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 200, 2, 88, 3, 1, 17, 0]))).toBe('image/jpeg');
    expect(codeOf(svg('<g fill="url(#a)"><path d="M0 0h5"/></g><defs><linearGradient id="a"/></defs><use xlink:href="#a"/>'))).toBe('image/svg+xml');
    expect(
      codeOf(
        svg('<path d="M0 0"/>', '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'),
      ),
    ).toBe('image/svg+xml');
  });

  it.each([
    ['a script', svg('<script>alert(1)</script>')],
    ['a handler', svg('<path onload="alert(1)"/>')],
    ['foreign content', svg('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>')],
    ['a picture', svg('<image href="http://example.com/a.png"/>')],
    ['a reference to a file', svg('<use href="other.svg#a"/>')],
    ['a reference of the old kind', svg('<use xlink:href="file:///etc/passwd"/>')],
    ['a colour from elsewhere', svg('<path fill="url(http://example.com/#a)"/>')],
    ['a style that loads', svg('<style>@import "http://example.com/a.css";</style>')],
    ['a style that hides what it loads', svg('<style><![CDATA[path{fill:\\75rl(x)}]]></style>')],
    ['a stylesheet', svg('', '<?xml-stylesheet href="http://example.com/a.css"?>')],
    ['entities', svg('<title>&a;</title>', '<!DOCTYPE svg [<!ENTITY a "b">]>')],
    ['text, which needs fonts', svg('<text>Hello</text>')],
    ['animation', svg('<animate attributeName="x"/>')],
    ['more references than a logo needs', svg('<use href="#a"/>'.repeat(30))],
  ])('with %s is refused', (_what, bytes) => {
    expect(['logo.unsafe', 'logo.unreadable']).toContain(codeOf(bytes));
  });

  it('that is something else, broken or too large is refused', () => {
    expect(codeOf(Buffer.from('%PDF-1.7'))).toBe('logo.unreadable');
    expect(codeOf(new Uint8Array())).toBe('logo.unreadable');
    expect(codeOf(Buffer.from('<html></html>'))).toBe('logo.unreadable');
    expect(codeOf(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4]))).toBe('logo.unreadable');
    expect(codeOf(png(20_000, 10))).toBe('logo.too_many_pixels');
    expect(codeOf(png(0, 10))).toBe('logo.unreadable');
    expect(codeOf(new Uint8Array(MAX_LOGO_BYTES + 1))).toBe('logo.too_large');
  });
});
