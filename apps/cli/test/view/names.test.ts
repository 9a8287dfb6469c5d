import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonValue } from '@sallyport/core';
import { named, namesOf } from '../../src/view/names.ts';
import { scriptedAsk } from '../support/scripted-ask.ts';

const OWNER = 'did:key:z6MkuE9CfvceaWprmcY9myi2hasMXYircYxkLxAGyUAoXWZS';
const MAKER = `ni:///sha-256;${'A'.repeat(43)}`;
const LAMP = 'ni:///sha-256;yTigrViNcIKZg4fRqXqCWGmPrO9L6K_P_zpQaGTP-lw';
const OTHER = 'ni:///sha-256;xTigrViNcIKZg4fRqXqCWGmPrO9L6K_P_zpQaGTP-lw';
const TWIN = 'ni:///sha-256;wTigrViNcIKZg4fRqXqCWGmPrO9L6K_P_zpQaGTP-lw';

const ANSWERS: Readonly<Record<string, JsonValue>> = {
  'assurance.owner': { owner: OWNER, node: 'did:key:z6Mknode', databot: 'did:key:z6Mkbot' },
  'manufacturers.list': [
    { id: '0'.repeat(64), name: 'Acme Lamps' },
    { id: 'oui:18b430', name: 'Acme Radios' },
  ],
  'assurance.devices': {
    devices: [
      { uri: LAMP, serialNumber: 'LAMP-1' },
      { uri: OTHER, serialNumber: 'LAMP-2' },
      { uri: TWIN, serialNumber: 'LAMP-2' },
    ],
  },
};

describe('names in the place of keys', () => {
  it('are those of the house, of makers and of devices', async () => {
    const names = await namesOf(scriptedAsk(async (name) => ANSWERS[name] ?? null));
    const text = `{ Trust (${OWNER}+, ${LAMP}+) } [${OWNER}-], and ${MAKER}, did:key:z6Mkbot.`;
    assert.equal(
      named(text, names),
      '{ Trust (the owner+, LAMP-1+) } [the owner-], and Acme Lamps, a databot of this domain.',
    );
  });

  it('are not given to two, who would be taken for each other', async () => {
    const names = await namesOf(scriptedAsk(async (name) => ANSWERS[name] ?? null));
    for (const uri of [OTHER, TWIN]) assert.equal(named(uri, names), 'ni:///sha-256;…P_zpQaGTP-lw');
  });

  it('leave a key that nobody has a name for, shortened at its beginning', () => {
    assert.equal(named(`by ${OWNER}`, new Map()), 'by did:key:…LxAGyUAoXWZS');
    assert.equal(named('urn:dev:mac:18b4300000000001', new Map()), 'urn:dev:mac:18b4300000000001');
  });

  it('leave mailboxes without their scheme', () => {
    assert.equal(named('claimed by mailto:bob@example.com', new Map()), 'claimed by bob@example.com');
  });
});
