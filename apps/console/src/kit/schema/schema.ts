/** JSON Schema (2020-12) as far as forms are made of it. It comes from the domain and is read with care all the same. */

export type Schema = Readonly<Record<string, unknown>>;

/** A `$ref` that leads deeper than this goes round in a circle. */
const DEEPEST_REFERENCE = 32;

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textAt(schema: Schema, name: string): string | undefined {
  const value = schema[name];
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(schema: Schema, name: string): number | undefined {
  const value = schema[name];
  return typeof value === 'number' ? value : undefined;
}

export function listAt(schema: Schema, name: string): readonly unknown[] {
  const value = schema[name];
  return Array.isArray(value) ? value : [];
}

export function schemasAt(schema: Schema, name: string): readonly Schema[] {
  return listAt(schema, name).filter(isSchema);
}

/** A schema without `$ref` and `allOf` at its top: what they say is put into it. References lead into `root` alone. */
export function resolved(schema: Schema, root: Schema, depth = 0): Schema {
  if (depth > DEEPEST_REFERENCE) return {};
  const reference = textAt(schema, '$ref');
  if (reference !== undefined) {
    const { $ref: _, ...rest } = schema;
    const target = pointedAt(root, reference);
    return target === undefined ? rest : resolved(merged([target, rest]), root, depth + 1);
  }
  const parts = schemasAt(schema, 'allOf');
  if (parts.length === 0) return schema;
  const { allOf: _, ...rest } = schema;
  return merged([...parts.map((part) => resolved(part, root, depth + 1)), rest]);
}

/** What a local JSON pointer (RFC 6901) leads to. */
function pointedAt(root: Schema, reference: string): Schema | undefined {
  // A pointer of a schema of our own has no characters that are percent-encoded.
  if (!reference.startsWith('#') || reference.includes('%')) return undefined;
  let here: unknown = root;
  for (const part of reference.slice(1).split('/').filter(Boolean)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    here = isSchema(here) && Object.hasOwn(here, name) ? here[name] : undefined;
  }
  return isSchema(here) ? here : undefined;
}

function merged(schemas: readonly Schema[]): Schema {
  const properties = schemas.map((schema) => schema['properties']).filter(isSchema);
  const required = schemas.flatMap((schema) => listAt(schema, 'required'));
  return {
    ...Object.assign({}, ...schemas),
    ...(properties.length === 0 ? {} : { properties: Object.assign({}, ...properties) }),
    ...(required.length === 0 ? {} : { required: [...new Set(required)] }),
  };
}
