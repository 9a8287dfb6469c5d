import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DryRunResult } from '../../src/services/dry-run.ts';
import { dryRunText } from '../../src/view/dry-run-view.ts';
import { testContext } from '../support/context.ts';

const NOTHING: DryRunResult = {
  decidesNow: 'claims',
  wouldDecide: 'claims',
  isRefused: false,
  judged: 20,
  leftOut: 0,
  permittedBefore: 20,
  permittedAfter: 20,
  wouldBePutOut: 0,
  wouldBeLetIn: 0,
  wouldDiffer: 0,
  turns: [],
  problems: [],
};
const TURN: DryRunResult['turns'][number] = {
  device: 'ni:///sha-256;AAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  key: 'maker/LAMP-1',
  manufacturer: 'maker',
  serialNumber: 'LAMP-1',
  model: null,
  point: 'E.2',
  before: 'permit',
  after: 'deny',
  obligationsBefore: [],
  obligationsAfter: [],
  reason: 'no rule lets it in',
};

const textOf = (changes: Partial<DryRunResult>) =>
  dryRunText({ ...NOTHING, ...changes }, new Map(), testContext().terminal);

describe('a dry run, for people', () => {
  it('says that nothing would turn', () => {
    assert.equal(textOf({}), 'this change would turn no decision\n20 devices judged: 20 permitted now, 20 then\n');
  });

  it('says how many devices would be put out, and lists them with the reasons', () => {
    const text = textOf({ wouldBePutOut: 14, permittedAfter: 6, leftOut: 1, turns: [TURN] });
    assert.match(text, /^this change would put out 14 devices\n/);
    assert.match(text, /20 permitted now, 6 then; 1 device stay/);
    assert.match(text, /\nwould be put out\n✘ LAMP-1 at E\.2: no rule lets it in\n/);
    assert.match(text, /1 of 14 are listed\n$/);
  });

  it('tells those that would be let in from those on other terms', () => {
    const vlan = [{ type: 'vlan', value: '20' }];
    const text = textOf({
      wouldBeLetIn: 1,
      wouldDiffer: 1,
      turns: [
        { ...TURN, before: 'deny', after: 'permit', reason: `maker ${'a'.repeat(64)} is accepted` },
        { ...TURN, serialNumber: 'LAMP-2', before: 'permit', after: 'permit', obligationsAfter: vlan },
      ],
    });
    assert.match(text, /^this change would let in 1 device and leave 1 device on other terms\n/);
    assert.match(text, /would be let in\n✔ LAMP-1 at E\.2: maker aaaaaaaaaaaa… is accepted\n/);
    assert.match(text, /would be on other terms\n✔ LAMP-2 at E\.2: none, then vlan 20\n/);
  });

  it('says where a rule would be refused, and nothing of what was wrong before', () => {
    const problem = {
      code: 'E',
      severity: 'refused',
      sentence: 'it does not end',
      line: 3,
      rule: 'mine',
      isNew: true,
    } as const;
    const text = textOf({ isRefused: true, problems: [problem, { ...problem, rule: 'old', isNew: false }] });
    assert.equal(
      text,
      'a rule would be refused, and everything would stay as it is\n! rule mine line 3: it does not end\n',
    );
  });

  it('lets no device write what a terminal would obey', () => {
    assert.match(textOf({ wouldBePutOut: 1, turns: [{ ...TURN, serialNumber: 'A\u001b[2J' }] }), /A\\u\{1b\}\[2J/);
  });
});
