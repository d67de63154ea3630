import { LiquidError, TypeGuards, Value, type Template } from 'liquidjs';
import { plainTextOf } from './message-layout.ts';
import type { MessageChannel } from './message.ts';
import { renderTemplate, templateFault } from './render-template.ts';
import { sampleData } from './sample-data.ts';
import { shortMessageSize } from './short-message.ts';
import { TEMPLATE_FILTERS, TEMPLATE_TAGS, templateEngine } from './template-engine.ts';
import { MAX_SHORT_MESSAGE_SEGMENTS, TEMPLATE_LIMITS, templateShape, type TemplateShape, type TemplateText } from './template.ts';

/** One thing that is wrong with a template: where, what, and how to put it right. Lines and columns count from 1. */
export type TemplateProblem = {
  readonly part: 'subject' | 'body';
  readonly line: number;
  readonly column: number;
  readonly code: 'syntax' | 'tag_unknown' | 'tag_unclosed' | 'filter_unknown' | 'name_unknown' | 'value_unusable' | 'subject' | 'length' | 'link';
  readonly message: string;
};

type Place = { readonly line: number; readonly column: number };

/** Everything that is wrong with a template, in the order of its text; empty when it may be used. It is filled with invented values as the last proof. */
export function lintTemplate(template: Pick<TemplateText, 'code' | 'channel' | 'language' | 'subject' | 'body'>): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  for (const part of ['subject', 'body'] as const) {
    const text = template[part];
    if (part === 'subject' && template.channel === 'sms') {
      if (text !== '') problems.push({ part, line: 1, column: 1, code: 'subject', message: 'A short message has no subject. Leave it empty.' });
      continue;
    }
    if (part === 'subject') problems.push(...subjectProblems(text));
    if (text.length > TEMPLATE_LIMITS.bodyCharacters)
      problems.push({ part, line: 1, column: 1, code: 'length', message: `The text has more than ${TEMPLATE_LIMITS.bodyCharacters} characters. Shorten it.` });
    else
      problems.push(...textProblems(text, template).map((problem) => ({ part, ...problem })), ...linkProblems(text).map((problem) => ({ part, ...problem })));
  }
  if (problems.length === 0) problems.push(...filledProblems(template));
  return problems.toSorted((a, b) => (a.part === b.part ? a.line - b.line || a.column - b.column : a.part === 'subject' ? -1 : 1));
}

function subjectProblems(text: string): TemplateProblem[] {
  const at = { part: 'subject', line: 1, column: 1, code: 'subject' } as const;
  if (text.trim() === '') return [{ ...at, message: 'The subject is empty. Write one line that says what the message is about.' }];
  if (/[\r\n]/.test(text)) return [{ ...at, column: text.search(/[\r\n]/) + 1, message: 'The subject has a line break. A subject is one line.' }];
  if (text.length > TEMPLATE_LIMITS.subjectCharacters)
    return [{ ...at, message: `The subject is longer than ${TEMPLATE_LIMITS.subjectCharacters} characters. Shorten it.` }];
  return [];
}

type Found = Omit<TemplateProblem, 'part'>;

function placeOf(text: string, at: number): Place {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

const CLOSERS: Readonly<Record<string, string>> = { if: 'endif', unless: 'endunless', case: 'endcase', for: 'endfor', comment: 'endcomment' };
const MIDDLES: Readonly<Record<string, readonly string[]>> = { else: ['if', 'unless', 'case', 'for'], elsif: ['if', 'unless'], when: ['case'] };

/** Tags by a scan of our own, so that all of them are told at once: the engine stops at the first. */
function tagProblems(text: string): Found[] {
  const found: Found[] = [];
  const open: { name: string; at: number }[] = [];
  for (const match of text.matchAll(/\{%-?\s*([^\s%}-]*)/g)) {
    const name = match[1] ?? '';
    const place = placeOf(text, match.index);
    const innermost = open.at(-1);
    if (innermost?.name === 'comment' && name !== 'endcomment') continue;
    if (TEMPLATE_TAGS.includes(name)) open.push({ name, at: match.index });
    else if (name in MIDDLES) {
      if (!innermost || !(MIDDLES[name] ?? []).includes(innermost.name))
        found.push({ ...place, code: 'syntax', message: `"${name}" stands outside of ${(MIDDLES[name] ?? []).join(', ')}. Move or remove it.` });
    } else if (Object.values(CLOSERS).includes(name)) {
      if (innermost && CLOSERS[innermost.name] === name) open.pop();
      else
        found.push({
          ...place,
          code: 'syntax',
          message: innermost
            ? `"${name}" closes nothing: "${innermost.name}" is still open and ends with "${CLOSERS[innermost.name]}".`
            : `"${name}" closes nothing. Remove it.`,
        });
    } else found.push({ ...place, code: 'tag_unknown', message: `There is no tag "${name.slice(0, 40)}". Use ${TEMPLATE_TAGS.join(', ')}.` });
  }
  for (const { name, at } of open)
    found.push({ ...placeOf(text, at), code: 'tag_unclosed', message: `"${name}" is never closed. Add {% ${CLOSERS[name]} %} where it ends.` });
  return found;
}

function filterProblems(text: string): Found[] {
  const found: Found[] = [];
  for (const block of text.matchAll(/\{\{.*?\}\}|\{%.*?%\}/gs)) {
    const bare = block[0].replaceAll(/"[^"]*"|'[^']*'/g, (quoted) => ' '.repeat(quoted.length));
    for (const match of bare.matchAll(/\|\s*([A-Za-z_]\w*)/g)) {
      const name = match[1] ?? '';
      if (TEMPLATE_FILTERS.includes(name)) continue;
      const at = block.index + match.index + match[0].length - name.length;
      found.push({ ...placeOf(text, at), code: 'filter_unknown', message: `There is no filter "${name.slice(0, 40)}". Use ${TEMPLATE_FILTERS.join(', ')}.` });
    }
  }
  return found;
}

function textProblems(text: string, template: Pick<TemplateText, 'code' | 'language'>): Found[] {
  const found = [...tagProblems(text), ...filterProblems(text)];
  try {
    const parsed = templateEngine(template.language, 'check').parse(text);
    walk(parsed, new Map(Object.entries(templateShape(template.code))), found);
  } catch (error) {
    // Tags are told by our own scan already; what is left is how a value is written.
    if (found.length === 0) {
      const { line, column, sentence } = templateFault(error);
      found.push({ line, column, code: 'syntax', message: `This can't be read: ${sentence}. Check brackets and quotes here.` });
    }
    if (!LiquidError.is(error) && !(error instanceof Error)) throw error;
  }
  return found;
}

type Scope = ReadonlyMap<string, TemplateShape>;

const FORLOOP: TemplateShape = { first: 'value', last: 'value', index: 'value', index0: 'value', rindex: 'value', rindex0: 'value', length: 'value' };

/** Every name of every branch, against what the template may use. */
function walk(templates: readonly Template[], scope: Scope, found: Found[]): void {
  for (const template of templates) {
    const values = [...(template.arguments?.() ?? [])];
    for (const value of values) for (const token of tokensOf(value)) checkToken(token, scope, found);
    let inner = scope;
    const names = [...(template.blockScope?.() ?? [])];
    if (names.length > 0) {
      const [collection] = values.flatMap(tokensOf);
      const shape = collection === undefined ? undefined : shapeOf(collection, scope);
      const element: TemplateShape = Array.isArray(shape) ? (shape[0] as TemplateShape) : 'value';
      inner = new Map<string, TemplateShape>([...scope, ...names.map((name): [string, TemplateShape] => [name, name === 'forloop' ? FORLOOP : element])]);
    }
    const children = template.children?.(false, true);
    if (children) {
      let step = children.next();
      while (!step.done) step = children.next(step.value);
      walk(step.value, inner, found);
    }
  }
}

function tokensOf(value: unknown): unknown[] {
  if (!(value instanceof Value)) return [value];
  const filterValues = value.filters.flatMap((filter) => filter.args.map((one: unknown) => (Array.isArray(one) ? (one as unknown[])[1] : one)));
  return [...value.initial.postfix, ...filterValues];
}

type Path = { readonly names: readonly (string | null)[]; readonly place: Place; readonly nested: readonly unknown[] };

/** The names of `items[0].open`; an index is null. Undefined for literals. */
function pathOf(token: unknown): Path | undefined {
  if (!TypeGuards.isPropertyAccessToken(token)) return undefined;
  const [line = 1, column = 1] = token.getPosition();
  const nested: unknown[] = [];
  const names = token.props.map((prop): string | null => {
    if (TypeGuards.isQuotedToken(prop) || TypeGuards.isWordToken(prop)) return prop.content;
    if (!TypeGuards.isNumberToken(prop)) nested.push(prop);
    return null;
  });
  const first = token.variable;
  const root = first === undefined ? [] : [TypeGuards.isQuotedToken(first) ? first.content : (first as { getText(): string }).getText()];
  return { names: [...root, ...names], place: { line, column }, nested };
}

function shapeAt(names: readonly (string | null)[], scope: Scope): TemplateShape | undefined {
  const [root, ...rest] = names;
  let shape: TemplateShape | undefined = typeof root === 'string' ? scope.get(root) : undefined;
  for (const name of rest) {
    if (shape === undefined || shape === 'value') return undefined;
    if (Array.isArray(shape))
      shape = name === 'size' ? 'value' : name === null || name === 'first' || name === 'last' ? (shape[0] as TemplateShape) : undefined;
    else shape = name !== null && Object.hasOwn(shape, name) ? (shape as Readonly<Record<string, TemplateShape>>)[name] : undefined;
  }
  return shape;
}

function shapeOf(token: unknown, scope: Scope): TemplateShape | undefined {
  const path = pathOf(token);
  return path ? shapeAt(path.names, scope) : undefined;
}

function checkToken(token: unknown, scope: Scope, found: Found[]): void {
  if (TypeGuards.isRangeToken(token)) {
    checkToken(token.lhs, scope, found);
    checkToken(token.rhs, scope, found);
    return;
  }
  const path = pathOf(token);
  if (!path) return;
  for (const inner of path.nested) checkToken(inner, scope, found);
  if (shapeAt(path.names, scope) !== undefined) return;
  const written = path.names.map((name) => name ?? '[…]').join('.');
  // `empty`, `nil` and their like are words of the language.
  if (['empty', 'blank', 'nil', 'null', 'true', 'false'].includes(written)) return;
  found.push({ ...path.place, code: 'name_unknown', message: `There is no "${written.slice(0, 80)}" in this text. ${known(path.names, scope)}` });
}

/** The names that would have been right there. */
function known(names: readonly (string | null)[], scope: Scope): string {
  for (let length = names.length - 1; length > 0; length--) {
    const shape = shapeAt(names.slice(0, length), scope);
    if (shape === undefined) continue;
    const at = names.slice(0, length).join('.');
    if (shape === 'value') return `"${at}" is a single value.`;
    if (Array.isArray(shape)) return `"${at}" is a list: use {% for item in ${at} %}.`;
    return `"${at}" has ${Object.keys(shape).join(', ')}.`;
  }
  return `There are ${[...scope.keys()].join(', ')}.`;
}

const PRIVATE_HOST = /^(localhost|.*\.(local|internal|lan|test|invalid)|127\..*|10\..*|192\.168\..*|169\.254\..*|172\.(1[6-9]|2\d|3[01])\..*|\[.*|[^.]*)$/i;

/** Links must lead to a public https address, or mail programs warn of the message and nobody can open it. */
function linkProblems(text: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(/\b(https?|ftp|file|javascript|data):(?:\/\/)?([^\s/?#"'<>)\]]*)/gi)) {
    const [, protocol = '', host = ''] = match;
    if (/^(javascript|data|file|ftp)$/i.test(protocol) && !match[0].includes('://')) continue;
    const bare = host.replace(/:\d+$/, '').replace(/^.*@/, '');
    const place = placeOf(text, match.index);
    if (protocol.toLowerCase() !== 'https') found.push({ ...place, code: 'link', message: 'A link begins with https://.' });
    else if (host.includes('{') || host.includes('@'))
      found.push({ ...place, code: 'link', message: 'The address of a link is written out, not put together from values.' });
    else if (PRIVATE_HOST.test(bare))
      found.push({
        ...place,
        code: 'link',
        message: `"${bare.slice(0, 60)}" is no public address. Recipients can't open it; use the address under which everybody reaches you.`,
      });
  }
  return found;
}

function filledProblems(template: Pick<TemplateText, 'code' | 'channel' | 'language' | 'subject' | 'body'>): TemplateProblem[] {
  try {
    const { bodyText } = renderTemplate(template, sampleData(template.code));
    if (plainTextOf(bodyText).trim() === '')
      return [{ part: 'body', line: 1, column: 1, code: 'length', message: 'The text is empty. Write what the recipient shall know.' }];
    return sizeProblems(template.channel, bodyText);
  } catch (error) {
    const details = (error as { details?: { line?: number; column?: number; part?: 'subject' | 'body' } }).details;
    const { part = 'body', line = 1, column = 1 } = details ?? {};
    return [{ part, line, column, code: 'value_unusable', message: error instanceof Error ? error.message : 'The text cannot be filled.' }];
  }
}

function sizeProblems(channel: MessageChannel, text: string): TemplateProblem[] {
  if (channel !== 'sms') return [];
  const size = shortMessageSize(text);
  if (size.segments <= MAX_SHORT_MESSAGE_SEGMENTS) return [];
  const why = size.costly === null ? '' : ` The character "${size.costly}" is not in the alphabet of short messages and halves their room.`;
  return [
    {
      part: 'body',
      line: 1,
      column: 1,
      code: 'length',
      message: `Filled with usual values this takes ${size.segments} segments, at most ${MAX_SHORT_MESSAGE_SEGMENTS} are sent.${why} Shorten it.`,
    },
  ];
}
