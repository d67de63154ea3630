import { describe, expect, test } from 'vitest';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { createXmlElements } from './xml-elements.ts';

type Seen = { readonly events: string[]; readonly refusal: Refusal | null; readonly again: unknown };

function seen(xml: string, pieceChars = xml.length): Seen {
  const events: string[] = [];
  const elements = createXmlElements({
    open(name) {
      events.push(`<${name}>`);
      return name !== 'unwanted';
    },
    text: (piece) => events.push(piece),
    close: () => events.push('</>'),
  });
  const bytes = new TextEncoder().encode(xml);
  let again: unknown = null;
  try {
    for (let at = 0; at < bytes.length; at += Math.max(1, pieceChars)) elements.write(bytes.subarray(at, at + pieceChars));
    elements.end();
    return { events, refusal: null, again };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    try {
      elements.write(bytes);
    } catch (repeated) {
      again = repeated;
    }
    return { events, refusal: error, again };
  }
}

describe('elements of an XML file', () => {
  test('come with local names and their text, without what is not wanted', () => {
    expect(seen('<p:a xmlns:p="x"><b>1 &lt; 2</b><unwanted>no<b>no</b></unwanted><![CDATA[<c>]]></p:a>').events).toEqual([
      '<a>',
      '<b>',
      '1 < 2',
      '</>',
      '<unwanted>',
      '<c>',
      '</>',
    ]);
  });

  test.each([
    ['', 'file.empty'],
    ['   ', 'file.truncated'],
    ['Date;Amount', 'file.not_well_formed'],
    ['<a><b></a>', 'file.not_well_formed'],
    ['<a>&undefined;</a>', 'file.not_well_formed'],
    ['<a>&#0;</a>', 'file.not_well_formed'],
    ['<a>\u0001</a>', 'file.not_well_formed'],
    ['<a x="1" x="2"/>', 'file.not_well_formed'],
    ['<a/><b/>', 'file.not_well_formed'],
    ['<a/>rest', 'file.not_well_formed'],
    ['<a><b>', 'file.truncated'],
    ['<a><b>text</b', 'file.truncated'],
    ['<!DOCTYPE a><a/>', 'file.doctype'],
    ['<!-- <!DOCTYPE a> --><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'file.doctype'],
    ['<a>'.repeat(65), 'file.too_deep'],
    [`<!--${'x'.repeat(200_000)}--><a/>`, 'file.too_large'],
    [`<a x="${'x'.repeat(3_000_000)}"/>`, 'file.too_large'],
  ])('of %.40s are refused', (xml, code) => {
    const { refusal, again } = seen(xml);
    expect(refusal?.code).toBe(code);
    expect(xml === '' ? refusal : again).toBe(refusal);
  });

  test('a comment may speak of a DOCTYPE', () => {
    expect(seen('<!-- <!DOCTYPE a> --><a/>', 1)).toMatchObject({ events: ['<a>', '</>'], refusal: null });
  });

  test('that are not well-formed are named with line and column, without names from the file', () => {
    const message = seen('<a>\n<b>\n  </secret>').refusal?.message ?? '';
    expect(message).toMatch(/line 3, column \d+/);
    expect(message).not.toContain('secret');
  });
});
