/** From a form to what the domain is to claim. */

import type { WrongMember } from '../../api/call-error.ts';
import type { InputOf } from '../../api/index.ts';
import { TYPES } from './query.ts';

export type Wish = InputOf<'claims.make'>;

type Subject = Wish['subject'];

/** Undefined for a type that is not claimed by hand. */
export function wishOf(type: string, value: unknown, until: string): Wish | undefined {
  const known = TYPES.find((each) => each === type);
  if (known === undefined) return undefined;
  const end = new Date(until);
  return {
    type: known,
    subject: subjectIn(value),
    ...(until === '' || Number.isNaN(end.getTime()) ? {} : { validUntil: end.toISOString() }),
  };
}

export function isClaimable(type: string): boolean {
  return TYPES.some((each) => each === type);
}

/** What a form holds is JSON, but for members that were left empty. */
function subjectIn(value: unknown): Subject {
  const subject: Subject = JSON.parse(JSON.stringify(value ?? {}));
  return subject;
}

/** What is wrong with the subject, where the form has it. */
export function belowSubject(wrong: readonly WrongMember[]): readonly WrongMember[] {
  return wrong.map((member) => ({ ...member, path: member.path.replace(/^subject\.?/, '') }));
}

/** Under which key the catalogue has a field's label, where it has one. */
export function fieldLabel(
  path: string,
  schema: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  if (path === '') return undefined;
  if (path !== 'id') return `claims.field.${path}`;
  return `claims.field.id.${namedIn(schema, given)}`;
}

/** Who is meant by `id`: as the schema says, or the role that the template has. */
function namedIn(schema: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>>): string {
  const { properties } = schema;
  const id = memberOf(properties, 'id');
  const names = memberOf(id, 'x-names');
  if (typeof names === 'string') return names;
  const { role } = given;
  return typeof role === 'string' ? role : 'entity';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
