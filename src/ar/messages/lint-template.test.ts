import { describe, expect, it } from 'vitest';
import { BUILT_IN_LANGUAGES, builtInTemplate } from './find-template.ts';
import { lintTemplate } from './lint-template.ts';
import { shortMessageSize } from './short-message.ts';
import { TEMPLATE_CHANNELS, TEMPLATE_CODES } from './template.ts';

const lint = (body: string, over: { channel?: 'email' | 'sms' | 'letter'; subject?: string } = {}) =>
  lintTemplate({ code: 'reminder_firm', channel: over.channel ?? 'email', language: 'en', subject: over.subject ?? (over.channel === 'sms' ? '' : 'S'), body });
const places = (body: string) => lint(body).map(({ code, line, column }) => `${code} ${line}:${column}`);

describe('the check of a template', () => {
  it('finds nothing wrong with the built-in texts', () => {
    const templates = TEMPLATE_CODES.flatMap((code) =>
      TEMPLATE_CHANNELS.flatMap((channel) => BUILT_IN_LANGUAGES.flatMap((language) => builtInTemplate(code, channel, language) ?? [])),
    );
    expect(templates.length).toBeGreaterThan(30);
    expect(templates.flatMap((template) => lintTemplate(template))).toEqual([]);
  });

  it('tells every unknown name with its place, in branches that are not taken too', () => {
    expect(places('Dear {{ customer.nmae }},\n{% if items.size > 99 %}\n  {{ nobody }}{% endif %}')).toEqual(['name_unknown 1:9', 'name_unknown 3:6']);
    expect(places('{% for item in items %}{{ item.open }}{{ item.opne }}{{ forloop.index }}{% endfor %}{{ item.open }}')).toEqual([
      'name_unknown 1:42',
      'name_unknown 1:88',
    ]);
    expect(places('{% for x in itmes %}{{ x }}{% endfor %}')).toEqual(['name_unknown 1:13']);
    expect(places('{{ items[0].number }} {{ items.first.number }} {{ items.size }} {{ items[0].constructor }}')).toEqual(['name_unknown 1:68']);
    expect(places('{{ "x" | default: nobody }}')).toEqual(['name_unknown 1:19']);
    expect(lint('{{ customer.nmae }}')[0]?.message).toBe('There is no "customer.nmae" in this text. "customer" has name, number.');
  });

  it('tells unknown filters and tags, and what is not closed', () => {
    expect(places('{{ today | dya }}\n{% include "a" %}\n{{ "a | b" | shout }}')).toEqual(['filter_unknown 1:12', 'tag_unknown 2:1', 'filter_unknown 3:14']);
    expect(places('a\n  {% if today %}\nb')).toEqual(['tag_unclosed 2:3']);
    expect(places('{% if today %}{% for i in items %}{% endif %}')).toEqual(['tag_unclosed 1:1', 'tag_unclosed 1:15', 'syntax 1:35']);
    expect(places('{% endif %}')).toEqual(['syntax 1:1']);
    expect(places('x {{ today')).toEqual(['syntax 1:3']);
  });

  it('tells values that cannot be shown', () => {
    expect(places('{{ items }}')).toEqual(['value_unusable 1:1']);
    expect(places('a\n{{ items[0].open | money }}')).toEqual(['value_unusable 2:1']);
    expect(places('{{ customer.name | day }}')).toEqual(['value_unusable 1:1']);
    expect(places('{% for a in (1..99999999) %}x{% endfor %}')).toHaveLength(1);
  });

  it('keeps subjects to one line and links to public https addresses', () => {
    expect(lint('a', { subject: 'One\nTwo' })).toMatchObject([{ part: 'subject', code: 'subject', column: 4 }]);
    expect(lint('a', { subject: '' })).toMatchObject([{ code: 'subject' }]);
    expect(places('https://pay.seller.example/x')).toEqual([]);
    expect(places('see http://seller.example')).toEqual(['link 1:5']);
    expect(places('https://localhost:4300/a https://10.1.2.3/b https://intranet/c')).toEqual(['link 1:1', 'link 1:26', 'link 1:45']);
    expect(places('https://{{ customer.name }}/a')).toEqual(['link 1:1']);
  });

  it('counts the segments of short messages', () => {
    expect(lint('{{ company.name }}: please pay.', { channel: 'sms' })).toEqual([]);
    expect(lint('x'.repeat(460), { channel: 'sms' })).toMatchObject([{ code: 'length' }]);
    expect(lint(`${'x'.repeat(300)}→`, { channel: 'sms' })[0]?.message).toContain('"→"');
    expect(shortMessageSize('x'.repeat(160))).toMatchObject({ encoding: 'gsm7', segments: 1 });
    expect(shortMessageSize('x'.repeat(161))).toMatchObject({ segments: 2 });
    expect(shortMessageSize('€'.repeat(80))).toMatchObject({ encoding: 'gsm7', units: 160, segments: 1 });
    expect(shortMessageSize('ж'.repeat(71))).toMatchObject({ encoding: 'ucs2', segments: 2, costly: 'ж' });
  });
});
