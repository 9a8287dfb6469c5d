/** Facts of kinds that somebody claimed a schema for (CAHN, Trusted VC To Inference Environment: schema, fact). */

import type { Claim, SubjectOf } from '@sallyport/assurance-claims';
import { FACT_RELATIONS, type Value } from '@sallyport/assurance-inference';
import { secondsOf } from './seconds.ts';
import type { Statement } from './statement.ts';

type Field = SubjectOf<'Schema'>['fields'][number];

/** Only rules decide. Where no rule does, a fact must not. */
const DECISIONS: ReadonlySet<string> = new Set(['permit', 'obligation']);

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const ENTITY = /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/;

/**
 * The values in the order of the schema's fields; times in seconds, null where an optional field is left out. Undefined
 * when there is no schema, or the fact is not as it says. Nobody can state in this way what the claims with a type of
 * their own, the trust engine or the node's eyes state.
 */
export function stateBySchema(fact: SubjectOf<'Fact'>, schema: Claim | undefined): Statement | undefined {
  if (schema?.type !== 'Schema' || schema.subject.relation !== fact.relation) return undefined;
  if (Object.hasOwn(FACT_RELATIONS, fact.relation) || DECISIONS.has(fact.relation)) return undefined;
  const { fields } = schema.subject;
  const names = new Set(fields.map(({ name }) => name));
  if (names.size !== fields.length || Object.keys(fact.values).some((name) => !names.has(name))) return undefined;
  const values: Value[] = [];
  for (const field of fields) {
    const given = Object.hasOwn(fact.values, field.name) ? fact.values[field.name] : undefined;
    const value = valueOfField(field, given ?? null);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return [fact.relation, ...values];
}

function valueOfField(field: Field, given: Value): Value | undefined {
  if (given === null) return field.optional === true ? null : undefined;
  if (field.values !== undefined && !field.values.includes(given)) return undefined;
  const value = ofKind(field.kind, given);
  if (typeof value !== 'number') return value;
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = field;
  return value >= minimum && value <= maximum ? value : undefined;
}

function ofKind(kind: Field['kind'], given: string | number | boolean): Value | undefined {
  switch (kind) {
    case 'text':
      return typeof given === 'string' ? given : undefined;
    case 'entity':
      return typeof given === 'string' && ENTITY.test(given) ? given : undefined;
    case 'time':
      return typeof given === 'string' && TIME.test(given) ? secondsOf(given) : undefined;
    case 'integer':
      return Number.isInteger(given) ? given : undefined;
    case 'number':
      return typeof given === 'number' ? given : undefined;
    case 'boolean':
      return typeof given === 'boolean' ? given : undefined;
  }
}
