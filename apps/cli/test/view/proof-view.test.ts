import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject, JsonValue } from '@sallyport/core';
import { decisionText } from '../../src/view/proof-view.ts';
import { testContext } from '../support/context.ts';

function node(sentence: string, holds: boolean, more: Record<string, JsonValue> = {}): JsonObject {
  return { sentence, goal: sentence, holds, kind: 'rule', children: [], ...more };
}

const claim = { id: 'ni:x', by: 'did:key:z6Mkbob', statement: 'x' };

const DENIED: JsonObject = {
  device: { serialNumber: 'LAMP-1' },
  point: 'E.2',
  decision: 'deny',
  reason: 'the maker is distrusted',
  obligations: [],
  proof: node('permit', false, {
    children: [
      node('maker_accepted', false, {
        children: [
          node('it was made by Acme', true, { kind: 'fact' }),
          node('the maker is distrusted', false),
          node('Bob distrusts it', true, { kind: 'fact', claim }),
        ],
      }),
      node('admitted', true),
    ],
  }),
};

const PERMITTED: JsonObject = {
  ...DENIED,
  decision: 'permit',
  reason: 'many things',
  obligations: [{ type: 'vlan', value: '42' }],
  proof: node('permit', true, {
    children: [
      node('admitted', true, { children: [node('somebody trusts it', true), node('another way', false)] }),
      node('not so: objection', true, { kind: 'not', children: [node('objection', false)] }),
    ],
  }),
};

function shown(answer: JsonObject, isWhole: boolean, columns?: number): string {
  const { terminal } = testContext({}, columns);
  return decisionText(answer, { names: new Map(), isWhole }, terminal);
}

describe('a decision, for people', () => {
  it('begins with the sentence, and of a no shows what was lacking and who spoke against it', () => {
    assert.equal(
      shown(DENIED, false),
      [
        '✘ LAMP-1 is denied at E.2: the maker is distrusted',
        '',
        '✘ permit',
        '└ ✘ maker_accepted',
        '  ├ ✘ the maker is distrusted',
        '  └ ✔ Bob distrusts it',
        '',
      ].join('\n'),
    );
  });

  it('of a yes shows all that it stands on, and its terms', () => {
    assert.equal(
      shown(PERMITTED, false),
      [
        '✔ LAMP-1 is permitted at E.2',
        '  with vlan 42',
        '',
        '✔ permit',
        '├ ✔ admitted',
        '│ └ ✔ somebody trusts it',
        '└ ✔ not so: objection',
        '',
      ].join('\n'),
    );
  });

  it('shows everything that was tried to those who ask for it', () => {
    const text = shown(PERMITTED, true);
    assert.match(text, /│ └ ✘ another way\n/);
    assert.match(text, /└ ✔ not so: objection\n {2}└ ✘ objection\n$/);
  });

  it('breaks long sentences within the tree', () => {
    const long = { ...DENIED, proof: node('one two three four five six seven eight nine ten eleven twelve', false) };
    const lines = shown(long, false, 40).trimEnd().split('\n');
    assert.ok(
      lines.every((line) => line.length <= 40),
      lines.join('\n'),
    );
    assert.ok(lines.length > 3);
  });

  it('needs no proof where lists decide', () => {
    assert.equal(shown({ ...DENIED, proof: null }, false), '✘ LAMP-1 is denied at E.2: the maker is distrusted\n');
  });

  it('writes nothing of what somebody claimed but letters', () => {
    const text = shown({ ...DENIED, reason: '\u001b[2Jgone', proof: node('\u0007bell', false) }, false);
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  });
});
