import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isSallyportError, Secret, systemTimer, toHex } from '@sallyport/core';
import { browse, type Service } from '@sallyport/dns-sd';
import type { OnboardingEvent } from '@sallyport/onboarding';
import { decodeBorderAgentTxt, OperationalDataset } from '@sallyport/thread';
import { pcapHeader } from '@sallyport/thread/simulation';
import { fileKeeper, memoryKeeper, ThreadNetwork } from '../src/index.ts';
import { atEnd } from './support/at-end.ts';
import {
  commissionerOf,
  eui64Of,
  HOST,
  joinOnce,
  joinPatiently,
  newDataset,
  PORTS,
  PSKD,
  startNetwork,
} from './support/network.ts';

describe('a simulated Thread network', () => {
  it('lets whoever knows its PSKc be Commissioner, over UDP', async (t) => {
    const network = await startNetwork(t);
    const { commissioner } = await commissionerOf(t, network);
    assert.equal(commissioner.state, 'active');
    const { networkName } = (await commissioner.network.getActiveDataset()).values;
    assert.equal(networkName, 'Hall');
  });

  it('lets nobody be it with another PSKc', async (t) => {
    const network = await startNetwork(t);
    await assert.rejects(
      commissionerOf(t, network, Secret.of('another')),
      (thrown) => isSallyportError(thrown) && thrown.code.startsWith('E_DTLS_'),
    );
  });

  it('has one Commissioner at a time, and another as soon as the first has resigned', async (t) => {
    const told: string[] = [];
    const network = await startNetwork(t, { listener: ({ type }) => told.push(type) });
    const first = await commissionerOf(t, network);
    await first.close();
    const second = await commissionerOf(t, network);
    await second.close();
    assert.equal(told.filter((type) => type === 'commissioner').length, 2);
    assert.equal(told.filter((type) => type === 'commissioner-gone').length, 2);
  });

  it('lets several devices join at once over its air, each reported by its Joiner Router', async (t) => {
    const events: OnboardingEvent[] = [];
    const network = await startNetwork(t, { events: (event) => events.push(event) });
    const { commissioner } = await commissionerOf(t, network);
    const devices = [1, 2, 3, 4].map(eui64Of);
    for (const eui64 of devices) await commissioner.enableJoiner({ by: 'eui64', eui64 }, PSKD);
    await network.spread(systemTimer);
    const joined = await Promise.all(devices.map((eui64) => joinPatiently(network, eui64)));
    for (const { networkKey } of joined) assert.equal(networkKey.equals(network.dataset.networkKey), true);
    assert.equal(events.filter(({ step, ok }) => step === 'M.6' && ok).length, devices.length);
  });

  it('lets a device join though frames are lost', async (t) => {
    const network = await startNetwork(t, { impairments: { loss: 0.05 } });
    const { commissioner } = await commissionerOf(t, network);
    await commissioner.enableJoiner({ by: 'any' }, PSKD);
    await network.spread(systemTimer);
    const { networkName } = await joinPatiently(network, eui64Of(9));
    assert.equal(networkName, 'Hall');
  });

  it('lets no device in that has another code', async (t) => {
    const network = await startNetwork(t);
    const { commissioner, events } = await commissionerOf(t, network);
    await commissioner.enableJoiner({ by: 'any' }, PSKD);
    await network.spread(systemTimer);
    await assert.rejects(joinOnce(network, eui64Of(5), Secret.of('WR0NGK3Y')), isSallyportError);
    // It tries each of the routers in reach, and comes no further than its code with any.
    const failed = events.filter(({ ok }) => !ok).map(({ step }) => step);
    assert.deepEqual(new Set(failed), new Set(['M.3']));
    assert.equal(
      events.some(({ step }) => step === 'M.4'),
      false,
    );
  });

  it('spreads what its leader says to every router before it says so', async (t) => {
    const network = await startNetwork(t);
    const { commissioner } = await commissionerOf(t, network);
    await commissioner.enableJoiner({ by: 'any' }, PSKD);
    await network.spread(systemTimer);
    const [first, ...others] = network.mesh.nodes.map(({ networkData }) => toHex(networkData.commissioningData));
    assert.ok(first !== undefined && first.length > 0);
    for (const other of others) assert.equal(other, first);
  });

  it('does not wait for a router that is off for longer than told', async (t) => {
    const network = await startNetwork(t);
    const { commissioner } = await commissionerOf(t, network);
    network.mesh.node('router').powerOff();
    await commissioner.enableJoiner({ by: 'any' }, PSKD);
    await network.spread(systemTimer, 100);
  });

  it('shows its frames to whoever taps it, until they stop', async (t) => {
    const network = await startNetwork(t);
    let frames = 0;
    const stop = network.tap(() => frames++);
    const { commissioner } = await commissionerOf(t, network);
    await commissioner.enableJoiner({ by: 'any' }, PSKD);
    await network.spread(systemTimer);
    assert.ok(frames > 0);
    stop();
    const seen = frames;
    await commissioner.enableJoiner({ by: 'eui64', eui64: eui64Of(1) }, PSKD);
    assert.equal(frames, seen);
    assert.equal(pcapHeader().length, 24);
  });

  it('has no air for others when it is not asked to', async (t) => {
    const network = await ThreadNetwork.start({
      dataset: newDataset(),
      borderAgent: { host: HOST, port: 0 },
      ...PORTS,
    });
    atEnd(t, () => network.close());
    assert.equal(network.airPort, undefined);
  });

  for (const part of ['borderAgent', 'air'] as const) {
    it(`does not start where the port of its ${part} is in use, and leaves nothing open`, async (t) => {
      const first = await startNetwork(t);
      const taken = (part === 'air' ? first.airPort : first.borderAgentPort) ?? 0;
      await assert.rejects(startNetwork(t, { [part]: { host: HOST, port: taken } }), (thrown) =>
        isSallyportError(thrown, 'E_UDP_PORT_IN_USE'),
      );
      await first.close();
      const second = await startNetwork(t, { [part]: { host: HOST, port: taken } });
      await second.close();
    });
  }
});

describe('a network that is kept', () => {
  const directory = mkdtempSync(join(tmpdir(), 'thread-network-'));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('is the same after a restart, with what a Commissioner changed', async (t) => {
    const path = join(directory, 'network.json');
    const dataset = newDataset();
    const network = await startNetwork(t, { dataset, keeper: fileKeeper(path) });
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const { commissioner, close } = await commissionerOf(t, network);
    const { activeTimestamp } = dataset;
    const later = { ...activeTimestamp, seconds: activeTimestamp.seconds + 1 };
    const change = OperationalDataset.of({ networkName: 'Attic', activeTimestamp: later });
    await commissioner.network.setActiveDataset(change);
    assert.equal(network.dataset.networkName, 'Attic');
    await close();
    await network.close();
    const again = await startNetwork(t, { keeper: fileKeeper(path) });
    assert.equal(again.dataset.networkName, 'Attic');
    assert.equal(again.dataset.networkKey.equals(dataset.networkKey), true);
    await again.close();
  });

  it('does not start anew when its file is damaged', async (t) => {
    const path = join(directory, 'damaged.json');
    const network = await startNetwork(t, { keeper: fileKeeper(path) });
    await network.close();
    writeFileSync(path, '{"version":1,"active":"0e08"}');
    await assert.rejects(startNetwork(t, { keeper: fileKeeper(path) }), (thrown) =>
      isSallyportError(thrown, 'E_THREAD_NETWORK_FILE'),
    );
    assert.equal(readFileSync(path, 'utf8'), '{"version":1,"active":"0e08"}', 'and it is left for whoever mends it');
  });

  it('may be kept in memory by whoever starts it', async (t) => {
    const keeper = memoryKeeper();
    const network = await startNetwork(t, { keeper });
    const { networkKey } = network.dataset;
    await network.close();
    const again = await startNetwork(t, { keeper });
    assert.equal(again.dataset.networkKey.equals(networkKey), true);
    await again.close();
  });
});

describe('a network that announces itself', () => {
  it('is found by multicast DNS, with what its border agent says, and says goodbye', async (t) => {
    const mdnsPort = 20_000 + (process.pid % 20_000);
    const announce = { name: 'Hall border router', interface: HOST, addresses: [HOST], mdnsPort };
    let up: (service: Service) => void = () => undefined;
    let down: () => void = () => undefined;
    const found = new Promise<Service>((resolve) => {
      up = resolve;
    });
    const gone = new Promise<void>((resolve) => {
      down = resolve;
    });
    const browser = await browse({ type: '_meshcop._udp', interface: HOST, mdnsPort }, { up, down: () => down() });
    atEnd(t, () => browser.close());
    const network = await startNetwork(t, { announce });
    const service = await found;
    assert.equal(service.port, network.borderAgentPort);
    const txt = decodeBorderAgentTxt(service.txt);
    assert.equal(txt.networkName, 'Hall');
    assert.deepEqual(txt.extendedPanId, network.dataset.extendedPanId);
    assert.equal(txt.state?.connectionMode, 'pskc');
    await network.close();
    await gone;
  });
});
