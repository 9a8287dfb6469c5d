/** JSON Schemas of what operations take and answer, made of the very schemas that check it. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { z } from 'zod';

/** Of what an operation takes, as it is given. Members that it does not name are refused. */
export function inputSchemaOf(schema: z.ZodType): JsonObject {
  return { ...schemaOf(schema, 'input'), additionalProperties: false };
}

/** Of what an operation answers. */
export function answerSchemaOf(schema: z.ZodType): JsonObject {
  return schemaOf(schema, 'output');
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  const written: JsonObject = JSON.parse(JSON.stringify(rest));
  return written;
}

/** The members of an object's schema, by name. */
export function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  const { properties } = schema;
  if (!isJsonObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])),
  );
}

/** The members that must be given. */
export function requiredOf({ required }: JsonObject): readonly string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

/** Whether a member is of this JSON type, or of several of which this is one. */
export function isOfType(schema: JsonValue | undefined, type: string): boolean {
  if (!isJsonObject(schema)) return false;
  const { anyOf, oneOf } = schema;
  const choices = [...(Array.isArray(anyOf) ? anyOf : []), ...(Array.isArray(oneOf) ? oneOf : [])];
  return schema['type'] === type || choices.some((choice) => isOfType(choice, type));
}
