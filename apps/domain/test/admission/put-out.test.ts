import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { permit } from '@sallyport/onboarding';
import { ACCT_STATUS_TYPES, ATTRIBUTES, ERROR_CAUSES } from '@sallyport/radius';
import { openUdpClient } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { startNas, until } from './support/nas.ts';
import { attempt, lamp, lampKey, type Network, SECRET, startNetwork } from './support/network.ts';
import { missing } from './support/programs.ts';

async function letIn(network: Network) {
  const credentials = await network.issue();
  const { isAccepted, output } = await attempt(network, credentials);
  assert.ok(isAccepted, output);
  return credentials;
}

/** What makes the owner lose trust. */
const LOSSES: readonly (readonly [string, (network: Network) => Promise<unknown>])[] = [
  ['it is put on the refused list', ({ domain }) => domain.lists.add('refused', lampKey, 'it smokes')],
  ['its manufacturer is accepted no more', ({ domain }) => domain.lists.remove('manufacturers', 'aa')],
  [
    'it is revoked',
    ({ domain }) =>
      domain.revokeDevice(
        { manufacturer: lamp.manufacturer ?? '', serialNumber: lamp.serialNumber },
        { reason: 'keyCompromise', refuse: false, note: undefined },
      ),
  ],
];

describe('a device on the network', { skip: missing('eapol_test') }, () => {
  for (const [why, lose] of LOSSES) {
    it(`is put out within a second when ${why}`, async (t) => {
      await using nas = await startNas();
      await using network = await startNetwork({}, nas);
      const credentials = await letIn(network);
      const begun = performance.now();
      await lose(network);
      await until(() => nas.orders.length > 0);
      const [first] = nas.orders;
      assert.ok(first !== undefined, 'the NAS was told');
      t.diagnostic(`Disconnect-Request after ${(first.at - begun).toFixed(1)} ms`);
      assert.ok(first.at - begun < 1000);
      assert.equal(first.order.kind, 'disconnect');
      assert.equal(ATTRIBUTES['Calling-Station-Id'].first(first.order.attributes), '02-00-00-00-00-01');
      await network.domain.admission.settled();
      assert.equal(nas.orders.length, 1);
      assert.equal(network.domain.admission.live.length, 0);
      assert.equal((await network.domain.admission.sessions({})).sessions.length, 0);
      assert.equal(network.lastStep('F.0')?.ok, true);
      assert.equal((await attempt(network, credentials)).isAccepted, false);
    });
  }

  it('comes back when trust does', async () => {
    await using nas = await startNas();
    await using network = await startNetwork({}, nas);
    const credentials = await letIn(network);
    await network.domain.lists.add('refused', lampKey, undefined);
    await until(() => network.lastStep('F.0') !== undefined);
    await network.domain.lists.remove('refused', lampKey);
    assert.ok((await attempt(network, credentials)).isAccepted);
  });

  it('is moved when policy says that it belongs elsewhere', async () => {
    await using nas = await startNas();
    let vlan = '42';
    const decide = async () => permit('fine', [], [{ type: 'vlan', value: vlan }]);
    await using network = await startNetwork({ authorizer: { decide } }, nas);
    await letIn(network);
    vlan = '66';
    await network.domain.lists.add('models', 'lamp', undefined);
    await until(() => nas.orders.length > 0);
    await network.domain.admission.settled();
    const [first] = nas.orders;
    assert.equal(first?.order.kind, 'change');
    assert.equal(ATTRIBUTES['Tunnel-Private-Group-ID'].first(first?.order.attributes ?? [])?.value, '66');
    assert.deepEqual(network.domain.admission.live[0]?.obligations, [{ type: 'vlan', value: '66' }]);
  });

  it('that its NAS will not put out is told of as a failure, and stays listed', async () => {
    await using nas = await startNas();
    nas.answer = () => ({ isDone: false, errorCause: ERROR_CAUSES.ADMINISTRATIVELY_PROHIBITED });
    await using network = await startNetwork({}, nas);
    await letIn(network);
    await network.domain.lists.add('refused', lampKey, undefined);
    await until(() => network.lastStep('F.0') !== undefined);
    assert.deepEqual([network.lastStep('F.0')?.ok, network.lastStep('F.0')?.code], [false, 'E_ADMISSION_NOT_PUT_OUT']);
    assert.equal(network.domain.admission.live[0]?.state, 'leaving');
    assert.equal(network.errors.length, 1);
  });

  it('of a NAS that takes no Disconnect-Requests is told of as a failure', async () => {
    await using network = await startNetwork();
    await letIn(network);
    await network.domain.lists.add('refused', lampKey, undefined);
    await until(() => network.lastStep('F.0') !== undefined);
    assert.equal(network.lastStep('F.0')?.code, 'E_ADMISSION_NO_DYNAMIC_AUTHORIZATION');
  });

  it('is put out when the owner ends its session', async () => {
    await using nas = await startNas();
    await using network = await startNetwork({}, nas);
    await letIn(network);
    const [session] = network.domain.admission.live;
    assert.equal(await network.domain.admission.disconnect(session?.id ?? '', 'away with it'), true);
    assert.equal(nas.orders.length, 1);
    assert.equal(await network.domain.admission.disconnect(session?.id ?? '', 'again'), false);
  });
});

describe('a NAS that accounts for a station', () => {
  it('which nobody let in is told of, once', async () => {
    await using network = await startNetwork();
    const { authenticationPort = 0, accountingPort = 0 } = network.domain.admission.listening ?? {};
    const at = (port: number) => ({ address: '127.0.0.1', port });
    const server = { name: 'home', endpoint: at(authenticationPort), accounting: at(accountingPort) };
    const { client, close } = await openUdpClient(
      { servers: [{ ...server, secret: Secret.of(SECRET) }] },
      { clock: systemClock, timer: systemTimer, random: systemRandom, open: openUdpSocket },
    );
    for (let i = 0; i < 2; i++) {
      await client.account([
        ...ATTRIBUTES['NAS-Identifier'].of('ap-1'),
        ...ATTRIBUTES['Acct-Status-Type'].of(ACCT_STATUS_TYPES.INTERIM_UPDATE),
        ...ATTRIBUTES['Acct-Session-Id'].of(`session ${i}`),
        ...ATTRIBUTES['Calling-Station-Id'].of('02-00-00-00-00-77'),
      ]);
    }
    await close();
    assert.deepEqual(
      network.errors.map((error) => isSallyportError(error) && error.code),
      ['E_DOMAIN_STRAY_SESSION'],
    );
    assert.equal(network.domain.admission.counts?.total['Accounting-Request'], 2);
  });
});
