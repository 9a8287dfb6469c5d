/** Claims that feed, ask and answer inference, and those that pass claims on. */

import { z } from 'zod';
import { claimType, entityArgument, valueArgument } from './claim-type.ts';
import { entity, foreign, hashUri, relation, scalar, shortText, time } from './values.ts';

const FIELD = z.strictObject({
  name: relation,
  kind: z.enum(['text', 'integer', 'number', 'boolean', 'time', 'entity']),
  optional: z.boolean().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  values: z.array(scalar).max(64).optional(),
});
const source = z.string().min(1).max(65_536);

export const REASONING_TYPES = {
  Schema: claimType('Schema', {
    kind: 'schema',
    about: 'How a fact of a new kind is structured, and what its fields may hold.',
    source: 'CAHN: Trusted VC To Inference Environment',
    schema: z.strictObject({ relation, fields: z.array(FIELD).min(1).max(32), about: shortText.optional() }),
    state: (subject) => [
      valueArgument(subject.relation),
      ...subject.fields.map(({ name, kind }) => valueArgument(`${name}:${kind}`)),
    ],
  }),
  Fact: claimType('Fact', {
    kind: 'fact',
    about: 'A fact of a kind for which a schema was claimed.',
    source: 'CAHN: Trusted VC To Inference Environment',
    schema: z.strictObject({ relation, schema: hashUri, values: z.record(relation, scalar) }),
    state: (subject) => [valueArgument(subject.relation), ...Object.values(subject.values).map(valueArgument)],
  }),
  Rule: claimType('Rule', {
    kind: 'rule',
    about: 'Logic for inference, to be read in a sandbox and nowhere else.',
    source: 'CAHN: Trusted VC To Inference Environment',
    schema: z.strictObject({
      rule: relation,
      language: z.literal('prolog'),
      source,
      replaces: hashUri.optional(),
      about: shortText.optional(),
    }),
    state: (subject) => [valueArgument(subject.rule), valueArgument(subject.source)],
  }),
  Retraction: claimType('Retraction', {
    kind: 'retraction',
    about: 'The issuer of an earlier claim takes it back.',
    source: 'CAHN: Trusted VC To Inference Environment',
    schema: z.strictObject({ id: hashUri, reason: shortText.optional() }),
    state: ({ id }) => [valueArgument(id)],
  }),
  Query: claimType('Query', {
    kind: 'query',
    about: 'Somebody asks a node a question.',
    source: 'CAHN: Querying The System',
    schema: z.strictObject({
      node: entity,
      language: z.literal('prolog'),
      goal: z.string().min(1).max(8192),
      /** Makes equal questions different claims, so that an answer belongs to one of them. */
      nonce: z.string().min(16).max(64),
    }),
    state: ({ node, goal }) => [entityArgument(node), valueArgument(goal)],
  }),
  Answer: claimType('Answer', {
    kind: 'answer',
    about: 'A node answers a question, or says why not.',
    source: 'CAHN: Querying The System; Databots',
    schema: z.strictObject({
      /** The claim that asked. */
      query: hashUri,
      outcome: z.enum(['answered', 'refused', 'failed']),
      answers: z.array(z.record(z.string().max(64), scalar)).max(1024),
      isComplete: z.boolean(),
      explanation: z.string().max(16_384).optional(),
      answered: time,
    }),
    state: ({ query, outcome, answers }) => [
      valueArgument(query),
      valueArgument(outcome),
      ...answers.map((bindings) => valueArgument(bindings)),
    ],
  }),
  Reattestation: claimType('Reattestation', {
    kind: 'route',
    about: 'A node passes a claim on that it verified, whole, and says when and from whom it came.',
    source: 'CAHN: Claim Flows',
    schema: z.strictObject({ claim: foreign, received: time, from: entity.optional() }),
    state: ({ received, from }) => [valueArgument(received), ...(from === undefined ? [] : [entityArgument(from)])],
  }),
};
