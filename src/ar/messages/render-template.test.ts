import { describe, expect, it } from 'vitest';
import { builtInTemplate, BUILT_IN_LANGUAGES, templateBook } from './find-template.ts';
import { renderTemplate } from './render-template.ts';
import { sampleData } from './sample-data.ts';
import { TEMPLATE_CHANNELS, TEMPLATE_CODES, type TemplateData } from './template.ts';

const text = (body: string, over: Partial<{ subject: string; channel: 'email' | 'sms' | 'letter'; language: string }> = {}) => ({
  code: 'reminder_firm' as const,
  channel: over.channel ?? ('email' as const),
  language: over.language ?? 'en',
  subject: over.subject ?? 'Subject',
  body,
});
const data = sampleData('reminder_firm');
const named = (name: string): TemplateData => ({ ...data, customer: { name, number: '1' } });

describe('built-in texts', () => {
  for (const code of TEMPLATE_CODES)
    for (const channel of TEMPLATE_CHANNELS)
      for (const language of BUILT_IN_LANGUAGES) {
        const template = builtInTemplate(code, channel, language);
        if (!template) continue;
        it(`${code} as ${channel} in ${language} says what it is about and leaves no hole`, () => {
          const done = renderTemplate(template, sampleData(code));
          expect(done.bodyText).not.toMatch(/\{\{|\{%|undefined|\[object|\ue000|\n\n\n| $/);
          expect(done.bodyText).toContain('Lindqvist');
          expect(done.subject === '').toBe(channel === 'sms');
          expect(done.bodyHtml === null).toBe(channel !== 'email');
        });
      }

  it('exist in both languages alike', () => {
    for (const code of TEMPLATE_CODES)
      for (const channel of TEMPLATE_CHANNELS)
        expect(builtInTemplate(code, channel, 'de') === undefined, `${code} ${channel}`).toBe(builtInTemplate(code, channel, 'en') === undefined);
  });

  it('write amounts and days as the language does', () => {
    const english = renderTemplate(text('{{ items[0].open | money: "EUR" }} {{ today | day }}'), data);
    const german = renderTemplate(text('{{ items[0].open | money: "EUR" }} {{ today | day }}', { language: 'de' }), data);
    expect(english.bodyText).toBe('€1,234.50 16 March 2026\n');
    expect(german.bodyText).toBe('1.234,50 € 16.03.2026\n');
    expect(renderTemplate(text('{{ "900719925474099" | money: "JPY" }} {{ "1.005" | money: "KWD" }}'), data).bodyText).toBe(
      'JP¥900,719,925,474,099 KWD 1.005\n',
    );
  });
});

describe('the text in use', () => {
  const own = { code: 'invoice' as const, channel: 'email' as const, version: 3, subject: 's', body: 'own' };

  it('is the own one of the language, else the built-in one of the language, before any other language', () => {
    const book = templateBook([{ ...own, language: 'fr' }], 'fr');
    expect(book.find('invoice', 'email', 'fr')?.version).toBe(3);
    expect(book.find('invoice', 'email', 'de')).toMatchObject({ language: 'de', version: 0 });
    expect(book.find('invoice', 'email', 'de-AT')).toMatchObject({ language: 'de', version: 0 });
    expect(book.find('invoice', 'email', 'pl')).toMatchObject({ language: 'fr', version: 3 });
    expect(templateBook([], 'nl').find('invoice', 'email', 'pl')).toMatchObject({ language: 'en', version: 0 });
    expect(() => book.require('invoice', 'sms', 'en')).toThrow(expect.objectContaining({ code: 'template.not_found' }));
  });
});

describe('layout', () => {
  const body = 'Hello,\n\n| Number | > Open |\n{% for item in items %}\n| {{ item.number }} | {{ item.open | money: item.currency }} |\n{% endfor %}\n\nBye';

  it('aligns a table in plain text and makes one in HTML', () => {
    const done = renderTemplate(text(body), data);
    expect(done.bodyText).toBe('Hello,\n\nNumber              Open\n-------------  ---------\nINV-2026-0107  €1,234.50\nINV-2026-0131    €480.00\n\nBye\n');
    expect(done.bodyHtml).toMatch(/<th scope="col"[^>]*>Number<\/th>/);
    expect(done.bodyHtml?.match(/<tr>/g)).toHaveLength(3);
  });

  it('treats what a customer is called as data: no markup, no line, no column of its own', () => {
    const done = renderTemplate(
      text('Dear {{ customer.name }},\n\n| A | B |\n| {{ customer.name }} | x |', { subject: 'For {{ customer.name }}' }),
      named('<b>A|B</b>\r\nBcc: x@y.z\u202e & "Co"'),
    );
    expect(done.subject).toBe('For <b>A|B</b> Bcc: x@y.z  & "Co"');
    expect(done.bodyHtml).not.toContain('<b>');
    expect(done.bodyHtml).toContain('&lt;b&gt;A|B&lt;/b&gt; Bcc: x@y.z  &amp; &quot;Co&quot;');
    expect(done.bodyHtml?.match(/<td/g)).toHaveLength(2);
    expect(done.bodyText.split('\n')[0]).toBe('Dear <b>A|B</b> Bcc: x@y.z  & "Co",');
  });

  it('does not run what stands in a value', () => {
    expect(renderTemplate(text('{{ customer.name }}'), named('{{ company.bank.iban }}{% for i in items %}x{% endfor %}')).bodyText).toBe(
      '{{ company.bank.iban }}{% for i in items %}x{% endfor %}\n',
    );
  });
});

describe('a hostile template', () => {
  const outcome = (body: string): unknown => {
    try {
      return renderTemplate(text(body), data);
    } catch (error) {
      return error;
    }
  };
  const REFUSED = expect.objectContaining({ code: 'template.failed' });

  it('reaches nothing but the names it is given', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype', 'process', 'globalThis']) {
      expect(outcome(`{{ ${name} }}`)).toEqual(REFUSED);
      expect(outcome(`{{ company.${name} }}`)).toEqual(REFUSED);
      expect(outcome(`{{ company["${name}"] }}`)).toEqual(REFUSED);
      expect(outcome(`{{ company.name.${name} }}`)).toEqual(REFUSED);
      expect(outcome(`{{ items.${name} }}`)).toEqual(REFUSED);
      expect(outcome(`{{ company.${name}.constructor }}`)).toEqual(REFUSED);
    }
    expect(outcome('{{ company }}')).toEqual(REFUSED);
    expect(outcome('{{ items }}')).toEqual(REFUSED);
  });

  it('has no files, no other templates, no way to keep or grow text', () => {
    for (const body of [
      '{% include "/etc/passwd" %}',
      '{% render "x" %}',
      '{% layout "x" %}{% block a %}{% endblock %}',
      '{% assign x = 1 %}',
      '{% capture x %}a{% endcapture %}',
      '{% increment x %}',
      '{% liquid echo "a" %}',
      '{% tablerow i in items %}a{% endtablerow %}',
      '{{ "a" | append: "b" }}',
      '{{ items | map: "number" }}',
      '{{ "a" | raw }}',
      '{{ items | json }}',
      '{{ items | where_exp: "i", "true" }}',
    ])
      expect(outcome(body), body).toEqual(REFUSED);
  });

  it('is stopped when it runs or writes without end', () => {
    expect(outcome('{% for a in (1..100000000) %}x{% endfor %}')).toEqual(REFUSED);
    expect(outcome('{% for a in (1..10000) %}{% for b in (1..10000) %}{% endfor %}{% endfor %}')).toEqual(REFUSED);
    expect(outcome(`{% for a in (1..9000) %}${'x'.repeat(1_000)}{% endfor %}`)).toEqual(REFUSED);
    expect(outcome('x'.repeat(30_000))).toEqual(REFUSED);
    expect(outcome('{% if true %}'.repeat(3_000))).toEqual(REFUSED);
  });
});
