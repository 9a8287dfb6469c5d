import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { checkOpenApi } from '@sallyport/testing/openapi';
import { z } from 'zod';
import { DOMAIN_OPERATIONS, type Domain } from '../../src/index.ts';
import { startDomain } from '../support.ts';

/** Members that hand out or take a secret by these words in their names. */
const SECRET_WORDS = /(?:secret|password|passphrase|passcode|pskc|pskd|token$)/i;

describe('the description of the domain’s API', () => {
  let domain: Domain;
  let document: JsonObject;
  before(async () => {
    domain = await startDomain({ listen: undefined });
    document = domain.localApi.document();
  });
  after(() => domain.close());

  it('is OpenAPI 3.1 by its rules, with schemas that are JSON Schema', () => checkOpenApi(document));

  it('says of every answer what is in it', () => {
    for (const [name, answer] of answersOf(document)) {
      assert.ok(Object.keys(answer).length > 0, `${name} may answer anything`);
      assert.doesNotMatch(JSON.stringify(answer), /"\$ref":"#\/components\/schemas\/[^"]*\.answer"/, name);
    }
  });

  it('says of every input member that holds a secret that it is never written down', () => {
    for (const [name, { input, secrets }] of Object.entries(DOMAIN_OPERATIONS)) {
      const members = input instanceof z.ZodObject ? Object.keys(input.shape) : [];
      for (const member of members.filter((each) => SECRET_WORDS.test(each))) {
        assert.ok(secrets.includes(member), `${name}: ${member}`);
      }
      for (const secret of secrets) assert.ok(members.includes(secret), `${name} has no member ${secret}`);
    }
  });
});

function answersOf(document: JsonObject): readonly (readonly [string, JsonObject])[] {
  return Object.values(membersOf(document['paths'])).flatMap((item) =>
    Object.values(membersOf(item)).flatMap((operation) => {
      const { operationId, responses } = membersOf(operation);
      const content = membersOf(membersOf(membersOf(responses)['200'])['content']);
      const json = content['application/json'];
      if (json === undefined) return [];
      return [[String(operationId), membersOf(membersOf(json)['schema'])] as const];
    }),
  );
}

function membersOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
