import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinerOf } from '../../../src/views/thread/joiner-names.ts';
import { qrTextOf } from '../../../src/views/thread/typed-code.ts';

describe('a code that a person typed', () => {
  it('is what the QR code would say, however the digits are grouped', () => {
    const text = 'v=1&&eui=0000b57fffe15d68&&cc=J01NU5';
    assert.equal(qrTextOf('0000b57fffe15d68', 'J01NU5'), text);
    assert.equal(qrTextOf(' 00:00:B5:7F:FF:E1:5D:68 ', 'j01 nu5'), text);
    assert.equal(qrTextOf('0000-b57f-ffe1-5d68', 'J01NU5 '), text);
  });

  it('is none without sixteen digits, or without a code, or with what would be another field', () => {
    assert.equal(qrTextOf('0000b57fffe15d6', 'J01NU5'), undefined);
    assert.equal(qrTextOf('0000b57fffe15d6g', 'J01NU5'), undefined);
    assert.equal(qrTextOf('0000b57fffe15d68', ' '), undefined);
    assert.equal(qrTextOf('0000b57fffe15d68', 'J01&&v=2'), undefined);
  });
});

describe('the name of a joiner', () => {
  it('is turned back into what the domain takes', () => {
    assert.deepEqual(joinerOf('any'), { by: 'any' });
    assert.deepEqual(joinerOf('0000b57fffe15d68'), { by: 'eui64', eui64: '0000b57fffe15d68' });
    assert.deepEqual(joinerOf('joiner-id:0000b57fffe15d68'), { by: 'joiner-id', joinerId: '0000b57fffe15d68' });
  });
});
