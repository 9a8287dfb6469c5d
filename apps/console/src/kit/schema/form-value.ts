/** The value a form makes: begun from a schema, changed member by member. */

import type { WrongMember } from '../../api/call-error.ts';
import { fieldModel } from './field-model.ts';
import { resolved, type Schema } from './schema.ts';

/** What a form begins with: defaults, what can have one value only, and what must be there. Undefined is left empty. */
export function initialValue(given: Schema, root: Schema): unknown {
  const schema = resolved(given, root);
  if ('default' in schema) return schema['default'];
  const model = fieldModel(schema, root);
  switch (model.kind) {
    case 'fixed':
      return model.value;
    case 'group': {
      const members = model.members.flatMap(({ name, schema: member, required }) => {
        const value = required || 'default' in member ? initialValue(member, root) : undefined;
        return value === undefined ? [] : [[name, value]];
      });
      return Object.fromEntries(members);
    }
    case 'list':
      return [];
    case 'check':
      return false;
    case 'variants':
      return initialValue(model.variants[0]?.schema ?? {}, root);
    default:
      return undefined;
  }
}

/**
 * A group with one member changed; a member without a value is taken out. A group that need not be there and has no member left is
 * no value itself.
 */
export function withMember(group: unknown, name: string, value: unknown, isRequired = true): unknown {
  const { [name]: _, ...rest } = asGroup(group);
  if (value !== undefined) return { ...asGroup(group), [name]: value };
  return isRequired || Object.keys(rest).length > 0 ? rest : undefined;
}

export function withItem(list: unknown, index: number, value: unknown): readonly unknown[] {
  return asList(list).with(index, value);
}

export function withoutItem(list: unknown, index: number): readonly unknown[] {
  return asList(list).toSpliced(index, 1);
}

export function asGroup(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Which variant a value is of: the one whose fixed members it has, else the first that has all its members. */
export function variantOf(value: unknown, variants: readonly { readonly schema: Schema }[], root: Schema): number {
  const found = variants.findIndex(({ schema }) => fits(value, fieldModel(schema, root), root));
  return Math.max(0, found);
}

function fits(value: unknown, model: ReturnType<typeof fieldModel>, root: Schema): boolean {
  switch (model.kind) {
    case 'group': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      const group = asGroup(value);
      const known = new Set(model.members.map(({ name }) => name));
      return (
        Object.keys(group).every((name) => known.has(name)) &&
        model.members.every(({ name, schema }) => {
          const member = fieldModel(schema, root);
          return member.kind !== 'fixed' || group[name] === member.value;
        })
      );
    }
    case 'list':
      return Array.isArray(value);
    case 'fixed':
      return value === model.value;
    case 'check':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'choice':
      return model.choices.includes(value);
    default:
      return typeof value === 'string';
  }
}

/** What is wrong with the value at exactly this path. */
export function wrongAt(wrong: readonly WrongMember[], path: string): readonly WrongMember[] {
  return wrong.filter((member) => member.path === path);
}

/** `a.0` and `b` make `a.0.b`. */
export function joined(path: string, name: string | number): string {
  return path === '' ? String(name) : `${path}.${name}`;
}

/** What is read where a schema has no title: `serialNumber` is "serial number". */
export function labelOf(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
