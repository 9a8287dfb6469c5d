/** The OpenAPI 3.1 document of a table of operations, made of the very schemas that check what comes in. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { PROBLEM_TYPE } from '@sallyport/http';
import type { DescribedOperation } from './bound-table.ts';
import { downloadTypesOf } from './download.ts';
import { answerSchemaOf, inputSchemaOf, propertiesOf, requiredOf } from './schemas.ts';

export interface OpenApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Under which path the operations are. */
  readonly base: string;
  /** How callers prove who they are (OpenAPI 3.1 §4.8.27). */
  readonly securitySchemes: JsonObject;
  /** Paths that are no operations, such as that of events. */
  readonly otherPaths?: JsonObject;
}

const PROBLEM: JsonObject = {
  type: 'object',
  description: 'A refusal (RFC 9457).',
  required: ['title', 'status', 'code', 'fault', 'detail', 'hint'],
  properties: {
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable: tell refusals apart by it.' },
    fault: { enum: ['peer', 'unsupported', 'policy', 'caller', 'environment', 'internal'] },
    detail: { type: 'string' },
    hint: { type: 'string' },
    errors: {
      type: 'array',
      description: 'Which members of the input are wrong.',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: {
          path: { type: 'string' },
          code: { type: 'string', description: 'What is wrong with it, in one word.' },
          message: { type: 'string' },
        },
      },
    },
  },
};

export function openApiOf(all: readonly DescribedOperation[], info: OpenApiInfo): JsonObject {
  const { title, version, description, base, securitySchemes, otherPaths = {} } = info;
  const schemas: Record<string, JsonValue> = { Problem: PROBLEM };
  const paths: Record<string, Record<string, JsonValue>> = {};
  const bySchemes = Object.keys(securitySchemes).map((name) => ({ [name]: [] }));
  for (const bound of [...all].sort((one, other) => (one.route.template < other.route.template ? -1 : 1))) {
    const { method, template } = bound.route;
    const item = paths[template] ?? {};
    item[method.toLowerCase()] = operationOf(bound, schemas, bySchemes);
    paths[template] = item;
  }
  return {
    openapi: '3.1.0',
    info: { title, version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: base }],
    paths: { ...paths, ...otherPaths },
    components: { schemas, securitySchemes, responses: { Problem: problemResponse() } },
  };
}

function problemResponse(): JsonObject {
  return {
    description: 'It was refused.',
    content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function operationOf(
  { name, operation, route }: DescribedOperation,
  schemas: Record<string, JsonValue>,
  security: readonly JsonObject[],
): JsonObject {
  const input = inComponents(inputSchemaOf(operation.input), `${name}.input`, schemas);
  const isRead = route.method === 'GET' || route.method === 'DELETE';
  const [tag = name] = name.split('.');
  return {
    operationId: name,
    summary: operation.title,
    tags: [tag],
    ...(operation.open ? { security: [] } : { security: [...security] }),
    'x-sallyport-roles': [...operation.roles],
    'x-sallyport-reach': operation.reach,
    'x-sallyport-changes': operation.changes,
    ...(operation.localInputs.length === 0 ? {} : { 'x-sallyport-local-inputs': [...operation.localInputs] }),
    ...(operation.secrets.length === 0 ? {} : { 'x-sallyport-secrets': [...operation.secrets] }),
    ...parametersOf(input, route.names, isRead),
    ...(isRead ? {} : bodyOf(input, route.names)),
    responses: {
      200: { description: 'It was done.', content: answerContent(name, operation.answer, schemas) },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function answerContent(
  name: string,
  answer: Parameters<typeof answerSchemaOf>[0],
  schemas: Record<string, JsonValue>,
): JsonObject {
  const downloads = downloadTypesOf(answer);
  if (downloads !== undefined) return Object.fromEntries(downloads.map((type) => [type.split(';', 1)[0] ?? type, {}]));
  return { 'application/json': { schema: inComponents(answerSchemaOf(answer), `${name}.answer`, schemas) } };
}

function parametersOf(input: JsonObject, names: readonly string[], isRead: boolean): JsonObject {
  const required = requiredOf(input);
  const parameters = Object.entries(propertiesOf(input)).flatMap(([name, schema]): JsonObject[] => {
    if (names.includes(name)) return [{ name, in: 'path', required: true, schema }];
    return isRead ? [{ name, in: 'query', required: required.includes(name), schema }] : [];
  });
  return parameters.length === 0 ? {} : { parameters };
}

/** Of the input, what does not stand in the path. */
function bodyOf(input: JsonObject, names: readonly string[]): JsonObject {
  const properties = Object.entries(propertiesOf(input)).filter(([name]) => !names.includes(name));
  if (properties.length === 0) return {};
  const required = requiredOf(input).filter((name) => !names.includes(name));
  const schema = { ...input, properties: Object.fromEntries(properties), required };
  return { requestBody: { required: required.length > 0, content: { 'application/json': { schema } } } };
}

/** A schema refers to parts of itself; within a larger document those parts stand among its components. */
function inComponents(schema: JsonObject, name: string, schemas: Record<string, JsonValue>): JsonObject {
  const { $defs, ...rest } = schema;
  const refersToItself = JSON.stringify(schema).includes('"$ref":"#"');
  const moved = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(moved);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]): [string, JsonValue] => [
        member,
        member === '$ref' && typeof inner === 'string' ? movedReference(inner, name) : moved(inner),
      ]),
    );
  };
  for (const [part, definition] of Object.entries(isJsonObject($defs) ? $defs : {})) {
    schemas[`${name}.${part}`] = moved(definition);
  }
  const whole = moved(rest);
  if (!isJsonObject(whole)) return {};
  if (!refersToItself) return whole;
  schemas[name] = whole;
  return { $ref: `#/components/schemas/${name}` };
}

function movedReference(reference: string, name: string): string {
  return reference === '#'
    ? `#/components/schemas/${name}`
    : reference.replace('#/$defs/', `#/components/schemas/${name}.`);
}
