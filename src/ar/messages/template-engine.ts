import { Context, Liquid, toValueSync, type Emitter, type Template } from 'liquidjs';
import { parseDay } from '../../foundation/calendar/day.ts';
import { decimalsOf, isCurrency } from '../../foundation/money/currency.ts';
import { TEMPLATE_LIMITS, type TemplateData, type TemplateValue } from './template.ts';

/** What a template may do. Nothing that reads files, keeps text or grows it: what is not in these lists does not exist. */
export const TEMPLATE_TAGS: readonly string[] = ['if', 'unless', 'case', 'for', 'comment'];
export const TEMPLATE_FILTERS: readonly string[] = [
  'money',
  'day',
  'default',
  'upcase',
  'downcase',
  'capitalize',
  'truncate',
  'size',
  'first',
  'last',
  'plus',
  'minus',
];

/** Stands for a bar in a value while the text is laid out: a bar of the template begins a table, one of a customer's name does not. */
export const BAR_OF_A_VALUE = '\ue000';

/** A filter was given something that it can't show; says what and how to write it. */
class FilterError extends Error {}

const engines = new Map<string, Liquid>();
const MAX_ENGINES = 50;
const MAX_KEPT_DAYS = 5_000;

/** The engine of a language: it writes amounts and days as people there do. `check` accepts unknown filters, so that all of them can be listed. */
export function templateEngine(language: string, purpose: 'render' | 'check' = 'render'): Liquid {
  const key = `${purpose} ${language}`;
  const known = engines.get(key);
  if (known) return known;
  const engine = makeEngine(language, purpose);
  if (engines.size >= MAX_ENGINES) engines.clear();
  engines.set(key, engine);
  return engine;
}

const NO_FILES = {
  readFile: () => Promise.reject(new Error('templates read no files')),
  readFileSync: () => {
    throw new Error('templates read no files');
  },
  exists: () => Promise.resolve(false),
  existsSync: () => false,
  contains: () => Promise.resolve(false),
  containsSync: () => false,
  resolve: () => '',
};

function makeEngine(language: string, purpose: 'render' | 'check'): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: purpose === 'render',
    lenientIf: true,
    ownPropertyOnly: true,
    greedy: false,
    dynamicPartials: false,
    relativeReference: false,
    fs: NO_FILES,
    templates: {},
    outputEscape: textOfValue,
    parseLimit: TEMPLATE_LIMITS.bodyCharacters + 1_000,
    renderLimit: TEMPLATE_LIMITS.renderMs,
    memoryLimit: TEMPLATE_LIMITS.loopSteps,
  });
  for (const tag of Object.keys(engine.tags)) if (!TEMPLATE_TAGS.includes(tag)) delete engine.tags[tag];
  for (const filter of Object.keys(engine.filters)) if (!TEMPLATE_FILTERS.includes(filter)) engine.unregisterFilter(filter);
  const amounts = new Map<string, Intl.NumberFormat>();
  const days = new Intl.DateTimeFormat(dayLocale(language), { timeZone: 'UTC', ...(language.startsWith('en') ? LONG_DAY : SHORT_DAY) });
  engine.registerFilter('money', (value: unknown, currency: unknown) => moneyText(value, currency, language, amounts));
  const writtenDays = new Map<string, string>();
  engine.registerFilter('day', (value: unknown) => {
    // The same few hundred days stand in a whole run, and writing one is dear.
    const known = typeof value === 'string' ? writtenDays.get(value) : undefined;
    if (known !== undefined) return known;
    const text = dayText(value, days);
    if (writtenDays.size >= MAX_KEPT_DAYS) writtenDays.clear();
    writtenDays.set(String(value), text);
    return text;
  });
  return engine;
}

const LONG_DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' };
const SHORT_DAY: Intl.DateTimeFormatOptions = { day: '2-digit', month: '2-digit', year: 'numeric' };

/** English without a country writes the day first, as most of the world does; the month is a word, so nobody takes it for the day. */
function dayLocale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

function textOfValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object' || typeof value === 'function') throw new FilterError('this is a list or a group of values, not one of them; name the value');
  return String(value as string | number | boolean).replaceAll('|', BAR_OF_A_VALUE);
}

/** A decimal string of the currency as people of the language write it, exactly: no floating point on the way. */
function moneyText(value: unknown, currency: unknown, language: string, formats: Map<string, Intl.NumberFormat>): string {
  if (typeof currency !== 'string' || !isCurrency(currency)) throw new FilterError('money needs the currency: {{ item.open | money: item.currency }}');
  if (typeof value !== 'string' || !/^-?\d{1,15}(\.\d{1,3})?$/.test(value)) throw new FilterError('money is for amounts only');
  let format = formats.get(currency);
  if (!format) {
    const decimals = decimalsOf(currency);
    format = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, {
      style: 'currency',
      currency,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(currency, format);
  }
  // No-break spaces would make a short message twice as dear and are no use in plain text.
  return format.format(value as Intl.StringNumericLiteral).replaceAll(/[\u00a0\u202f]/g, ' ');
}

function dayText(value: unknown, format: Intl.DateTimeFormat): string {
  if (value === null || value === '') return '';
  const day = typeof value === 'string' ? parseDay(value) : undefined;
  if (!day) throw new FilterError('day is for days only');
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** Collects what a template writes and stops it when that is too much. */
class BoundedText implements Emitter {
  buffer = '';

  write(html: unknown): void {
    this.buffer += String(html);
    if (this.buffer.length > TEMPLATE_LIMITS.outputCharacters) throw new FilterError('the text grows beyond what a message can hold');
  }
}

const parsedTexts = new Map<string, Map<string, Template[]>>();
const MAX_PARSED = 500;

/** Lines that hold nothing but tags leave nothing behind. Columns shift only behind the tag. */
function withoutTagLines(text: string): string {
  return text.replaceAll(/^[ \t]*(?:\{%-?[^%{}]*-?%\}[ \t]*)+$/gm, (line) => line.trim().replace(/-?%\}$/, '-%}'));
}

/** Throws LiquidError with the place. */
export function parseTemplate(text: string, language: string): Template[] {
  let ofLanguage = parsedTexts.get(language);
  const known = ofLanguage?.get(text);
  if (known) return known;
  const parsed = templateEngine(language).parse(withoutTagLines(text));
  if (!ofLanguage || ofLanguage.size >= MAX_PARSED) {
    ofLanguage = new Map();
    if (parsedTexts.size >= MAX_ENGINES) parsedTexts.clear();
    parsedTexts.set(language, ofLanguage);
  }
  ofLanguage.set(text, parsed);
  return parsed;
}

/** Runs a parsed template over values that were made plain. Throws LiquidError for unknown names, unusable values and broken limits. */
export function runTemplate(parsed: Template[], data: TemplateData, language: string): string {
  const engine = templateEngine(language);
  const context = new Context(data, engine.options, { sync: true }, { liquid: engine });
  const text = new BoundedText();
  toValueSync(engine.renderer.renderTemplates(parsed, context, text));
  return text.buffer;
}

/** Values as templates get them: own properties only, one line each, nothing that a terminal, a header or our layout would take for its own. */
export function plainData(data: TemplateData): TemplateData {
  return plain(data) as TemplateData;
}

function plain(value: TemplateValue): TemplateValue {
  if (typeof value === 'string') return oneLine(value);
  if (Array.isArray(value)) return value.map((one: TemplateValue) => plain(one));
  if (typeof value === 'object' && value !== null) {
    const copy = Object.create(null) as Record<string, TemplateValue>;
    for (const [name, inner] of Object.entries(value)) copy[name] = plain(inner);
    return copy;
  }
  return value;
}

const UNFIT = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue000\ufeff]/;
const UNFIT_ALL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue000\ufeff]+/g;

/** Text of the outside as one line: line breaks become spaces; control characters and marks that turn the reading direction go. */
export function oneLine(text: string): string {
  return UNFIT.test(text) ? text.replaceAll(UNFIT_ALL, ' ').trim() : text;
}
