import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { runSupplicant } from '../support/hostap.ts';
import { missing } from '../support/programs.ts';
import { scene } from '../support/talk.ts';
import { device, longChain, root, stranger } from '../support/world.ts';

type Version = 'TLSv1.2' | 'TLSv1.3';

/** hostap has neither TLS 1.3 nor tickets on unless told. */
const network = (version: Version) => [
  '  eap=TLS',
  '  domain_match="radius.owner.example"',
  `  phase1="tls_disable_tlsv1_3=${version === 'TLSv1.3' ? 0 : 1} tls_disable_session_ticket=0"`,
];

describe('eapol_test as the peer', { skip: missing('eapol_test') }, () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const lines = network(version);
    it(`is authenticated by EAP-TLS with ${version} and derives the same keys`, async () => {
      const { output, isSuccess, accepted } = await runSupplicant(scene().server, { party: device, lines });
      assert.ok(isSuccess, output);
      assert.match(output, /MPPE keys OK: 1 {2}mismatch: 0/);
      assert.equal(accepted.length, 1);
    });
    it(`resumes a session of ${version}, and its chain is judged again`, async () => {
      const supplicant = { party: device, lines, args: ['-r', '1'] };
      const { output, isSuccess, accepted } = await runSupplicant(scene().server, supplicant);
      assert.ok(isSuccess, output);
      assert.deepEqual(
        accepted.map(({ isResumed }) => isResumed),
        [false, true],
      );
      assert.match(output, /MPPE keys OK: 2 {2}mismatch: 0/);
      assert.ok(accepted[1]?.grant.anchor.equals(root.certificate));
    });
    it(`does a full handshake of ${version} again when nothing is resumed`, async () => {
      const { server } = scene({ tlsServer: { resumption: 'off' } });
      const supplicant = { party: device, lines, args: ['-r', '1'] };
      const { output, isSuccess, accepted } = await runSupplicant(server, supplicant);
      assert.ok(isSuccess, output);
      assert.deepEqual(
        accepted.map(({ isResumed }) => isResumed),
        [false, false],
      );
    });
    it(`sends and gets ${version} in small fragments`, async () => {
      const { server } = scene({ server: { maxPacket: 200 } });
      const supplicant = { party: device, lines: [...lines, '  fragment_size=150'] };
      const { output, isSuccess, replies } = await runSupplicant(server, supplicant);
      assert.ok(isSuccess, output);
      assert.ok(replies.length > 12, `${replies.length} rounds`);
    });
    it(`gets through with 15 kB of certificates in ${version}`, async () => {
      const { output, isSuccess, accepted } = await runSupplicant(scene().server, {
        party: await longChain(3000),
        lines,
      });
      assert.ok(isSuccess, output);
      assert.equal(accepted[0]?.grant.chain.length, 6);
    });
    it(`is refused with ${version} when another authority certified it`, async () => {
      const { isSuccess, errors } = await runSupplicant(scene().server, { party: stranger, lines });
      assert.equal(isSuccess, false);
      assert.ok(isSallyportError(errors[0], 'E_EAP_TLS_REFUSED'));
    });
    it(`is told by an alert why it is refused with ${version}`, async () => {
      const { output } = await runSupplicant(scene().server, { party: stranger, lines });
      assert.match(output, /unknown CA/i);
    });
    it(`is refused with ${version} when the server has another name, by itself`, async () => {
      const elsewhere = lines.map((line) => line.replace('radius.owner', 'radius.other'));
      const { isSuccess, errors, output } = await runSupplicant(scene().server, { party: device, lines: elsewhere });
      assert.equal(isSuccess, false);
      assert.ok(isSallyportError(errors[0], 'E_EAP_TLS_ALERT'), output);
    });
  }
});
