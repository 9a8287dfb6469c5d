/** What a row of the table of claim types is. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import type { z } from 'zod';
import { fail } from '../errors.ts';

/** What CAHN's policy engine does with a claim; the four kinds of its text, and those that ask and command. */
export type ClaimKind = 'fact' | 'schema' | 'rule' | 'retraction' | 'query' | 'answer' | 'command' | 'route';

/** One argument of a relation: somebody or something named by a URI, or a value. */
export type Argument =
  | { readonly kind: 'entity'; readonly uri: string }
  | { readonly kind: 'value'; readonly value: JsonValue };

/** What a claim states, once its subject fits its schema. */
export interface ClaimBody<Name extends string, Subject> {
  readonly type: Name;
  readonly kind: ClaimKind;
  /** The relation as CAHN names it; several types may share one, told apart by their arguments. */
  readonly relation: string;
  readonly subject: Subject;
  /** In the order of CAHN's notation. */
  readonly arguments: readonly Argument[];
}

export interface ClaimType<Name extends string, Schema extends z.ZodType> {
  readonly name: Name;
  readonly kind: ClaimKind;
  readonly relation: string;
  /** One sentence for people. */
  readonly about: string;
  /** Where it comes from. */
  readonly source: string;
  /** The name of the same statement in the interfaces of NIST's Build 5, where it has one. */
  readonly build5?: string;
  readonly schema: Schema;
  /** @throws E_CLAIMS_SUBJECT */
  readonly read: (subject: JsonObject) => ClaimBody<Name, z.infer<Schema>>;
}

interface ClaimTypeInput<Schema extends z.ZodType> {
  readonly kind: ClaimKind;
  readonly relation?: string;
  readonly about: string;
  readonly source: string;
  readonly build5?: string;
  readonly schema: Schema;
  readonly state: (subject: z.infer<Schema>) => readonly Argument[];
}

/** Makes a row. The relation is the type's name unless CAHN calls it otherwise. */
export function claimType<const Name extends string, Schema extends z.ZodType>(
  name: Name,
  { state, relation = name, ...input }: ClaimTypeInput<Schema>,
): ClaimType<Name, Schema> {
  const { kind, schema } = input;
  return {
    ...input,
    name,
    relation,
    read: (given) => {
      // A schema would pass over the name that JavaScript keeps for itself, and give less than what was signed.
      if (namesPrototype(given)) throw refused(name, '', 'unrecognized_keys');
      const result = schema.safeParse(given);
      if (!result.success) {
        const [issue] = result.error.issues;
        // The first name is the schema's; those below it may be a stranger's words.
        throw refused(name, String(issue?.path[0] ?? ''), issue?.code ?? 'unknown');
      }
      return { type: name, kind, relation, subject: result.data, arguments: state(result.data) };
    },
  };
}

function refused(type: string, where: string, problem: string) {
  return fail('E_CLAIMS_SUBJECT', `the subject of a ${type} claim is not as its schema says`, {
    details: { type, where, problem },
  });
}

function namesPrototype(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!isJsonObject(value)) return value.some(namesPrototype);
  return Object.entries(value).some(([name, member]) => name === '__proto__' || namesPrototype(member));
}

export const entityArgument = (uri: string): Argument => ({ kind: 'entity', uri });
export const valueArgument = (value: JsonValue): Argument => ({ kind: 'value', value });
