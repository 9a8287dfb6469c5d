import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { isJsonObject, isSallyportError, type JsonObject, type JsonValue, toHex } from '@sallyport/core';
import type { SimulatedNode } from '@sallyport/thread/simulation';
import { type Domain, runDomainOperation } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { atEnd } from './support/at-end.ts';
import { eui64Of, PSKD, startNetwork, until } from './support/network.ts';

const LAMP = toHex(eui64Of(1));
/** As it is printed on the device. */
const QR = `v=1&&eui=${LAMP}&&cc=${PSKD}`;
const lamp = { by: 'eui64', eui64: LAMP };

async function openDomain(t: TestContext): Promise<Domain> {
  const domain = await startDomain({ listen: undefined });
  atEnd(t, () => domain.close());
  return domain;
}

function answer(domain: Domain, name: string, input: JsonValue): Promise<JsonValue> {
  return runDomainOperation(domain, `thread.${name}`, input);
}

describe('the operations on Thread networks', () => {
  it('never answer with a code, a passphrase or a key, unless keys are asked for', async (t) => {
    const network = await startNetwork(t);
    const domain = await openDomain(t);
    const said: JsonValue[] = [];
    const run = async (name: string, input: JsonObject): Promise<JsonValue> => {
      const given = await answer(domain, name, input);
      said.push(given);
      return given;
    };
    const { networkKey, pskc } = network.dataset();
    const connected = await run('connect', {
      host: network.address.host,
      port: network.port,
      pskc: toHex(network.address.pskc.expose()),
    });
    assert.ok(isJsonObject(connected));
    assert.equal(connected['networkName'], 'Hall');
    assert.equal(connected['borderAgent'], `127.0.0.1:${network.port}`);
    assert.equal(connected['state'], 'active');
    assert.deepEqual(await run('enable', { joiner: lamp, pskd: PSKD, note: 'hall' }), { enabled: LAMP });
    const joiners = await run('joiners', {});
    assert.ok(Array.isArray(joiners) && isJsonObject(joiners[0] ?? null));
    const networks = await run('networks', {});
    assert.deepEqual(networks, [{ ...connected, joiners: 1 }]);
    assert.deepEqual(await run('disable', { joiner: lamp }), { disabled: LAMP });
    await run('dataset', { kind: 'active' });
    await run('set-dataset', { kind: 'active', passphrase: 'open sesame' });
    await run('set-dataset', { kind: 'pending', newNetworkKey: true, delay: 300_000 });
    await run('dataset', { kind: 'pending' });
    const withKeys = await answer(domain, 'reveal', { kind: 'active' });
    assert.deepEqual(await run('resign', {}), {
      networkName: 'Hall',
      extendedPanId: toHex(network.dataset().extendedPanId),
    });
    assert.deepEqual(await run('networks', {}), []);
    const text = JSON.stringify(said);
    const secrets = [networkKey, pskc, network.dataset().pskc].map((secret) => toHex(secret.expose()));
    for (const secret of [...secrets, PSKD, 'open sesame']) assert.equal(text.includes(secret), false);
    assert.ok(isJsonObject(withKeys) && String(withKeys['hex']).includes(toHex(networkKey.expose())));
  });

  it('say why a joiner did not get in', async (t) => {
    const network = await startNetwork(t);
    const domain = await openDomain(t);
    await answer(domain, 'connect', {
      host: '127.0.0.1',
      port: network.port,
      pskc: toHex(network.address.pskc.expose()),
    });
    await answer(domain, 'enable', { joiner: lamp, pskd: 'WR0NGK3Y' });
    await assert.rejects(network.join(eui64Of(1)), isSallyportError);
    const [row] = [await answer(domain, 'joiners', {})].flat();
    assert.ok(isJsonObject(row ?? null) && row !== undefined && row !== null);
    const failure = isJsonObject(row) ? (row['failure'] ?? null) : null;
    assert.ok(isJsonObject(failure));
    assert.equal(failure['step'], 'M.3');
    assert.match(String(failure['code']), /^E_DTLS_/);
  });

  it('read the QR code of a device, and let it join by it, without telling the code in it', async (t) => {
    const network = await startNetwork(t);
    const domain = await openDomain(t);
    await answer(domain, 'connect', {
      host: '127.0.0.1',
      port: network.port,
      pskc: toHex(network.address.pskc.expose()),
    });
    const read = await answer(domain, 'read-code', { qr: ` ${QR}&&x=shelf 4 ` });
    assert.ok(isJsonObject(read));
    assert.equal(read['eui64'], LAMP);
    assert.deepEqual(read['others'], { x: 'shelf 4' });
    assert.equal(read['device'], null);
    assert.deepEqual(await answer(domain, 'enable', { qr: QR }), { enabled: LAMP });
    await network.join(eui64Of(1));
    const again = await answer(domain, 'read-code', { qr: QR });
    assert.deepEqual(isJsonObject(again) && again['device'], {
      manufacturer: `oui:${LAMP.slice(0, 6)}`,
      serialNumber: LAMP,
    });
    assert.equal(JSON.stringify([read, again]).includes(PSKD), false);
  });

  it('refuse the text of a QR code that is none, without showing it', async (t) => {
    const domain = await openDomain(t);
    for (const qr of [`eui=${LAMP}&&cc=${PSKD}`, `v=2&&eui=${LAMP}&&cc=${PSKD}`, `v=1&&eui=1&&cc=${PSKD}`]) {
      await assert.rejects(
        async () => answer(domain, 'read-code', { qr }),
        (thrown) => isSallyportError(thrown) && /^E_THREAD_/.test(thrown.code) && !thrown.message.includes(PSKD),
      );
    }
  });

  it('connect by the passphrase that the network has', async (t) => {
    const network = await startNetwork(t);
    const domain = await openDomain(t);
    const where = { host: '127.0.0.1', port: network.port };
    await answer(domain, 'connect', { ...where, pskc: toHex(network.address.pskc.expose()) });
    await answer(domain, 'set-dataset', { kind: 'active', passphrase: 'open sesame' });
    // The border agent hears of it from the leader.
    const pskcAt = (node: SimulatedNode) => toHex(node.datasets.active?.values.pskc?.expose() ?? new Uint8Array(0));
    await until(() => pskcAt(network.gate) === pskcAt(network.leader));
    await answer(domain, 'resign', {});
    const { networkName, extendedPanId } = network.dataset();
    const named = { networkName, extendedPanId: toHex(extendedPanId) };
    const connected = await answer(domain, 'connect', { ...where, passphrase: 'open sesame', ...named });
    assert.ok(isJsonObject(connected));
    assert.equal(connected['state'], 'active');
  });

  it('show how the network is connected, and which node is which device', async (t) => {
    const network = await startNetwork(t);
    const domain = await openDomain(t);
    await answer(domain, 'connect', {
      host: '127.0.0.1',
      port: network.port,
      pskc: toHex(network.address.pskc.expose()),
    });
    const looks = [answer(domain, 'topology', {}), answer(domain, 'topology', {})];
    const [seen, same] = await Promise.all(looks);
    assert.deepEqual(seen, same);
    assert.ok(isJsonObject(seen ?? null) && seen !== undefined && isJsonObject(seen));
    const routers = [seen['routers'] ?? null].flat();
    assert.deepEqual(
      routers.map(
        (each) => isJsonObject(each) && [each['rloc16'], each['isLeader'], each['isBorderAgent'], each['hasAnswered']],
      ),
      [
        ['0x0000', true, false, true],
        ['0x0400', false, true, true],
        ['0x0800', false, false, true],
      ],
    );
    assert.deepEqual(seen['links'], [
      { ends: [0, 1], there: 3, back: 3 },
      { ends: [1, 2], there: 3, back: 3 },
    ]);
    assert.deepEqual(seen['silent'], []);
  });

  const connect = { host: '127.0.0.1', port: 49_191 };
  const enable = { joiner: lamp, pskd: PSKD };
  for (const [name, input] of [
    ['connect', {}],
    ['connect', connect],
    ['connect', { ...connect, pskc: '00'.repeat(16), passcode: '000000000' }],
    ['connect', { ...connect, pskc: '00'.repeat(15) }],
    ['connect', { ...connect, pskc: 'zz'.repeat(16) }],
    ['connect', { ...connect, port: 0, pskc: '00'.repeat(16) }],
    ['connect', { ...connect, host: '', pskc: '00'.repeat(16) }],
    ['enable', {}],
    ['enable', { ...enable, joiner: { by: 'eui64' } }],
    ['enable', { ...enable, joiner: { by: 'eui64', eui64: '18b430' } }],
    ['enable', { ...enable, joiner: { by: 'joiner-id', joinerId: 'xx'.repeat(8) } }],
    ['enable', { ...enable, joiner: { by: 'name' } }],
    ['enable', { joiner: lamp }],
    ['enable', { pskd: PSKD }],
    ['enable', { ...enable, qr: QR }],
    ['enable', { qr: QR, pskd: PSKD }],
    ['read-code', {}],
    ['read-code', { qr: 'v'.repeat(513) }],
    ['reveal', {}],
    ['topology', { network: '' }],
    ['border-agents', { seconds: 11 }],
    ['connect', { ...connect, passphrase: 'open sesame' }],
    ['connect', { ...connect, passphrase: 'short', networkName: 'Hall', extendedPanId: '00'.repeat(8) }],
    ['enable', { ...enable, pskd: '' }],
    ['enable', { ...enable, timeout: 999 }],
    ['enable', { ...enable, timeout: 86_400_001 }],
    ['enable', { ...enable, note: '' }],
    ['disable', {}],
    ['joiners', { network: 5 }],
    ['dataset', {}],
    ['dataset', { kind: 'both' }],
    ['dataset', { kind: 'active', keys: true }],
    ['set-dataset', { kind: 'active' }],
    ['set-dataset', { kind: 'pending', delay: 1 }],
    ['set-dataset', { kind: 'active', networkName: 'Hall', delay: 1 }],
    ['set-dataset', { kind: 'active', networkName: '' }],
    ['set-dataset', { kind: 'active', networkName: 'seventeen letters' }],
    ['set-dataset', { kind: 'pending', channel: 27 }],
    ['set-dataset', { kind: 'pending', channels: [] }],
    ['set-dataset', { kind: 'pending', panId: 0xffff }],
    ['set-dataset', { kind: 'active', passphrase: 'short' }],
    ['set-dataset', { kind: 'pending', newNetworkKey: false }],
    ['set-dataset', { kind: 'pending', panId: 1, delay: 259_200_001 }],
    ['resign', { network: '' }],
  ] satisfies [string, JsonObject][]) {
    it(`refuse ${name} with ${JSON.stringify(input)}`, async (t) => {
      const domain = await openDomain(t);
      await assert.rejects(
        async () => answer(domain, name, input),
        (thrown) => isSallyportError(thrown, 'E_API_INPUT') && !thrown.message.includes(PSKD),
      );
    });
  }

  it('refuse a passcode that was mistyped, without showing it', async (t) => {
    const domain = await openDomain(t);
    await assert.rejects(
      async () => answer(domain, 'connect', { ...connect, passcode: '123456789' }),
      (thrown) => isSallyportError(thrown, 'E_THREAD_ONE_TIME_PASSCODE') && !thrown.message.includes('123456789'),
    );
  });

  for (const [name, input] of [
    ['enable', enable],
    ['disable', { joiner: lamp }],
    ['joiners', {}],
    ['dataset', { kind: 'active' }],
    ['reveal', { kind: 'active' }],
    ['topology', {}],
    ['set-dataset', { kind: 'active', networkName: 'Attic' }],
    ['resign', {}],
  ] satisfies [string, JsonObject][]) {
    it(`refuse ${name} where the owner is not Commissioner of any network`, async (t) => {
      const domain = await openDomain(t);
      await assert.rejects(
        async () => answer(domain, name, input),
        (thrown) => isSallyportError(thrown, 'E_DOMAIN_THREAD_NETWORK'),
      );
    });
  }
});
