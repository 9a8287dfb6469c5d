import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom, VirtualTime } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { type JudgeContext, teapPeer, teapServer, tlsPeer, tlsServer } from '../../src/index.ts';
import { askJudge } from '../../src/tls/judge.ts';
import { credentials, device, server } from '../support/world.ts';

const context: JudgeContext = { session: 's', identity: '', origin: '', tlsVersion: 'TLSv1.3', isResumed: false };
const yes = async () => ({ verdict: 'accept', grant: 1 }) as const;

describe('asking a judge', () => {
  const refused: readonly (readonly [what: string, chain: readonly Uint8Array[], code: string, alert: string])[] = [
    ['about nobody', [], 'E_EAP_TLS_NO_CERTIFICATE', 'certificate_required'],
    ['about what is no certificate', [new Uint8Array(9)], 'E_EAP_TLS_CERTIFICATE', 'bad_certificate'],
    [
      'about a chain that goes on with what is no certificate',
      [device.certificate.der, new Uint8Array(9)],
      'E_EAP_TLS_CERTIFICATE',
      'bad_certificate',
    ],
  ];
  for (const [what, chain, code, alert] of refused) {
    it(`${what} is not worth it: no`, async () => {
      const judgement = await askJudge(yes, chain, context);
      assert.ok(!judgement.isAccepted);
      assert.equal(judgement.error.code, code);
      assert.equal(judgement.alert, alert);
    });
  }
  it('gives what it grants', async () => {
    assert.deepEqual(await askJudge(yes, device.chain, context), { isAccepted: true, grant: 1 });
  });
  it('gives its reason, its cause and its alert', async () => {
    const cause = new Error('the list says so');
    const no = async () => ({ verdict: 'reject', reason: 'revoked', alert: 'certificate_revoked', cause }) as const;
    const judgement = await askJudge(no, device.chain, context);
    assert.ok(!judgement.isAccepted);
    assert.equal(judgement.error.code, 'E_EAP_TLS_REFUSED');
    assert.match(judgement.error.message, /revoked/);
    assert.equal(judgement.error.cause, cause);
    assert.equal(judgement.alert, 'certificate_revoked');
  });
});

describe('credentials that do not fit together', () => {
  const ports = { clock: new VirtualTime(), random: seededRandom('x') };
  const mixed = { key: device.key, chain: credentials(server).chain };
  const broken = { key: device.key, chain: [new Uint8Array(3)] };
  for (const [what, given] of [
    ['another’s certificate', mixed],
    ['what is no certificate', broken],
  ] as const) {
    it(`(${what}) are refused when a method is made`, () => {
      const expected = withCode('E_EAP_TLS_CREDENTIALS');
      const planner = async () => ({ verdict: 'reject', reason: '' }) as const;
      assert.throws(() => tlsServer({ credentials: given, judge: yes }, ports), expected);
      assert.throws(() => tlsPeer({ credentials: given, judge: yes }), expected);
      assert.throws(() => teapServer({ credentials: given, planner }, ports), expected);
      assert.throws(() => teapPeer({ credentials: given, judge: yes }), expected);
    });
  }
});
