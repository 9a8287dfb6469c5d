/**
 * OpenThread's commissioner in a network of ours: our border agent, our leader, our Joiner Router, our joiner. Skipped where
 * the program is missing.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { joinThread, newBirth, ThreadDevice } from '@sallyport/app-device';
import { ThreadNetwork } from '@sallyport/app-thread-network';
import { Secret, systemClock, systemRandom, systemTimer, toHex } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';
import { createDataset } from '@sallyport/thread';
import { canGiveTerminals, ForeignCommissioner } from '../../src/thread/foreign-commissioner.ts';
import { otCommissioner } from '../../src/thread/programs.ts';

const PSKD = 'J01NME42';
const program = otCommissioner();
const skip =
  program === undefined
    ? { skip: 'PEER MISSING: SALLYPORT_TEST_OT_COMMISSIONER names no commissioner-cli' }
    : canGiveTerminals()
      ? {}
      : { skip: 'PEER MISSING: script (util-linux) for a terminal' };

describe('OpenThread’s commissioner in a simulated network', skip, () => {
  const dataset = createDataset({ networkName: 'Simulated' }, systemRandom);
  const pskc = toHex(dataset.pskc.expose());
  const steps: OnboardingEvent[] = [];
  const commissioners: ForeignCommissioner[] = [];
  let network: ThreadNetwork;

  before(async () => {
    network = await ThreadNetwork.start({
      dataset,
      borderAgent: { host: '127.0.0.1', port: 0 },
      air: { host: '127.0.0.1', port: 0 },
      events: (event) => steps.push(event),
      clock: systemClock,
      timer: systemTimer,
      random: systemRandom,
    });
  });
  afterEach(() => {
    for (const commissioner of commissioners.splice(0)) commissioner.close();
    steps.length = 0;
  });
  after(() => network?.close());

  async function commissioner(key = pskc, id = 'OpenThread'): Promise<ForeignCommissioner> {
    const made = new ForeignCommissioner(program ?? '', key, id);
    commissioners.push(made);
    await made.ready();
    return made;
  }

  const start = (made: ForeignCommissioner) => made.do(`start 127.0.0.1 ${network.borderAgentPort}`);

  /** A new device of ours looks once for a network. */
  async function join(pskd = PSKD, eui64 = newBirth(systemRandom).eui64) {
    const device = await ThreadDevice.open(undefined, systemRandom, { eui64, pskd: Secret.of(pskd) });
    const air = { address: '127.0.0.1', port: network.airPort ?? 0 };
    const channels = [network.dataset.channel.number];
    const on = await joinThread({ device, air, channels, persistence: 'one-round' });
    await on.close();
    return on.membership.dataset;
  }

  it('petitions, and finds itself in the network’s data', async () => {
    const made = await commissioner();
    const started = await start(made);
    assert.equal(started.ok, true, started.text);
    const session = /(\d+)\n/.exec((await made.do('sessionid')).text)?.[1];
    const { text } = await made.do('commdataset get');
    assert.match(text, new RegExp(`"SessionId": ${session}`));
    assert.match(text, /"BorderAgentLocator": \d+/);
    assert.equal((await made.do('stop')).ok, true);
  });

  it('reads the active dataset with its keys, and a network without a pending one', async () => {
    const made = await commissioner();
    await start(made);
    const { text } = await made.do('opdataset get active');
    assert.match(text, new RegExp(`"NetworkMasterKey": "${toHex(dataset.networkKey.expose())}"`));
    assert.match(text, /"NetworkName": "Simulated"/);
    const pending = await made.do('opdataset get pending');
    assert.doesNotMatch(pending.text, /NetworkName/);
    await made.do('stop');
  });

  it('lets our joiner in, which is entrusted and attaches', async () => {
    const made = await commissioner();
    await start(made);
    assert.equal((await made.do(`joiner enableall meshcop ${PSKD}`)).ok, true);
    await network.spread(systemTimer);
    const joined = await join();
    assert.equal(joined.networkKey.equals(dataset.networkKey), true);
    assert.deepEqual(
      steps.map(({ step, ok }) => [step, ok]),
      [['M.6', true]],
    );
    await made.do('stop');
  });

  it('lets in the one joiner that it names by EUI-64, and no other', async () => {
    const made = await commissioner();
    await start(made);
    const { eui64 } = newBirth(systemRandom);
    assert.equal((await made.do(`joiner enable meshcop 0x${toHex(eui64)} ${PSKD}`)).ok, true);
    await network.spread(systemTimer);
    await assert.rejects(join(PSKD), { code: 'E_THREAD_NO_NETWORK' });
    assert.equal((await join(PSKD, eui64)).networkName, 'Simulated');
    await made.do('stop');
  });

  it('is refused with another PSKc, and never becomes Commissioner', async () => {
    const made = await commissioner('00112233445566778899aabbccddeeff');
    assert.equal((await start(made)).ok, false);
  });

  it('is refused while another is Commissioner, and told who', async () => {
    const first = await commissioner(pskc, 'the first');
    assert.equal((await start(first)).ok, true);
    const { ok, text } = await start(await commissioner(pskc, 'the second'));
    assert.equal(ok, false);
    assert.match(text, /the first/);
    await first.do('stop');
  });

  it('renames the network, and our nodes know', async () => {
    const made = await commissioner();
    await start(made);
    const { ok, text } = await made.do('opdataset set networkname Renamed');
    assert.equal(ok, true, text);
    assert.equal(network.dataset.networkName, 'Renamed');
    await made.do('stop');
  });

  it('measures the energy on the air around our nodes', async () => {
    const made = await commissioner();
    await start(made);
    assert.equal((await made.do('energy scan 0x7fff800 1 32 100 ff03::2')).ok, true);
    await new Promise((resolve) => {
      setTimeout(resolve, 3000);
    });
    const { text } = await made.do('energy report');
    assert.match(text, /"EnergyList"/);
    await made.do('stop');
  });
});
