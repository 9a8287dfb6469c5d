import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makersForPeople, typesForPeople } from '../../src/view/makers-view.ts';

const MAKER = {
  uri: 'ni:///sha-256;yTigrViNcIKZg4fRqXqCWGmPrO9L6K_P_zpQaGTP-lw',
  id: 'a'.repeat(64),
  name: null,
  isIntroduced: true,
  isListed: false,
  standing: 'trusted',
  trustedBy: [
    { claim: 'urn:a', by: 'did:key:z6Mk', byName: 'the owner' },
    { claim: 'urn:b', by: 'did:key:z6Mk', byName: 'the owner' },
  ],
  distrustedBy: [],
  devices: 2,
} as const;
const maker = { ...MAKER, trustedBy: [...MAKER.trustedBy], distrustedBy: [] };

describe('makers, for people', () => {
  it('are told with who says so, each once', () => {
    assert.deepEqual(makersForPeople({ makers: [{ ...maker, name: 'Acme' }] }), [
      { name: 'Acme', standing: 'trusted by the owner', listed: false, introduced: true, devices: 2 },
    ]);
  });

  it('are named by the beginning of their identifier where nobody told a name', () => {
    assert.match(JSON.stringify(makersForPeople({ makers: [maker] })), /"name":"aaaaaaaaaaaa…"/);
  });

  it('are none in the beginning', () => {
    assert.match(String(makersForPeople({ makers: [] })), /^no maker/);
    assert.match(String(typesForPeople({ types: [] })), /^nothing/);
  });
});
