/** Which control a schema asks for. */

import { isSchema, listAt, numberAt, resolved, type Schema, schemasAt, textAt } from './schema.ts';

export interface Member {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

export interface Variant {
  readonly label: string;
  readonly schema: Schema;
  /** The member by whose values it is told apart from the others, where one does that. */
  readonly toldBy?: { readonly name: string; readonly values: readonly unknown[] };
}

export type FieldModel =
  | { readonly kind: 'group'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly item: Schema; readonly most: number | undefined }
  | { readonly kind: 'variants'; readonly variants: readonly Variant[] }
  | { readonly kind: 'choice'; readonly choices: readonly unknown[] }
  | { readonly kind: 'fixed'; readonly value: unknown }
  | { readonly kind: 'check' }
  | { readonly kind: 'number'; readonly whole: boolean; readonly least?: number; readonly most?: number }
  | { readonly kind: 'moment' }
  | { readonly kind: 'day' }
  | { readonly kind: 'text'; readonly format?: string; readonly long: boolean; readonly longest?: number }
  /** What no other control fits: JSON, written by hand. */
  | { readonly kind: 'json' };

/** Texts that may be longer than this are written in several lines. */
const LONG_TEXT = 1000;

/** @param root the schema that references lead into */
export function fieldModel(given: Schema, root: Schema): FieldModel {
  const schema = withoutNull(resolved(given, root), root);
  if ('const' in schema) return { kind: 'fixed', value: schema['const'] };
  const choices = listAt(schema, 'enum').filter((choice) => choice !== null);
  if (choices.length > 0) return { kind: 'choice', choices };
  const variants = [...schemasAt(schema, 'oneOf'), ...schemasAt(schema, 'anyOf')];
  if (variants.length > 0) return variantsModel(variants, root);
  switch (typeOf(schema)) {
    case 'object':
      return groupModel(schema);
    case 'array':
      return {
        kind: 'list',
        item: isSchema(schema['items']) ? schema['items'] : {},
        most: numberAt(schema, 'maxItems'),
      };
    case 'boolean':
      return { kind: 'check' };
    case 'integer':
    case 'number':
      return numberModel(schema);
    case 'string':
      return textModel(schema);
    default:
      return { kind: 'json' };
  }
}

function groupModel(schema: Schema): FieldModel {
  const properties = schema['properties'];
  // A map of names that are not known beforehand.
  if (!isSchema(properties) || Object.keys(properties).length === 0) return { kind: 'json' };
  const required = new Set(listAt(schema, 'required'));
  return {
    kind: 'group',
    members: Object.entries(properties).flatMap(([name, member]) =>
      isSchema(member) ? [{ name, schema: member, required: required.has(name) }] : [],
    ),
  };
}

/** Variants that are each one value are a choice of values. */
function variantsModel(variants: readonly Schema[], root: Schema): FieldModel {
  const models = variants.map((variant) => fieldModel(variant, root));
  const values = models.flatMap((model) => (model.kind === 'fixed' ? [model.value] : []));
  if (values.length === models.length) return { kind: 'choice', choices: values };
  return {
    kind: 'variants',
    variants: variants.map((schema, index) => ({
      schema,
      label: variantLabel(schema, root) ?? `${index + 1}`,
      ...toldBy(resolved(schema, root)),
    })),
  };
}

function variantLabel(given: Schema, root: Schema): string | undefined {
  const schema = resolved(given, root);
  const title = textAt(schema, 'title');
  if (title !== undefined) return title;
  const properties = schema['properties'];
  if (!isSchema(properties)) return typeOf(schema);
  // What tells variants apart is most often a member with one possible value.
  const fixed = Object.values(properties).find((member) => isSchema(member) && 'const' in member);
  return isSchema(fixed) ? String(fixed['const']) : Object.keys(properties)[0];
}

/** The first member that has only certain values. */
function toldBy(variant: Schema): Pick<Variant, 'toldBy'> {
  const { properties } = variant;
  if (textAt(variant, 'title') !== undefined || !isSchema(properties)) return {};
  for (const [name, member] of Object.entries(properties)) {
    if (!isSchema(member)) continue;
    const values = 'const' in member ? [member['const']] : listAt(member, 'enum');
    if (values.length > 0) return { toldBy: { name, values } };
  }
  return {};
}

function numberModel(schema: Schema): FieldModel {
  const least = numberAt(schema, 'minimum');
  const most = numberAt(schema, 'maximum');
  return {
    kind: 'number',
    whole: typeOf(schema) === 'integer',
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
  };
}

function textModel(schema: Schema): FieldModel {
  const format = textAt(schema, 'format');
  if (format === 'date-time') return { kind: 'moment' };
  if (format === 'date') return { kind: 'day' };
  const longest = numberAt(schema, 'maxLength');
  return {
    kind: 'text',
    // What has a form to be in, such as a URI, is one line however long it may be.
    long: longest !== undefined && longest > LONG_TEXT && textAt(schema, 'pattern') === undefined,
    ...(format === undefined ? {} : { format }),
    ...(longest === undefined ? {} : { longest }),
  };
}

/** The type, also where only its members tell it. */
function typeOf(schema: Schema): string | undefined {
  const type = schema['type'];
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return type.find((name) => typeof name === 'string' && name !== 'null');
  if ('properties' in schema) return 'object';
  return 'items' in schema ? 'array' : undefined;
}

/** "This or null" is this, left empty. */
function withoutNull(schema: Schema, root: Schema): Schema {
  for (const name of ['anyOf', 'oneOf']) {
    const variants = schemasAt(schema, name);
    const real = variants.filter((variant) => variant['type'] !== 'null');
    const [only] = real;
    if (only === undefined || real.length === variants.length) continue;
    const { [name]: _, ...rest } = schema;
    return real.length === 1 ? resolved({ ...rest, ...only }, root) : { ...rest, [name]: real };
  }
  return schema;
}
