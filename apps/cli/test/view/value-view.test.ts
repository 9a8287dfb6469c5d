import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonValue } from '@sallyport/core';
import { showValue } from '../../src/view/value-view.ts';
import { testContext } from '../support/context.ts';

const ID = 'acb27cc0bbba0bd3ff3a0f1dbd815d0c84ed0f2b3ca02a3de7672c4b4da622c9';

function shown(value: JsonValue, columns?: number): string {
  const context = testContext({}, columns);
  showValue(context.terminal, value, false);
  return context.written.out;
}

describe('an answer for people', () => {
  it('has a line for each member, in words', () => {
    assert.equal(
      shown({ serialNumber: 'A-1', masaUrl: null, accepted: true }),
      'serial number: A-1\nMASA URL: –\naccepted: yes\n',
    );
  });

  it('says none of an empty list', () => {
    assert.equal(shown({ refused: [] }), 'refused: none\n');
    assert.equal(shown({ unknown: {} }), 'unknown: none\n');
    assert.equal(shown([]), 'none\n');
  });

  it('gives each certificate of a list its own lines', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    assert.equal(shown({ anchors: [pem, pem] }), `anchors\n${pem}${pem}`);
  });

  it('gives a value that the line has no room for a line of its own', () => {
    assert.equal(shown({ fingerprint: ID }, 70), `fingerprint\n  ${ID}\n`);
    assert.equal(shown({ fingerprint: ID }, 80), `fingerprint: ${ID}\n`);
  });

  it('shows times as people read them', () => {
    assert.equal(shown({ at: 1_700_000_000_123 }), 'at: 2023-11-14T22:13:20Z\n');
  });

  it('lets no name or value move the cursor', () => {
    assert.equal(shown({ 'a\u001b[2J': 'b\u001b[2J' }), 'a\\u{1b}[2J: b\\u{1b}[2J\n');
    assert.equal(shown([{ 'a\u009b': 'b\u009b' }]), '  a\\u{9b}\n  b\\u{9b}\n');
  });
});

describe('rows for people', () => {
  const rows = [
    { serial: 'A-1', owner: ID },
    { serial: 'A-22', owner: null },
  ];

  it('stand under their heads', () => {
    assert.equal(shown(rows), `  serial  owner\n  A-1     ${ID}\n  A-22    –\n`);
  });

  it('have identifiers shortened where the line has no room', () => {
    assert.equal(shown(rows, 40), '  serial  owner\n  A-1     acb27cc0bbba…\n  A-22    –\n');
  });

  it('become blocks where even that does not fit', () => {
    assert.equal(shown(rows, 20), `  serial  A-1\n  owner\n    ${ID}\n\n  serial  A-22\n  owner   –\n`);
  });
});

describe('an answer for programs', () => {
  it('is one line of JSON with everything in it', () => {
    const context = testContext({}, 20);
    showValue(context.terminal, { id: ID, at: 1 }, true, () => 'less');
    assert.equal(context.written.out, `${JSON.stringify({ id: ID, at: 1 })}\n`);
  });
});
