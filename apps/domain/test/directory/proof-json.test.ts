import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProofNode } from '@sallyport/assurance-inference';
import { proofJson, reasonsJson, urisIn } from '../../src/directory/proof-json.ts';

const DEVICE = 'ni:///sha-256;device';
const PERSON = 'mailto:ada@example.com';
const SAID = {
  text: '{Person}, who may connect devices, distrusts {Device}',
  values: { Person: PERSON, Device: DEVICE },
};

const DISTRUSTED: ProofNode = {
  sentence: `${PERSON}, who may connect devices, distrusts ${DEVICE}`,
  goal: `objection('E.2', '${DEVICE}', distrusted)`,
  holds: true,
  kind: 'rule',
  asked: { relation: 'objection', arguments: ['E.2', DEVICE, 'distrusted'] },
  said: SAID,
  children: [
    {
      sentence: '{ Distrust (…) } […]',
      goal: '…',
      holds: true,
      kind: 'fact',
      asked: { relation: 'distrusts', arguments: [PERSON, DEVICE, 'device'] },
      claim: { id: 'ni:///sha-256;claim', by: PERSON, statement: '{ Distrust (…) } […]' },
      children: [],
    },
  ],
};
const PROOF: ProofNode = {
  sentence: 'it is so: objection(…)',
  goal: '\\+ objection(…)',
  holds: false,
  kind: 'not',
  asked: { relation: 'objection', arguments: ['E.2', DEVICE, undefined] },
  children: [DISTRUSTED, DISTRUSTED],
};

describe('a proof as it is told', () => {
  it('has each step as a sentence and in pieces, with null for what was left open', () => {
    const { asked, children } = proofJson(PROOF);
    assert.deepEqual(asked, { relation: 'objection', arguments: ['E.2', DEVICE, null] });
    assert.deepEqual(children[0]?.said, SAID);
    assert.deepEqual(children[0]?.children[0]?.claim, DISTRUSTED.children[0]?.claim);
  });

  it('has its reasons apart, each once', () => {
    assert.deepEqual(
      reasonsJson(PROOF).map(({ said, holds }) => [said?.text, holds]),
      [[SAID.text, true]],
    );
  });

  it('speaks of those whose names are to be looked up', () => {
    assert.deepEqual([...urisIn(PROOF)], [DEVICE, PERSON]);
  });
});
