import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { concat, Secret, systemClock, systemRandom, systemTimer, toHex, utf8 } from '@sallyport/core';
import { type AccessDecision, type AccessRequest, RadiusServer } from '@sallyport/radius';
import { serveUdp, type UdpServer } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { run, without } from './support/programs.ts';

/** EAP-MD5 (RFC 3748 §5.4), as small as it can be: the conversation is what is tested, not the method. */
class Md5Conversation {
  readonly #challenges = new Map<string, { identifier: number; value: Uint8Array }>();
  readonly #password: Uint8Array;
  requests = 0;

  constructor(password: string) {
    this.#password = utf8(password);
  }

  decide({ eapMessage, state }: AccessRequest): AccessDecision {
    this.requests++;
    const eap = eapMessage ?? new Uint8Array();
    const known = state && this.#challenges.get(toHex(state));
    if (known === undefined) return this.#challenge(((eap[1] ?? 0) + 1) & 0xff);
    const digest = createHash('md5')
      .update(concat(Uint8Array.of(known.identifier), this.#password, known.value))
      .digest('hex');
    const isRight = toHex(eap.subarray(6, 22)) === digest;
    return {
      decision: isRight ? 'accept' : 'reject',
      eapMessage: Uint8Array.of(isRight ? 3 : 4, known.identifier, 0, 4),
    };
  }

  #challenge(identifier: number): AccessDecision {
    const [state, value] = [systemRandom.bytes(16), systemRandom.bytes(16)];
    this.#challenges.set(toHex(state), { identifier, value });
    return { decision: 'challenge', state, eapMessage: concat(Uint8Array.of(1, identifier, 0, 22, 4, 16), value) };
  }
}

describe('eapol_test with our server', { skip: without('eapol_test') }, () => {
  const conversation = new Md5Conversation('hello');
  const server = new RadiusServer(
    {
      clients: [{ name: 'eapol_test', addresses: ['127.0.0.1'], secret: Secret.of('testing123') }],
      authenticate: (request) => conversation.decide(request),
      account: () => {},
    },
    { clock: systemClock, timer: systemTimer, random: systemRandom },
  );
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-eapol-'));
  let sockets: UdpServer;

  before(async () => {
    sockets = await serveUdp(server, {
      open: openUdpSocket,
      host: '127.0.0.1',
      authenticationPort: 0,
      accountingPort: undefined,
    });
  });
  after(async () => {
    await sockets?.close();
    rmSync(folder, { recursive: true });
  });

  const authenticate = (password: string, secret = 'testing123') => {
    const file = join(folder, 'network.conf');
    writeFileSync(
      file,
      `network={\n  key_mgmt=IEEE8021X\n  eap=MD5\n  eapol_flags=0\n  identity="bob"\n  password="${password}"\n}\n`,
    );
    const port = String(sockets.authentication?.port);
    return run('eapol_test', ['-n', '-t', '3', '-c', file, '-a', '127.0.0.1', '-p', port, '-s', secret]);
  };

  it('is let in, through a challenge and its State', async () => {
    const { status, output } = await authenticate('hello');
    assert.equal(status, 0, output.slice(-2000));
    assert.match(output, /SUCCESS\s*$/);
    assert.equal(conversation.requests, 2);
  });

  it('is turned away with a wrong password', async () => {
    const { output } = await authenticate('bye');
    assert.match(output, /FAILURE\s*$/);
  });
});
