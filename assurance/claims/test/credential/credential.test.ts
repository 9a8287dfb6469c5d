import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCredential } from '@sallyport/assurance-claims';
import type { JsonObject } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { formatTime, parseTime } from '../../src/credential/time.ts';
import { OWNER, trust } from '../support/people.ts';

const V1: JsonObject = {
  '@context': ['https://www.w3.org/2018/credentials/v1'],
  type: ['VerifiableCredential'],
  issuer: { id: 'did:example:issuer', name: 'Issuer' },
  issuanceDate: '2020-01-01T00:00:00Z',
  expirationDate: '2021-01-01T00:00:00+01:00',
  credentialSubject: [{ id: 'did:example:a' }, { degree: 'none' }],
  credentialStatus: { id: 'https://issuer.example/status#1', type: 'StatusList2021Entry', statusListIndex: '1' },
};

const without = (document: JsonObject, member: string): JsonObject =>
  Object.fromEntries(Object.entries(document).filter(([name]) => name !== member));

describe('credentials', () => {
  it('of the Data Model 2.0 are read, and what is not understood stays', () => {
    const document = {
      ...trust(),
      credentialStatus: [{ type: 'A' }, { type: 'B', id: 'urn:b' }],
      evidence: { kind: 'seen' },
    };
    const credential = readCredential(document);
    assert.equal(credential.dataModel, '2.0');
    assert.equal(credential.issuer, OWNER.signer.issuer);
    assert.deepEqual(credential.types, ['VerifiableCredential', 'Trust']);
    assert.deepEqual(credential.statuses, document.credentialStatus);
    assert.deepEqual(credential.document, document);
    assert.equal(credential.schemas[0]?.['id'], 'urn:sallyport:claims:v1:Trust');
  });

  it('of the Data Model 1.1 are read by its own names of times', () => {
    const credential = readCredential(V1);
    assert.equal(credential.dataModel, '1.1');
    assert.equal(credential.issuer, 'did:example:issuer');
    assert.equal(credential.validFrom?.toISOString(), '2020-01-01T00:00:00.000Z');
    assert.equal(credential.validUntil?.toISOString(), '2020-12-31T23:00:00.000Z');
    assert.equal(credential.subjects.length, 2);
    assert.equal(credential.statuses[0]?.['statusListIndex'], '1');
  });

  const refusals: readonly (readonly [what: string, document: JsonObject, code: string])[] = [
    ['without a context', without(trust(), '@context'), 'E_CLAIMS_CREDENTIAL'],
    [
      'whose context is no list',
      { ...trust(), '@context': 'https://www.w3.org/ns/credentials/v2' },
      'E_CLAIMS_CREDENTIAL',
    ],
    ['of no known version', { ...trust(), '@context': ['https://www.w3.org/ns/credentials/v3'] }, 'E_CLAIMS_CONTEXT'],
    [
      'whose base context is not the first',
      { ...trust(), '@context': ['urn:sallyport:claims:v1', 'https://www.w3.org/ns/credentials/v2'] },
      'E_CLAIMS_CONTEXT',
    ],
    [
      'with a context nobody here knows',
      { ...trust(), '@context': ['https://www.w3.org/ns/credentials/v2', 'https://attacker.example/'] },
      'E_CLAIMS_CONTEXT',
    ],
    [
      'with definitions inline',
      { ...trust(), '@context': ['https://www.w3.org/ns/credentials/v2', { issuer: 'https://attacker.example/' }] },
      'E_CLAIMS_CONTEXT',
    ],
    ['without a type', without(trust(), 'type'), 'E_CLAIMS_CREDENTIAL'],
    ['that are presentations', { ...trust(), type: ['VerifiablePresentation'] }, 'E_CLAIMS_CREDENTIAL'],
    ['whose type is no text', { ...trust(), type: ['VerifiableCredential', 7] }, 'E_CLAIMS_CREDENTIAL'],
    ['of too many types', { ...trust(), type: Array(17).fill('VerifiableCredential') }, 'E_CLAIMS_CREDENTIAL'],
    ['without an issuer', without(trust(), 'issuer'), 'E_CLAIMS_CREDENTIAL'],
    ['whose issuer is no URL', { ...trust(), issuer: 'somebody' }, 'E_CLAIMS_CREDENTIAL'],
    ['whose issuer is an object without a name', { ...trust(), issuer: { name: 'x' } }, 'E_CLAIMS_CREDENTIAL'],
    ['of two issuers', { ...trust(), issuer: ['did:example:1', 'did:example:2'] }, 'E_CLAIMS_CREDENTIAL'],
    ['without a subject', without(trust(), 'credentialSubject'), 'E_CLAIMS_CREDENTIAL'],
    ['with an empty subject', { ...trust(), credentialSubject: {} }, 'E_CLAIMS_CREDENTIAL'],
    ['with no subject in the list', { ...trust(), credentialSubject: [] }, 'E_CLAIMS_CREDENTIAL'],
    ['whose subject is a text', { ...trust(), credentialSubject: 'did:example:1' }, 'E_CLAIMS_CREDENTIAL'],
    ['whose subject’s id is no URL', { ...trust(), credentialSubject: { id: 'x', a: 1 } }, 'E_CLAIMS_CREDENTIAL'],
    ['whose id is no URL', { ...trust(), id: 'a b' }, 'E_CLAIMS_CREDENTIAL'],
    ['with a status of no type', { ...trust(), credentialStatus: { id: 'urn:x' } }, 'E_CLAIMS_CREDENTIAL'],
    ['with a schema of no id', { ...trust(), credentialSchema: { type: 'JsonSchema' } }, 'E_CLAIMS_CREDENTIAL'],
    ['with the times of 1.1 in 2.0', { ...trust(), expirationDate: '2020-01-01T00:00:00Z' }, 'E_CLAIMS_CREDENTIAL'],
    ['with the times of 2.0 in 1.1', { ...V1, validUntil: '2020-01-01T00:00:00Z' }, 'E_CLAIMS_CREDENTIAL'],
    ['of 1.1 without issuanceDate', without(V1, 'issuanceDate'), 'E_CLAIMS_CREDENTIAL'],
    ['that end before they begin', { ...trust(), validUntil: '2025-01-01T00:00:00Z' }, 'E_CLAIMS_TIME'],
    ['whose time is no text', { ...trust(), validFrom: 7 }, 'E_CLAIMS_TIME'],
    ['with a proof in what was signed', { ...trust(), proof: {} }, 'E_CLAIMS_CREDENTIAL'],
  ];
  for (const [what, document, code] of refusals) {
    it(`are refused ${what}`, async () => {
      await refuses(() => readCredential(document), code);
    });
  }
});

describe('times', () => {
  it('are moments with a zone', () => {
    assert.equal(parseTime('2026-11-30T12:00:00.5-01:30').toISOString(), '2026-11-30T13:30:00.500Z');
    assert.equal(parseTime('2024-02-29T23:59:59Z').toISOString(), '2024-02-29T23:59:59.000Z');
    assert.equal(formatTime(new Date('2026-11-30T12:00:00.999Z')), '2026-11-30T12:00:00.999Z');
    assert.equal(formatTime(new Date('2026-11-30T12:00:00.000Z')), '2026-11-30T12:00:00Z');
  });

  for (const text of [
    '2026-11-30',
    '2026-11-30T12:00:00',
    '2026-11-30T12:00Z',
    '2026-11-30 12:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-11-30T24:00:00Z',
    '2026-11-30T12:60:00Z',
    '2026-11-30T12:00:60Z',
    '2026-11-30T12:00:00+15:00',
    '2026-11-30T12:00:00.Z',
    '+12026-11-30T12:00:00Z',
    'Mon, 30 Nov 2026 12:00:00 GMT',
  ]) {
    it(`are not written ${text}`, async () => {
      await refuses(() => parseTime(text), 'E_CLAIMS_TIME');
    });
  }
});
