import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, SECOND } from '@sallyport/core';
import { type Authorizer, defer, deny, type OnboardingEvent, permit } from '@sallyport/onboarding';
import { withCode } from '@sallyport/testing';
import type { AcceptedJoiner } from '../../src/commissioner/examine-joiner.ts';
import type { CommissionerOptions } from '../../src/commissioner/options.ts';
import { joinerIdOf } from '../../src/credentials/joiner-id.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';
import { EUI64, joiner, joinerRouter, PERMIT, PSKD, VENDOR, WRONG_PSKD } from '../support/joining.ts';
import { Network } from '../support/network.ts';
import { hasKekLeft, relaysOf, requestsOf } from '../support/spy.ts';

/** A Commissioner that has enabled one joiner, a Joiner Router, and a device that knows its passphrase. */
async function ready(options: Partial<CommissionerOptions> = {}, device: Parameters<typeof joiner>[2] = {}) {
  const network = new Network();
  const steps: OnboardingEvent[] = [];
  const { commissioner, events } = await network.commissioner('phone', {
    authorizer: PERMIT,
    onboarding: (event) => steps.push(event),
    ...options,
  });
  const router = joinerRouter(network);
  await network.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
  return { network, commissioner, events, steps, router, device: joiner(network, [router.node], device) };
}

const stepsOf = (steps: readonly OnboardingEvent[]) =>
  steps.map(({ step, ok, code }) => (ok ? step : `${step} ${code}`));

describe('a Commissioner and a joiner that it enabled', () => {
  it('asks policy with all that is known of the device, and accepts', async () => {
    const asked: Parameters<Authorizer['decide']>[0][] = [];
    const authorizer: Authorizer = {
      decide: async (request) => {
        asked.push(request);
        return permit('it is on the list', [], [{ type: 'vlan', value: '42' }]);
      },
    };
    const { network, device, events, steps } = await ready({ authorizer });
    await network.run(device.joiner.join());
    const [request] = asked;
    assert.equal(asked.length, 1);
    assert.equal(request?.point, 'M.4');
    assert.equal(request.protocol, 'thread');
    assert.deepEqual(request.device, {
      serialNumber: '18b4300000000001',
      manufacturer: 'oui:18b430',
      model: 'Lamp',
      credential: undefined,
      assurance: 'code',
    });
    assert.deepEqual(
      { ...request.facts, joinerId: undefined },
      {
        vendorName: 'Sallyport',
        vendorModel: 'Lamp',
        vendorSwVersion: '1.0',
        stackVersion: '18b430 1.3.0 build 1',
        provisioningUrl: null,
        joinerId: undefined,
        joinerRouterLocator: 0x7800,
      },
    );
    const accepted = events.find((event) => event.type === 'joiner-accepted');
    assert.ok(accepted?.type === 'joiner-accepted');
    assert.deepEqual(accepted.obligations, [{ type: 'vlan', value: '42' }]);
    assert.deepEqual(stepsOf(steps), ['M.2', 'M.3', 'M.4', 'M.5']);
  });

  it('sends the KEK with JOIN_FIN.rsp and with nothing else', async () => {
    const { network, device } = await ready();
    await network.run(device.joiner.join());
    const withKek = relaysOf(network.hub).filter(({ kek }) => kek !== undefined);
    assert.equal(withKek.length, 1);
    assert.ok(relaysOf(network.hub).length > 3);
  });

  it('records the acceptance before it says it', async () => {
    const records: AcceptedJoiner[] = [];
    let hadKekLeft: boolean | undefined;
    const { network, device } = await ready({
      journal: {
        accepted: async (record) => {
          hadKekLeft = hasKekLeft(network.hub);
          records.push(record);
        },
      },
    });
    await network.run(device.joiner.join());
    assert.equal(hadKekLeft, false);
    assert.equal(records[0]?.device.serialNumber, '18b4300000000001');
  });

  const refusals: readonly [what: string, options: Partial<CommissionerOptions>, code: string][] = [
    ['policy denies it', { authorizer: { decide: async () => deny('not ours') } }, 'E_THREAD_JOINER_DENIED'],
    [
      'policy puts it off',
      { authorizer: { decide: async () => defer('ask later', 1000) } },
      'E_THREAD_JOINER_DEFERRED',
    ],
    [
      'policy fails',
      { authorizer: { decide: () => Promise.reject(new TypeError('no database')) } },
      'E_THREAD_JOINER_DENIED',
    ],
    [
      'policy throws at once',
      {
        authorizer: {
          decide: () => {
            throw new TypeError('no database');
          },
        },
      },
      'E_THREAD_JOINER_DENIED',
    ],
    [
      'policy takes too long',
      { authorizer: { decide: () => new Promise<never>(() => undefined) } },
      'E_THREAD_JOINER_POLICY_SLOW',
    ],
    ['there is no policy', { authorizer: undefined }, 'E_THREAD_JOINER_DENIED'],
    ['another application commissions it', { provisioningUrl: 'https://example.com/app' }, 'E_THREAD_JOINER_FINALIZE'],
  ];
  for (const [what, options, code] of refusals) {
    it(`rejects it when ${what}, and no KEK leaves`, async () => {
      const { network, device, events, steps } = await ready(options);
      await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_REJECTED'));
      assert.equal(hasKekLeft(network.hub), false);
      assert.equal(requestsOf(network.hub, TMF_URIS.JOIN_ENT).length, 0);
      assert.equal(steps.at(-1)?.step, 'M.4');
      assert.equal(steps.at(-1)?.code, code);
      const refused = events.find((event) => event.type === 'joiner-refused');
      assert.ok(refused?.type === 'joiner-refused');
      assert.equal(refused.error.code, code);
    });
  }

  it('tells whoever runs it that policy failed', async () => {
    const failures: unknown[] = [];
    const { network, device } = await ready({
      authorizer: { decide: () => Promise.reject(new TypeError('no database')) },
      policyFailed: (thrown) => failures.push(thrown),
    });
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_REJECTED'));
    assert.equal(failures.length, 1);
  });

  for (const [what, accepted] of [
    ['cannot be written', () => Promise.reject(new TypeError('disk full'))],
    ['takes too long', () => new Promise<never>(() => undefined)],
  ] as const) {
    it(`rejects it when the record ${what}, and no KEK leaves`, async () => {
      const { network, device, steps } = await ready({ journal: { accepted } });
      await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_REJECTED'));
      assert.equal(hasKekLeft(network.hub), false);
      assert.deepEqual(stepsOf(steps), ['M.2', 'M.3', 'M.4', 'M.5 E_THREAD_JOINER_JOURNAL']);
    });
  }

  it('does not let it in with a wrong passphrase', async () => {
    const { network, device, steps, commissioner } = await ready({}, { pskd: WRONG_PSKD });
    await assert.rejects(
      network.run(device.joiner.join()),
      (error) => isSallyportError(error) && error.code.startsWith('E_DTLS_'),
    );
    assert.equal(hasKekLeft(network.hub), false);
    assert.equal(steps.at(-1)?.step, 'M.3');
    assert.equal(steps.at(-1)?.ok, false);
    assert.equal(commissioner.joiners[0]?.attempts, 0);
  });

  it('lets it try again after it was refused', async () => {
    let isOpen = false;
    const { network, device } = await ready({
      authorizer: { decide: async () => (isOpen ? permit('now') : deny('not yet')) },
    });
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_REJECTED'));
    isOpen = true;
    await network.run(device.joiner.join());
    assert.equal(device.joiner.state, 'joined');
  });

  it('serves a joiner that starts anew in the middle of its handshake', async () => {
    const { network, device, steps } = await ready();
    const abort = new AbortController();
    const first = device.joiner.join({ signal: abort.signal });
    await network.time.advance(14);
    abort.abort();
    await assert.rejects(network.run(first), withCode('E_THREAD_ABORTED'));
    await network.time.advance(100);
    await network.run(device.joiner.join());
    assert.equal(device.joiner.state, 'joined');
    assert.equal(steps.filter(({ step }) => step === 'M.5').length, 1);
    assert.equal(new Set(steps.map(({ session }) => session)).size, 2);
  });

  it('answers a joiner whose JOIN_FIN.rsp was lost with the same answer and the same KEK', async () => {
    const { network, device } = await ready();
    let lost = 0;
    network.hub.lose = ({ security, fromAddress, payload }) =>
      security === 'none' && fromAddress.endsWith(':7800') && payload[0] === 23 && ++lost === 1;
    const kekSeen = network.run(device.joiner.join());
    await kekSeen;
    assert.equal(lost >= 1, true);
    assert.equal(device.joiner.state, 'joined');
  });
});

describe('a Commissioner and a joiner that nobody enabled', () => {
  it('is silent, and says once who knocked', async () => {
    const { network, events, router, steps } = await ready();
    const stranger = joiner(network, [router.node], {
      identity: { by: 'eui64', eui64: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    });
    stranger.radio.found = (found) => ({ ...found, steeringData: Uint8Array.of(0xff) });
    await assert.rejects(network.run(stranger.joiner.join()), withCode('E_DTLS_TIMEOUT'));
    assert.equal(relaysOf(network.hub).length, 0);
    assert.equal(events.filter(({ type }) => type === 'joiner-unknown').length, 1);
    assert.deepEqual(steps, []);
  });

  it('is silent to one that was disabled, and to one whose time is over', async () => {
    for (const end of ['disable', 'expire'] as const) {
      const { network, commissioner, device, events } = await ready();
      if (end === 'disable') await network.run(commissioner.disableJoiner({ by: 'eui64', eui64: EUI64 }));
      else await network.time.advance(601 * SECOND);
      assert.deepEqual(commissioner.joiners, []);
      device.radio.found = (found) => ({ ...found, steeringData: Uint8Array.of(0xff) });
      await assert.rejects(network.run(device.joiner.join()));
      assert.equal(relaysOf(network.hub).length, 0);
      assert.equal(
        events.some(({ type }) => type === (end === 'disable' ? 'joiner-disabled' : 'joiner-expired')),
        true,
      );
    }
  });

  it('does not read what is no relay', async () => {
    const { network, router } = await ready();
    const before = network.hub.sent.length;
    for (const payload of [new Uint8Array(0), Uint8Array.of(17, 5, 1), Uint8Array.of(19, 8, 0, 0, 0, 0, 0, 0, 0, 0)]) {
      router.agent.notify({ address: router.agent.addressOf(0x2000) }, TMF_URIS.RLY_RX, payload);
    }
    await network.time.advance(SECOND);
    assert.equal(relaysOf(network.hub).length, 0);
    assert.equal(network.hub.sent.length, before + 3);
  });
});

describe('a Commissioner that tells joiners apart', () => {
  it('by a discerner', async () => {
    const { network, commissioner, router } = await ready();
    const discerner = { value: 0xabcn, bits: 12 };
    await network.run(commissioner.enableJoiner({ by: 'discerner', discerner }, PSKD, { note: 'a box of lamps' }));
    const device = joiner(network, [router.node], { identity: { by: 'discerner', discerner } });
    await network.run(device.joiner.join());
    assert.equal(commissioner.joiners[1]?.state, 'joined');
    assert.equal(commissioner.joiners[1]?.note, 'a box of lamps');
  });

  it('by the Joiner ID, whose EUI-64 it does not know', async () => {
    const { network, commissioner, router, steps } = await ready();
    const eui64 = Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9);
    await network.run(commissioner.enableJoiner({ by: 'joiner-id', joinerId: joinerIdOf(eui64) }, PSKD));
    const device = joiner(network, [router.node], { identity: { by: 'eui64', eui64 } });
    await network.run(device.joiner.join());
    const last = steps.at(-1);
    assert.equal(last?.device?.serialNumber, `joiner-id:${Buffer.from(joinerIdOf(eui64)).toString('hex')}`);
    assert.equal(last?.device?.manufacturer, undefined);
  });

  it('not at all, when any joiner may join', async () => {
    const { network, commissioner, router } = await ready();
    await network.run(commissioner.enableJoiner({ by: 'any' }, PSKD));
    const device = joiner(network, [router.node], {
      identity: { by: 'eui64', eui64: Uint8Array.of(7, 7, 7, 7, 7, 7, 7, 7) },
    });
    await network.run(device.joiner.join());
    assert.equal(device.joiner.state, 'joined');
  });

  it('lets one that joined stay enabled a little longer, and then takes it off the steering data', async () => {
    const { network, commissioner, device } = await ready();
    await network.run(device.joiner.join());
    assert.equal(commissioner.joiners[0]?.state, 'joined');
    await network.time.advance(21 * SECOND);
    assert.deepEqual(commissioner.joiners, []);
    const dataset = await network.run(commissioner.network.getCommissionerDataset());
    assert.deepEqual([...(dataset.steeringData ?? [])], [0]);
  });
});

describe('a joiner that proves its passphrase', () => {
  it('and says nothing is let go', async () => {
    const { network, device, steps, events } = await ready({}, { vendor: VENDOR });
    // Its first record of application data, and every one after, is lost.
    network.hub.lose = ({ security, fromAddress, payload }) =>
      security === 'none' && !fromAddress.endsWith(':7800') && payload[0] === 23;
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_TIMEOUT'));
    await network.time.advance(30 * SECOND);
    assert.equal(steps.at(-1)?.code, 'E_THREAD_JOINER_SILENT');
    assert.ok(events.some(({ type }) => type === 'joiner-refused'));
    assert.equal(hasKekLeft(network.hub), false);
  });
});
