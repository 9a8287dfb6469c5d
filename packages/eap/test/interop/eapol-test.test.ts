import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DAY, isSallyportError } from '@sallyport/core';
import { runSupplicant } from '../support/hostap.ts';
import { folder, missing, run } from '../support/programs.ts';
import { scene } from '../support/talk.ts';
import { device, intermediate, issue, longChain, NOW, root, server, stranger } from '../support/world.ts';

type Version = 'TLSv1.2' | 'TLSv1.3';

/** hostap has neither TLS 1.3 nor tickets on unless told. */
const network = (version: Version) => [
  '  eap=TLS',
  '  domain_match="radius.owner.example"',
  `  phase1="tls_disable_tlsv1_3=${version === 'TLSv1.3' ? 0 : 1} tls_disable_session_ticket=0"`,
];

/** A response for the server's certificate, by OpenSSL. */
async function respond(): Promise<Uint8Array> {
  await using files = await folder();
  const issuer = await files.writeParty('issuer', intermediate);
  const own = await files.writeParty('server', { ...server, chain: server.chain.slice(0, 1) });
  const serial = server.certificate.serialNumber.toUpperCase();
  const index = await files.write('index', `V\t360101000000Z\t\t${serial}\tunknown\t/CN=RADIUS\n`);
  const out = join(files.path, 'response.der');
  const asked = ['-issuer', issuer.certificates, '-cert', own.certificates];
  const signer = ['-CA', issuer.certificates, '-rsigner', issuer.certificates, '-rkey', issuer.key];
  const { output } = await run('openssl', [
    'ocsp',
    '-index',
    index,
    ...signer,
    ...asked,
    '-ndays',
    '1',
    '-respout',
    out,
  ]);
  return new Uint8Array(await readFile(out).catch((cause) => Promise.reject(new Error(output, { cause }))));
}

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
      const { server: eapServer } = scene({ tlsServer: { resumption: 'off' } });
      const supplicant = { party: device, lines, args: ['-r', '1'] };
      const { output, isSuccess, accepted } = await runSupplicant(eapServer, supplicant);
      assert.ok(isSuccess, output);
      assert.deepEqual(
        accepted.map(({ isResumed }) => isResumed),
        [false, false],
      );
    });
    it(`is content with the status that is stapled in ${version}, and not without`, {
      skip: missing('openssl'),
    }, async () => {
      const response = await respond();
      const demanding = { party: device, lines: [...lines, '  ocsp=2'] };
      const stapling = scene({ tlsServer: { stapledOcsp: () => response } });
      const { output, isSuccess } = await runSupplicant(stapling.server, demanding);
      assert.ok(isSuccess, output);
      assert.match(output, /OCSP status for server certificate: good/i);
      const { isSuccess: isContent } = await runSupplicant(scene().server, demanding);
      assert.equal(isContent, false);
    });
    it(`sends and gets ${version} in small fragments`, async () => {
      const { server: eapServer } = scene({ server: { maxPacket: 200 } });
      const supplicant = { party: device, lines: [...lines, '  fragment_size=150'] };
      const { output, isSuccess, replies } = await runSupplicant(eapServer, supplicant);
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
    it(`is refused with ${version} when its certificate has expired, and told so`, async () => {
      const dates = { notBefore: new Date(NOW.getTime() - 2 * DAY), notAfter: new Date(NOW.getTime() - DAY) };
      const party = await issue('old', { issuer: intermediate, ...dates });
      const { isSuccess, errors, output } = await runSupplicant(scene().server, { party, lines });
      assert.equal(isSuccess, false);
      assert.ok(isSallyportError(errors[0], 'E_EAP_TLS_REFUSED'));
      assert.match(output, /certificate expired/i);
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
