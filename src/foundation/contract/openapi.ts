import { z } from 'zod';
import type { Operation } from './operation.ts';
import { COMMON_PROBLEMS, problem, statusOf } from './problem.ts';

type Json = { [key: string]: JsonValue };
type JsonValue = string | number | boolean | null | undefined | JsonValue[] | Json;

const REF = '#/$defs/';

/** Named schemas of one direction, as JSON schema with references by name. */
type Definitions = Map<string, Json>;

function isJson(value: JsonValue): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapRefs(value: JsonValue, rename: (name: string) => string): JsonValue {
  if (Array.isArray(value)) return value.map((inner) => mapRefs(inner, rename));
  if (!isJson(value)) return value;
  const mapped: Json = {};
  for (const [key, inner] of Object.entries(value)) {
    mapped[key] = key === '$ref' && typeof inner === 'string' && inner.startsWith(REF) ? rename(inner.slice(REF.length)) : mapRefs(inner, rename);
  }
  return mapped;
}

function refsOf(value: JsonValue): string[] {
  const names: string[] = [];
  mapRefs(value, (name) => (names.push(name), name));
  return names;
}

/** JSON schema of a zod schema; its named parts go to `definitions`. What we answer may gain fields, so answers are not closed. */
function convert(schema: z.ZodType, io: 'input' | 'output', definitions: Definitions): Json {
  const json = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      if (jsonSchema.format && jsonSchema.pattern) delete jsonSchema.pattern;
      delete jsonSchema.id;
    },
  }) as Json;
  const found = (json['$defs'] ?? {}) as Json;
  for (const [name, definition] of Object.entries(found)) definitions.set(name, definition as Json);
  delete json['$defs'];
  delete json['$schema'];
  return json;
}

/** Names whose shape differs between what is sent and what is answered (defaults, coercion), also through what they refer to. */
function differing(input: Definitions, output: Definitions): Set<string> {
  const names = new Set<string>();
  for (const [name, json] of input) if (output.has(name) && JSON.stringify(json) !== JSON.stringify(output.get(name))) names.add(name);
  for (let grown = true; grown;) {
    grown = false;
    for (const [name, json] of input) {
      if (!names.has(name) && output.has(name) && refsOf(json).some((ref) => names.has(ref))) {
        names.add(name);
        grown = true;
      }
    }
  }
  return names;
}

export function problemCodesOf(operation: Operation): string[] {
  const codes = new Set<string>([...(operation.errors ?? []), ...COMMON_PROBLEMS.all]);
  const add = (more: readonly string[]) => more.forEach((code) => codes.add(code));
  if (operation.realm !== 'public') add(COMMON_PROBLEMS.signedIn);
  if (operation.scope) add(COMMON_PROBLEMS.scoped);
  if (operation.realm === 'company') add(COMMON_PROBLEMS.company);
  if (operation.idempotent) add(COMMON_PROBLEMS.idempotent);
  if (operation.upload) add(COMMON_PROBLEMS.upload);
  if (operation.query?.shape['cursor']) add(COMMON_PROBLEMS.paged);
  return [...codes].toSorted();
}

function parametersOf(operation: Operation, input: Definitions): Json[] {
  const parameters: Json[] = [];
  if (operation.realm === 'company') {
    parameters.push({ name: 'company', in: 'path', required: true, description: 'Id or slug of the company.', schema: { type: 'string', maxLength: 100 } });
  }
  for (const [where, schema] of [
    ['path', operation.params],
    ['query', operation.query],
  ] as const) {
    if (!schema) continue;
    const json = convert(schema, 'input', input);
    const required = new Set((json['required'] ?? []) as string[]);
    for (const [name, property] of Object.entries((json['properties'] ?? {}) as Json)) {
      parameters.push({ name, in: where, required: where === 'path' || required.has(name), schema: property });
    }
  }
  if (operation.idempotent) {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'Makes a repeat safe: the same key with the same request returns the first answer again, within 48 hours.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    });
  }
  if (operation.upload) {
    parameters.push({ name: 'X-File-Name', in: 'header', required: false, description: 'Name of a raw upload, percent-encoded.', schema: { type: 'string' } });
  }
  return parameters;
}

function bodyOf(operation: Operation, input: Definitions): Json | undefined {
  if (operation.upload) {
    const multipart = { type: 'object', properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } }, required: ['file'] };
    return { required: true, content: { 'application/octet-stream': { schema: {} }, 'multipart/form-data': { schema: multipart } } };
  }
  if (!operation.body) return undefined;
  return { required: true, content: { 'application/json': { schema: convert(operation.body, 'input', input) } } };
}

function successOf(operation: Operation, output: Definitions): Json {
  if (operation.answers === 'file') return { description: 'The file.', content: { 'application/octet-stream': { schema: {} } } };
  if (operation.answers === 'events')
    return { description: 'Server-sent events until the work is done.', content: { 'text/event-stream': { schema: { type: 'string' } } } };
  if (!operation.ok) return { description: 'Done.' };
  return { description: 'Done.', content: { 'application/json': { schema: convert(operation.ok, 'output', output) } } };
}

function responsesOf(operation: Operation, output: Definitions): Json {
  const responses: Json = { [String(operation.status ?? 200)]: successOf(operation, output) };
  const byStatus = Map.groupBy(problemCodesOf(operation), statusOf);
  for (const [status, codes] of [...byStatus].toSorted(([a], [b]) => a - b)) {
    responses[String(status)] = {
      description: codes.map((code) => `\`${code}\``).join(', '),
      content: { 'application/problem+json': { schema: { allOf: [{ $ref: `${REF}Problem` }, { properties: { code: { enum: codes } } }] } } },
    };
  }
  return responses;
}

/** The OpenAPI 3.1 document of a list of operations: JSON values only, same input same bytes. */
export function openApiOf(operations: readonly Operation[], info: { title: string; version: string; description?: string }): Json {
  const input: Definitions = new Map();
  const output: Definitions = new Map();
  convert(problem, 'output', output);
  output.set('Problem', convertNamed(output, problem));
  const paths: Json = {};
  const sent: Json[] = [];
  for (const operation of operations) {
    const request: Json = { parameters: parametersOf(operation, input) };
    const body = bodyOf(operation, input);
    if (body) request['requestBody'] = body;
    sent.push(request);
  }
  const answers = operations.map((operation) => responsesOf(operation, output));
  const twofold = differing(input, output);
  const inputName = (name: string) => `#/components/schemas/${twofold.has(name) ? `${name}Input` : name}`;
  const outputName = (name: string) => `#/components/schemas/${name}`;
  operations.forEach((operation, index) => {
    const item = (paths[operation.path] ??= {}) as Json;
    item[operation.method.toLowerCase()] = {
      operationId: operation.id,
      summary: operation.summary,
      ...(operation.description ? { description: operation.description } : {}),
      tags: [operation.tag],
      security: operation.realm === 'public' ? [] : [{ bearer: [] }, { session: [] }],
      ...(operation.scope ? { 'x-scope': operation.scope } : {}),
      ...(mapRefs(sent[index], inputName) as Json),
      responses: mapRefs(answers[index], outputName),
    };
  });
  const schemas: Json = {};
  for (const [name, json] of output) schemas[name] = mapRefs(json, outputName);
  for (const [name, json] of input) {
    const key = twofold.has(name) ? `${name}Input` : name;
    schemas[key] ??= mapRefs(json, inputName);
  }
  return {
    openapi: '3.1.1',
    info,
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map((operation) => operation.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer dk_…`.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'dunlin_session',
          description: 'The session of a signed-in person; `__Host-dunlin_session` over https.',
        },
      },
    },
  };
}

/** A named schema at the root comes back as a reference or inline, depending on what it contains: the definition either way. */
function convertNamed(definitions: Definitions, schema: z.ZodType): Json {
  const json = convert(schema, 'output', definitions);
  const name = typeof json['$ref'] === 'string' ? json['$ref'].slice(REF.length) : undefined;
  return name === undefined ? json : (definitions.get(name) as Json);
}
