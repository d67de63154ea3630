/* oxlint-disable typescript/no-unsafe-argument -- plain JavaScript for browsers: no types to check by */
// Turns the OpenAPI document into DOM. Text is always set as text: nothing of an answer is read as HTML.

/** @param {string} tag @param {Record<string, string>} [attributes] @param {...(Node | string)} children */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function resolve(api, schema) {
  const name = schema?.$ref?.split('/').at(-1);
  return name ? { name, schema: api.components.schemas[name] } : { name: undefined, schema };
}

/** A schema's kind in a few words: `string (date) or null`, `list of Invoice`. */
function kindOf(api, given) {
  const { name, schema } = resolve(api, given);
  if (name && !schema?.properties) return `${name} (${kindOf(api, schema)})`;
  if (name) return name;
  if (!schema || Object.keys(schema).length === 0) return 'anything';
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((one) => kindOf(api, one)).join(' or ');
  if (schema.enum) return schema.enum.length > 12 ? `one of ${schema.enum.length} names` : schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.type === 'array') return `list of ${kindOf(api, schema.items)}`;
  const limits = [
    schema.format,
    schema.minLength > 1 && `from ${schema.minLength} characters`,
    schema.maxLength && `to ${schema.maxLength} characters`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
  ].filter(Boolean);
  return `${[schema.type].flat().join(' or ')}${limits.length > 0 ? ` (${limits.join(', ')})` : ''}`;
}

function innerOf(api, given) {
  const { schema } = resolve(api, given);
  const choices = schema?.anyOf ?? schema?.oneOf ?? schema?.allOf;
  if (choices) return choices.map((one) => innerOf(api, one)).find(Boolean);
  if (schema?.type === 'array') return innerOf(api, schema.items);
  return schema?.properties ? schema : undefined;
}

/** Fields of an object, nested objects folded. */
export function schemaTree(api, given, depth = 0) {
  const schema = innerOf(api, given);
  if (!schema) return element('div', { class: 'kind' }, kindOf(api, given));
  const box = element('div', { class: 'schema' });
  const required = new Set(schema.required ?? []);
  for (const [name, property] of Object.entries(schema.properties)) {
    const head = [element('code', {}, name), ' ', element('span', { class: 'kind' }, kindOf(api, property) + (required.has(name) ? '' : ', optional'))];
    const described = property.description ?? resolve(api, property).schema?.description;
    if (described && described.length < 300) head.push(' ', element('span', { class: 'kind' }, `· ${described}`));
    if (innerOf(api, property) && depth < 6) {
      const fold = element('details', {}, element('summary', {}, ...head));
      // Built when opened: schemas may refer to each other.
      fold.addEventListener('toggle', () => fold.open && fold.children.length === 1 && fold.append(schemaTree(api, property, depth + 1)));
      box.append(fold);
    } else box.append(element('div', {}, ...head));
  }
  return box;
}

/** An example that can be edited and sent. */
export function exampleOf(api, given, depth = 0) {
  const { schema } = resolve(api, given);
  if (!schema || depth > 5) return null;
  if (schema.examples?.length) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.some((one) => one.type === 'null') ? null : exampleOf(api, choices[0], depth + 1);
  if (schema.type === 'object') {
    const required = new Set(schema.required ?? []);
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => required.has(name))
        .map(([name, property]) => [name, exampleOf(api, property, depth + 1)]),
    );
  }
  if (schema.type === 'array') return [exampleOf(api, schema.items, depth + 1)];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0;
  if (schema.type === 'boolean') return false;
  return '';
}

export function parameterTable(api, parameters) {
  const rows = parameters.map((one) =>
    element(
      'tr',
      {},
      element('td', { class: one.required ? 'must' : '' }, element('code', {}, one.name)),
      element('td', { class: 'kind' }, one.in),
      element('td', {}, kindOf(api, one.schema), one.description ? ` · ${one.description}` : ''),
    ),
  );
  return element('table', {}, element('tbody', {}, ...rows));
}
