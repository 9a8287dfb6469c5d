import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, Secret, systemTimer, toHex } from '@sallyport/core';
import { deny } from '@sallyport/onboarding';
import { derivePskc, joinerIdOf } from '@sallyport/thread';
import type { Joiner } from '../../src/index.ts';
import { eui64Of, PSKD, startNetwork, until } from './support/network.ts';
import { openOwner } from './support/owner.ts';

const LAMP = eui64Of(1);
const LAMP_CODE = `oui:18b430/${toHex(LAMP)}`;
const lamp: Joiner = { by: 'eui64', eui64: LAMP };
const pskd = Secret.of(PSKD);

function rejects(promise: Promise<unknown>, ...codes: string[]): Promise<void> {
  return assert.rejects(promise, (thrown) => isSallyportError(thrown, ...codes));
}

describe('an owner', () => {
  it('becomes Commissioner of the network behind a border agent, under a name that tells whose', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t);
    const connection = await thread.connect(network.address);
    assert.equal(connection.state, 'active');
    assert.equal(connection.trouble, undefined);
    assert.deepEqual(connection.name, {
      networkName: 'Hall',
      extendedPanId: toHex(network.dataset().extendedPanId),
    });
    assert.deepEqual(thread.connections, [connection]);
  });

  it('finds a network by its name, by its extended PAN ID, or as the only one', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t);
    assert.throws(
      () => thread.find(),
      (thrown) => isSallyportError(thrown, 'E_DOMAIN_THREAD_NETWORK'),
    );
    const connection = await thread.connect(network.address);
    for (const name of [
      undefined,
      'Hall',
      connection.name.extendedPanId,
      connection.name.extendedPanId.toUpperCase(),
    ]) {
      assert.equal(thread.find(name), connection);
    }
    for (const name of ['Attic', '', '0000000000000000']) {
      assert.throws(
        () => thread.find(name),
        (thrown) => isSallyportError(thrown, 'E_DOMAIN_THREAD_NETWORK'),
      );
    }
  });

  it('says which network where there are several', async (t) => {
    const [hall, attic] = [await startNetwork(t, 'Hall'), await startNetwork(t, 'Attic')];
    const { thread } = await openOwner(t);
    await thread.connect(hall.address);
    const second = await thread.connect(attic.address);
    await rejects(thread.enable({ joiner: lamp, pskd }), 'E_DOMAIN_THREAD_NETWORK');
    await thread.enable({ joiner: lamp, pskd }, 'Attic');
    assert.equal(second.commissioner.joiners.length, 1);
    assert.equal(thread.joiners('Hall').length, 0);
  });

  it('keeps a code on the list for as long as one of several networks lets the device in', async (t) => {
    const [hall, attic] = [await startNetwork(t, 'Hall'), await startNetwork(t, 'Attic')];
    const { thread, codes } = await openOwner(t);
    await thread.connect(hall.address);
    await thread.connect(attic.address);
    await thread.enable({ joiner: lamp, pskd }, 'Hall');
    await thread.enable({ joiner: lamp, pskd }, 'Attic');
    await thread.resign('Hall');
    assert.deepEqual(codes(), [LAMP_CODE]);
    await thread.resign('Attic');
    assert.deepEqual(codes(), []);
  });

  it('is not Commissioner without the PSKc', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t);
    await assert.rejects(
      thread.connect({ ...network.address, pskc: Secret.of('another') }),
      (thrown) => isSallyportError(thrown) && thrown.code.startsWith('E_DTLS_'),
    );
    assert.deepEqual(thread.connections, []);
  });

  it('is not Commissioner where another owner is, and leaves the other in place', async (t) => {
    const network = await startNetwork(t);
    const [first, second] = [await openOwner(t), await openOwner(t, { domainMark: 'ffffffff' })];
    const connection = await first.thread.connect(network.address);
    await rejects(second.thread.connect(network.address), 'E_THREAD_PETITION_REJECTED');
    assert.equal(connection.state, 'active');
    await first.thread.resign();
    assert.equal((await second.thread.connect(network.address)).state, 'active');
  });

  it('says that there is no host of that name', async (t) => {
    const { thread } = await openOwner(t);
    await rejects(
      thread.connect({ host: 'no-such-host.invalid', port: 1, pskc: Secret.of('x') }),
      'E_DOMAIN_THREAD_HOST',
    );
  });

  it('that connects again has one session, and the permissions of the session before are gone', async (t) => {
    const network = await startNetwork(t);
    const { thread, codes } = await openOwner(t);
    const before = await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    const after = await thread.connect({ ...network.address, host: 'localhost' });
    assert.deepEqual([before.state, after.state], ['disabled', 'active']);
    assert.deepEqual(thread.connections, [after]);
    assert.deepEqual([codes(), thread.joiners()], [[], []]);
  });

  it('gives the role back, so that others get it at once, and takes its codes off the list', async (t) => {
    const network = await startNetwork(t);
    const [first, second] = [await openOwner(t), await openOwner(t, { domainMark: 'ffffffff' })];
    await first.thread.connect(network.address);
    await first.thread.enable({ joiner: lamp, pskd });
    assert.equal((await first.thread.resign('Hall')).networkName, 'Hall');
    assert.deepEqual([first.codes(), first.thread.connections], [[], []]);
    await rejects(first.thread.resign('Hall'), 'E_DOMAIN_THREAD_NETWORK');
    await second.thread.connect(network.address);
    await second.thread.close();
    assert.equal((await first.thread.connect(network.address)).state, 'active', 'closing resigns too');
  });
});

describe('a permission to join', () => {
  it('is on the list of codes, in the network, and among the joiners, without the code itself', async (t) => {
    const network = await startNetwork(t);
    const { thread, lists } = await openOwner(t);
    await thread.connect(network.address);
    const before = network.steeringData();
    await thread.enable({ joiner: lamp, pskd, note: 'hall lamp' });
    assert.deepEqual(lists.current().codes, new Map([[LAMP_CODE, 'hall lamp']]));
    assert.notEqual(network.steeringData(), before);
    const [row] = thread.joiners();
    assert.deepEqual([row?.state, row?.attempts, row?.note, row?.failure], ['enabled', 0, 'hall lamp', undefined]);
    assert.equal(JSON.stringify(row).includes(PSKD), false);
  });

  it('lets in who proves the code: in the log before the joiner hears of it', async (t) => {
    const network = await startNetwork(t);
    const { thread, accepted, steps } = await openOwner(t);
    await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    const joined = await network.join(LAMP);
    assert.equal(joined.networkKey.equals(network.dataset().networkKey), true);
    const [record, ...more] = await accepted();
    assert.deepEqual(more, []);
    assert.deepEqual(record?.device, { manufacturer: 'oui:18b430', serialNumber: toHex(LAMP) });
    assert.deepEqual([record?.network, record?.model], ['Hall', 'Lamp']);
    assert.deepEqual(steps(), ['M.2 ok', 'M.3 ok', 'M.4 ok', 'M.5 ok']);
    assert.equal(thread.joiners()[0]?.state, 'joined');
  });

  it('is none where the record of it cannot be kept: the joiner is rejected', async (t) => {
    const network = await startNetwork(t);
    const { thread, accepted, steps } = await openOwner(t, {
      between: (store) => ({
        ...store,
        append: () => Promise.reject(new Error('the disk is full')),
      }),
    });
    await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    await rejects(network.join(LAMP), 'E_THREAD_JOIN_REJECTED');
    assert.deepEqual(await accepted(), []);
    assert.equal(steps().at(-1), 'M.5 failed');
    assert.equal(thread.joiners()[0]?.failure?.code, 'E_THREAD_JOINER_JOURNAL');
  });

  it('for a Joiner ID and for any who know the code lets in as well', async (t) => {
    const network = await startNetwork(t);
    const { thread, codes, accepted } = await openOwner(t);
    await thread.connect(network.address);
    await thread.enable({ joiner: { by: 'joiner-id', joinerId: joinerIdOf(LAMP) }, pskd });
    assert.deepEqual(codes(), [`unknown/joiner-id:${toHex(joinerIdOf(LAMP))}`]);
    await network.join(LAMP);
    await thread.enable({ joiner: { by: 'any' }, pskd });
    assert.ok(codes().includes('*'));
    await network.join(eui64Of(2));
    assert.equal((await accepted()).length, 2);
  });

  it('by Joiner ID replaces that of the same device by EUI-64, on the list too', async (t) => {
    const network = await startNetwork(t);
    const { thread, codes } = await openOwner(t);
    await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    const byId: Joiner = { by: 'joiner-id', joinerId: joinerIdOf(LAMP) };
    await thread.enable({ joiner: byId, pskd });
    assert.deepEqual(codes(), [`unknown/joiner-id:${toHex(joinerIdOf(LAMP))}`]);
    assert.equal(thread.joiners().length, 1);
    await thread.disable(lamp);
    assert.deepEqual([codes(), thread.joiners()], [[], []]);
  });

  it('ends when its time is over, and its code leaves the list', async (t) => {
    const network = await startNetwork(t);
    const { thread, codes } = await openOwner(t);
    await thread.connect(network.address);
    const before = network.steeringData();
    await thread.enable({ joiner: lamp, pskd, timeout: 300 });
    assert.notEqual(network.steeringData(), before);
    await until(() => codes().length === 0);
    assert.deepEqual(thread.joiners(), []);
    await assert.rejects(network.join(LAMP), isSallyportError);
  });

  it('that is taken back lets nobody in', async (t) => {
    const network = await startNetwork(t);
    const { thread, codes } = await openOwner(t);
    await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    await thread.disable(lamp);
    assert.deepEqual([codes(), thread.joiners()], [[], []]);
    await assert.rejects(network.join(LAMP), isSallyportError);
    await thread.disable(lamp);
  });

  it('that is taken back while the device is joining is not served, though the code was right', async (t) => {
    const network = await startNetwork(t);
    const { thread, accepted, steps, events } = await openOwner(t, {
      events: (event) => {
        events.push(event);
        // The code is proved; M.4 is still to be asked.
        if (event.step === 'M.3') void thread.disable(lamp);
      },
    });
    await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    await rejects(network.join(LAMP), 'E_THREAD_JOIN_REJECTED');
    assert.deepEqual(await accepted(), []);
    assert.equal(steps().at(-1), 'M.4 failed');
  });

  it('is not enough where policy says no: no key, no record, and the person learns why', async (t) => {
    const network = await startNetwork(t);
    const { thread, lists, accepted, steps } = await openOwner(t);
    await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    await lists.add('refused', LAMP_CODE, 'it was stolen');
    await rejects(network.join(LAMP), 'E_THREAD_JOIN_REJECTED');
    assert.deepEqual(await accepted(), []);
    assert.deepEqual(steps(), ['M.2 ok', 'M.3 ok', 'M.4 failed']);
    const [row] = thread.joiners();
    assert.equal(row?.state, 'refused');
    assert.match(row?.failure?.message ?? '', /it was stolen/);
  });

  it('asks the policy that it was given', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t, { authorizer: { decide: async () => deny('never') } });
    await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    await rejects(network.join(LAMP), 'E_THREAD_JOIN_REJECTED');
  });

  it('tells that the code was wrong, until the device joins with the right one or is enabled anew', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t);
    await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd: Secret.of('WR0NGK3Y') });
    await assert.rejects(network.join(LAMP), isSallyportError);
    const [row] = thread.joiners();
    assert.deepEqual([row?.state, row?.attempts, row?.failure?.step], ['enabled', 0, 'M.3']);
    assert.doesNotMatch(JSON.stringify(row), /WR0NGK3Y|J01NME42/);
    await thread.enable({ joiner: lamp, pskd });
    assert.equal(thread.joiners()[0]?.failure, undefined);
    await network.join(LAMP);
    assert.equal(thread.joiners()[0]?.failure, undefined);
  });

  it('that is asked for with what is no code changes nothing', async (t) => {
    const network = await startNetwork(t);
    const { thread, codes } = await openOwner(t);
    await thread.connect(network.address);
    await rejects(thread.enable({ joiner: lamp, pskd: Secret.of('OOOO') }), 'E_THREAD_PSKD');
    assert.deepEqual([codes(), thread.joiners()], [[], []]);
    await thread.enable({ joiner: lamp, pskd });
    await rejects(thread.enable({ joiner: lamp, pskd: Secret.of('OOOO') }), 'E_THREAD_PSKD');
    assert.deepEqual([codes(), thread.joiners().length], [[LAMP_CODE], 1]);
  });

  it('cannot be given while there is no role, and those that were given stay', async (t) => {
    const network = await startNetwork(t);
    const { thread, codes } = await openOwner(t);
    const connection = await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    network.gate.powerOff();
    await until(() => connection.state !== 'active');
    await rejects(thread.enable({ joiner: { by: 'any' }, pskd }), 'E_THREAD_STATE');
    await rejects(thread.enable({ joiner: lamp, pskd }), 'E_THREAD_STATE');
    assert.deepEqual([codes(), thread.joiners().length], [[LAMP_CODE], 1]);
    await rejects(thread.disable(lamp), 'E_THREAD_STATE');
    assert.deepEqual(codes(), [], 'policy knows at once');
  });
});

describe('a role that was lost', () => {
  it('comes back by itself when the border agent does, with the joiners it had', async (t) => {
    const network = await startNetwork(t);
    const { thread, codes } = await openOwner(t);
    const connection = await thread.connect(network.address);
    await thread.enable({ joiner: lamp, pskd });
    const sessionId = connection.commissioner.sessionId;
    network.gate.powerOff();
    await until(() => connection.trouble !== undefined);
    assert.equal(connection.state, 'disabled');
    network.gate.startAsRouter();
    await until(() => connection.state === 'active' && connection.trouble === undefined);
    assert.notEqual(connection.commissioner.sessionId, sessionId);
    assert.deepEqual([codes(), thread.joiners().length], [[LAMP_CODE], 1]);
    await until(() => network.steeringData().length > 0);
    assert.equal((await joinedBy(() => network.join(LAMP))).networkName, 'Hall');
  });

  it('comes back by itself when the leader was restarted', async (t) => {
    const network = await startNetwork(t);
    // Time goes ten times as fast for the Commissioner, whose keep-alive tells.
    const timer = { after: (span: number, act: () => void) => systemTimer.after(span / 10, act) };
    const { thread } = await openOwner(t, { timer });
    const connection = await thread.connect(network.address);
    network.leader.powerOff();
    network.leader.startAsRouter();
    await until(() => connection.trouble !== undefined);
    await until(() => connection.state === 'active' && connection.trouble === undefined);
  });

  it('is told of when it is lost, and when it is back, but not while it is kept', async (t) => {
    const network = await startNetwork(t);
    const told: (string | undefined)[] = [];
    const { thread } = await openOwner(t, { onTurned: () => told.push(thread.connections[0]?.trouble?.code) });
    const connection = await thread.connect(network.address);
    const connected = told.length;
    assert.ok(connected > 0);
    network.gate.powerOff();
    await until(() => connection.trouble !== undefined);
    assert.notEqual(told.at(-1), undefined);
    network.gate.startAsRouter();
    await until(() => connection.state === 'active' && connection.trouble === undefined);
    assert.equal(told.at(-1), undefined);
    const back = told.length;
    await thread.resign();
    assert.ok(told.length > back);
  });

  it('is tried for no more once it is given up', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t);
    const connection = await thread.connect(network.address);
    network.gate.powerOff();
    await until(() => connection.trouble !== undefined);
    await thread.resign();
    network.gate.startAsRouter();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(connection.state, 'disabled');
  });

  it('comes back under the PSKc that the owner has changed meanwhile', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t);
    const connection = await thread.connect(network.address);
    await thread.change('active', { passphrase: Secret.of('open sesame') });
    const pskc = derivePskc(Secret.of('open sesame'), network.dataset());
    await until(() => network.gate.datasets.active?.values.pskc?.equals(pskc) === true);
    network.gate.powerOff();
    await until(() => connection.trouble !== undefined);
    network.gate.startAsRouter();
    await until(() => connection.state === 'active');
  });
});

describe('a change of a network', () => {
  it('of the active dataset is made at once, with a newer timestamp, and a new name is followed', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t);
    const connection = await thread.connect(network.address);
    const before = (await thread.dataset('active')).values.activeTimestamp;
    const shown = await thread.change('active', { networkName: 'Attic', channels: [15, 20] });
    assert.equal(shown.values.networkName, 'Attic');
    assert.equal(network.dataset().networkName, 'Attic');
    const after = network.dataset();
    assert.ok(after.activeTimestamp.seconds >= (before?.seconds ?? 0));
    assert.notDeepEqual(after.activeTimestamp, before);
    assert.equal(connection.name.networkName, 'Attic');
    assert.equal(thread.find('Attic'), connection);
  });

  it('that would cut nodes off is refused as an active one', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t);
    await thread.connect(network.address);
    for (const change of [{ channel: 20 }, { panId: 0x1234 }, { newNetworkKey: true }]) {
      await rejects(thread.change('active', change), 'E_THREAD_MANAGEMENT_REJECTED');
    }
  });

  it('of everything waits as pending dataset, for as long as the network says', async (t) => {
    const network = await startNetwork(t);
    const { thread } = await openOwner(t);
    await thread.connect(network.address);
    assert.equal((await thread.dataset('pending')).encode().length, 0);
    const { networkKey } = network.dataset();
    const pending = await thread.change(
      'pending',
      { channel: 20, networkName: 'Attic', newNetworkKey: true },
      { delay: 60_000 },
    );
    const { values } = pending;
    assert.deepEqual([values.channel?.number, values.networkName], [20, 'Attic']);
    assert.equal(values.networkKey?.equals(networkKey), false);
    assert.ok(values.pendingTimestamp && values.activeTimestamp);
    // A new key needs five minutes at least (Thread 1.1.1 §8.4.3.4), whatever was asked for.
    assert.ok((values.delayTimer ?? 0) > 250_000);
    assert.equal((await thread.dataset('active')).values.networkName, 'Hall');
    await until(() => network.gate.datasets.pending?.values.networkName === 'Attic');
    assert.equal((await thread.dataset('pending')).values.channel?.number, 20);
    const later = await thread.change('pending', { panId: 0x1234 });
    assert.notDeepEqual(later.values.pendingTimestamp, values.pendingTimestamp);
  });
});

/** As devices do: again, when an attempt came to nothing. */
async function joinedBy<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; tried < 5; tried++) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
    }
  }
  return attempt();
}
