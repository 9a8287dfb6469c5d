import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import type { VerifiedPath } from '@sallyport/pki';
import type { EapReply } from '../../src/index.ts';
import { folder, missing, run } from '../support/programs.ts';
import { CODE, serveRadius } from '../support/radius.ts';
import { type SceneOptions, scene } from '../support/talk.ts';
import { device, type Party, root, stranger } from '../support/world.ts';

const SECRET = 'testing123';

interface Client {
  readonly party?: Party;
  readonly version: 'TLSv1.2' | 'TLSv1.3';
  /** More lines of the network block. */
  readonly lines?: readonly string[];
  readonly args?: readonly string[];
}

/** Runs wpa_supplicant's eapol_test against this package's server. */
async function authenticate(options: SceneOptions, client: Client) {
  const { server } = scene(options);
  const replies: EapReply<VerifiedPath>[] = [];
  await using radius = await serveRadius(SECRET, async ({ eap, state }) => {
    const reply = await server.receive({ eap, origin: 'eapol_test', ...(state === undefined ? {} : { state }) });
    replies.push(reply);
    switch (reply.outcome) {
      case 'challenge':
        return { code: CODE.accessChallenge, eap: reply.eap, state: reply.state };
      case 'accept':
        return { code: CODE.accessAccept, eap: reply.eap, msk: reply.authenticated.keys.msk.expose() };
      case 'reject':
        return { code: CODE.accessReject, eap: reply.eap };
      case 'discard':
        return undefined;
    }
  });
  await using files = await folder();
  const own = await files.writeParty('device', client.party ?? device);
  const ca = await files.writeParty('root', root);
  const config = await files.write(
    'eapol_test.conf',
    [
      'network={',
      '  key_mgmt=IEEE8021X',
      '  eap=TLS',
      '  identity="@owner.example"',
      `  ca_cert="${ca.certificates}"`,
      `  client_cert="${own.certificates}"`,
      `  private_key="${own.key}"`,
      '  domain_match="radius.owner.example"',
      `  phase1="tls_disable_tlsv1_3=${client.version === 'TLSv1.3' ? 0 : 1} tls_disable_session_ticket=0"`,
      ...(client.lines ?? []),
      '}',
    ].join('\n'),
  );
  const args = [
    '-c',
    config,
    '-a',
    '127.0.0.1',
    '-p',
    `${radius.port}`,
    '-s',
    SECRET,
    '-t',
    '10',
    ...(client.args ?? []),
  ];
  const { output } = await run('eapol_test', args);
  const errors = replies.flatMap((reply) => (reply.outcome === 'reject' ? [reply.error] : []));
  const accepted = replies.flatMap((reply) => (reply.outcome === 'accept' ? [reply.authenticated] : []));
  return { output, errors, accepted, replies, isSuccess: output.trimEnd().endsWith('SUCCESS') };
}

describe('eapol_test as the peer', { skip: missing('eapol_test') }, () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`is authenticated by EAP-TLS with ${version} and derives the same keys`, async () => {
      const { output, isSuccess, accepted } = await authenticate({}, { version });
      assert.ok(isSuccess, output);
      assert.match(output, /MPPE keys OK: 1 {2}mismatch: 0/);
      assert.equal(accepted.length, 1);
    });
    it(`resumes a session of ${version}, and its chain is judged again`, async () => {
      const { output, isSuccess, accepted } = await authenticate({}, { version, args: ['-r', '1'] });
      assert.ok(isSuccess, output);
      assert.deepEqual(
        accepted.map(({ isResumed }) => isResumed),
        [false, true],
      );
      assert.match(output, /MPPE keys OK: 2 {2}mismatch: 0/);
      assert.ok(accepted[1]?.grant.anchor.equals(root.certificate));
    });
    it(`sends and gets ${version} in small fragments`, async () => {
      const options = { server: { maxPacket: 200 } };
      const { output, isSuccess, replies } = await authenticate(options, { version, lines: ['  fragment_size=150'] });
      assert.ok(isSuccess, output);
      assert.ok(replies.length > 12, `${replies.length} rounds`);
    });
    it(`is refused with ${version} when another authority certified it`, async () => {
      const { isSuccess, errors } = await authenticate({}, { version, party: stranger });
      assert.equal(isSuccess, false);
      assert.ok(isSallyportError(errors[0], 'E_EAP_TLS_REFUSED'));
    });
  }
});
