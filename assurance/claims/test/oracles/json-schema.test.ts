/** The published JSON Schemas by another validator: Ajv, in strict mode. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CLAIM_TYPE_NAMES } from '@sallyport/assurance-claims';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { EXAMPLES, subjectOf } from '../support/examples.ts';
import { OWNER } from '../support/people.ts';

describe('the published JSON Schemas', () => {
  for (const name of CLAIM_TYPE_NAMES) {
    it(`${name}: allows its example, and neither other members nor other types`, () => {
      const schema: object = JSON.parse(readFileSync(new URL(`../../schemas/${name}.json`, import.meta.url), 'utf8'));
      const validate = new Ajv2020({
        strict: true,
        strictTuples: false,
        allowUnionTypes: true,
        validateFormats: false,
      }).compile(schema);
      const claim = EXAMPLES[name](OWNER.signer.issuer);
      assert.ok(validate(claim), JSON.stringify(validate.errors));
      assert.ok(!validate({ ...claim, credentialSubject: { ...subjectOf(claim), more: 1 } }));
      assert.ok(!validate({ ...claim, type: ['VerifiableCredential', 'Other'] }));
      assert.ok(!validate({ ...claim, '@context': ['https://www.w3.org/ns/credentials/v2'] }));
    });
  }
});
