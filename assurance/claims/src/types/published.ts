/** What is published about the claim types: their JSON Schemas and their JSON-LD context, both made from the table. */

import type { JsonObject } from '@sallyport/core';
import { z } from 'zod';
import { CLAIMS_CONTEXT, CREDENTIALS_V2 } from '../credential/contexts.ts';
import { CLAIM_TYPE_NAMES, CLAIM_TYPES, type ClaimTypeName } from './table.ts';

/** The identifier of a type's schema, as it stands in `credentialSchema`. */
export function claimSchemaId(name: ClaimTypeName): string {
  return `${CLAIMS_CONTEXT}:${name}`;
}

/** The JSON Schema (2020-12) of a whole credential of this type, before it is secured. */
export function claimJsonSchema(name: ClaimTypeName): JsonObject {
  const { about, schema } = CLAIM_TYPES[name];
  // References to definitions count from the root of the document.
  const { $defs, ...subject } = subjectSchema(schema);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: claimSchemaId(name),
    title: name,
    description: about,
    type: 'object',
    required: ['@context', 'type', 'issuer', 'credentialSubject'],
    properties: {
      '@context': { type: 'array', prefixItems: [{ const: CREDENTIALS_V2 }], contains: { const: CLAIMS_CONTEXT } },
      id: { type: 'string' },
      type: {
        type: 'array',
        prefixItems: [{ const: 'VerifiableCredential' }, { const: name }],
        minItems: 2,
        maxItems: 2,
      },
      issuer: { type: ['string', 'object'] },
      validFrom: { type: 'string', format: 'date-time' },
      validUntil: { type: 'string', format: 'date-time' },
      credentialSubject: subject,
    },
    ...($defs === undefined ? {} : { $defs }),
  };
}

/** The JSON-LD context, for processors that read credentials as linked data. */
export function claimsContext(): JsonObject {
  const terms = new Set<string>(CLAIM_TYPE_NAMES);
  for (const name of CLAIM_TYPE_NAMES) collectTerms(subjectSchema(CLAIM_TYPES[name].schema), terms);
  const definitions = [...terms].filter((term) => term !== 'id').sort();
  return {
    '@context': {
      '@version': 1.1,
      ...Object.fromEntries(definitions.map((term) => [term, `${CLAIMS_CONTEXT}#${term}`])),
    },
  };
}

function subjectSchema(schema: z.ZodType): JsonObject {
  const { $schema: _, ...subject } = toJson(z.toJSONSchema(schema, { io: 'input' }));
  return subject;
}

function collectTerms(value: unknown, terms: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'properties' && typeof member === 'object' && member !== null) {
      for (const term of Object.keys(member)) terms.add(term);
    }
    collectTerms(member, terms);
  }
}

function toJson(value: object): JsonObject {
  const json: JsonObject = JSON.parse(JSON.stringify(value));
  return json;
}
