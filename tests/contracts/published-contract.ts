import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Json = Readonly<Record<string, unknown>>;

export type Operation = { readonly path: string; readonly method: string; readonly parameters: Readonly<Record<string, string>>; readonly definition: Json };

/** Vendors publish their contracts; they lie beside the project and are read, never copied. null where the folder is absent. */
export function publishedContract(vendor: string, file: string): Contract | null {
  const at = path.join(import.meta.dirname, '../../../shared/contracts', vendor, file);
  return existsSync(at) ? contractOf(JSON.parse(readFileSync(at, 'utf8')) as Json) : null;
}

export type Contract = {
  /** The operation that a request is for, with the values in its path. */
  operation(method: string, pathname: string): Operation | null;
  /** What a request breaks; empty when it keeps the contract. */
  request(operation: Operation, query: URLSearchParams, form: URLSearchParams | null): string[];
  /** What an answer breaks. */
  response(operation: Operation, status: number, body: unknown): string[];
};

function contractOf(document: Json): Contract {
  const paths = document['paths'] as Readonly<Record<string, Json>>;
  const check = checker(document);
  return {
    operation(method, pathname) {
      for (const [template, item] of Object.entries(paths)) {
        const definition = item[method.toLowerCase()];
        if (definition === undefined) continue;
        const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
        const match = new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`).exec(pathname);
        if (match === null) continue;
        const parameters = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] as string)]));
        return { path: template, method, parameters, definition: definition as Json };
      }
      return null;
    },
    request({ definition, parameters }, query, form) {
      const declared = (definition['parameters'] ?? []) as { name: string; in: string; required?: boolean; schema: Json }[];
      const found: string[] = [];
      for (const one of declared) {
        const value = one.in === 'path' ? parameters[one.name] : one.in === 'query' ? (query.get(one.name) ?? undefined) : undefined;
        if (value === undefined) {
          if (one.required === true) found.push(`${one.in} ${one.name} is missing`);
        } else found.push(...check(`${one.in} ${one.name}`, fromText(value, one.schema), one.schema));
      }
      for (const name of query.keys()) if (!declared.some((one) => one.in === 'query' && one.name === name)) found.push(`query ${name} is not in the contract`);
      const content = ((definition['requestBody'] as Json | undefined)?.['content'] as Readonly<Record<string, { schema: Json }>> | undefined)?.[
        'application/x-www-form-urlencoded'
      ];
      if (form !== null && content === undefined) found.push('a form is not in the contract');
      if (form !== null && content !== undefined) {
        const properties = content.schema['properties'] as Readonly<Record<string, Json>>;
        const body = Object.fromEntries([...form].map(([name, value]) => [name, fromText(value, properties[name] ?? {})]));
        found.push(...check('form', body, content.schema));
      }
      return found;
    },
    response({ definition }, status, body) {
      const declared = (definition['responses'] as Readonly<Record<string, { content?: Readonly<Record<string, { schema: Json }>> }>>)[String(status)];
      // Vendors publish their successes; errors have the form their prose describes.
      if (declared === undefined) return status < 400 ? [`status ${status} is not in the contract`] : [];
      const schema = declared.content?.['application/json']?.schema;
      return schema === undefined ? [] : check('answer', body, schema);
    },
  };
}

function fromText(value: string, schema: Json): unknown {
  if (schema['type'] === 'integer' || schema['type'] === 'number') return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (schema['type'] === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time-rfc-2822': /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000$/,
  'date-time': /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?)?$/,
  'phone-number': /^(?:\+[1-9]\d{1,14}|[A-Za-z0-9 ]{1,11})$/,
};

/** The part of JSON Schema that the contracts use. A property that the schema does not name is a violation: neither side may say what is not agreed. */
function checker(document: Json): (where: string, value: unknown, schema: Json) => string[] {
  const check = (where: string, value: unknown, given: Json): string[] => {
    const schema = typeof given['$ref'] === 'string' ? resolve(document, given['$ref']) : given;
    if (value === null) return schema['nullable'] === true ? [] : [`${where} may not be null`];
    const type = Array.isArray(value) ? 'array' : Number.isInteger(value) && schema['type'] === 'integer' ? 'integer' : typeof value;
    if (schema['type'] !== undefined && schema['type'] !== type) return [`${where} is ${type}, not ${JSON.stringify(schema['type'])}`];
    if (typeof value === 'string') return texts(where, value, schema);
    if (Array.isArray(value)) return value.flatMap((one, index) => check(`${where}[${index}]`, one, (schema['items'] ?? {}) as Json));
    if (typeof value !== 'object' || schema['properties'] === undefined) return [];
    const properties = schema['properties'] as Readonly<Record<string, Json>>;
    const missing = ((schema['required'] ?? []) as string[]).filter((name) => !(name in value)).map((name) => `${where}.${name} is missing`);
    const inside = Object.entries(value).flatMap(([name, one]) => {
      const property = properties[name];
      return property === undefined ? [`${where}.${name} is not in the contract`] : check(`${where}.${name}`, one, property);
    });
    return [...missing, ...inside];
  };
  return check;
}

function texts(where: string, value: string, schema: Json): string[] {
  const found: string[] = [];
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) found.push(`${where} "${value}" is none of the values`);
  if (typeof schema['pattern'] === 'string' && !new RegExp(schema['pattern']).test(value)) found.push(`${where} "${value}" does not fit ${schema['pattern']}`);
  if (typeof schema['minLength'] === 'number' && value.length < schema['minLength']) found.push(`${where} is too short`);
  if (typeof schema['maxLength'] === 'number' && value.length > schema['maxLength']) found.push(`${where} is too long`);
  const format = FORMATS[String(schema['format'])];
  if (format !== undefined && !format.test(value)) found.push(`${where} "${value}" is no ${String(schema['format'])}`);
  return found;
}

function resolve(document: Json, reference: string): Json {
  return reference
    .slice(2)
    .split('/')
    .reduce((at, part) => at[part] as Json, document);
}
