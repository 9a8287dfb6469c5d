/** What a node tells of those that it hears: children, their addresses, other routers. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toHex } from '@sallyport/core';
import { DIAGNOSTIC_TLVS } from '@sallyport/thread';
import { agree } from '../../../src/thread/agree.ts';
import { type DiagnosedMesh, ROUTERS, typesOf } from '../../../src/thread/diagnosed-mesh.ts';
import {
  byLocator,
  childAddressesByCli,
  childrenByCli,
  neighboursByCli,
  timesByCli,
} from '../../../src/thread/told-by-openthread.ts';

const TLVS = DIAGNOSTIC_TLVS;
/** Noise is at -100 dBm. */
const MARGIN = { good: 40, fair: 15 };

export function neighbourTests(diagnosed: () => DiagnosedMesh): void {
  it('knows its children in detail', async () => {
    await agree(
      async () => {
        const { childDetails = [], childTable = [] } = await diagnosed().query(
          'far',
          typesOf(TLVS.childDetails, TLVS.childTable),
        );
        return byLocator(childDetails).map(
          ({ rloc16, extendedAddress, mode, version, timeout, supervisionInterval, link }) => ({
            ...{ rloc16, extendedAddress: toHex(extendedAddress), mode, version, timeout },
            quality: childTable.find(({ childId }) => childId === (rloc16 & 0x1ff))?.quality,
            ...{ supervisionInterval, averageRssi: link.averageRssi, lastRssi: link.lastRssi },
          }),
        );
      },
      () => childrenByCli(diagnosed().mesh, 'far'),
    );
    const before = await timesByCli(diagnosed().mesh, 'far');
    const { childDetails = [] } = await diagnosed().query('far', typesOf(TLVS.childDetails));
    const later = await timesByCli(diagnosed().mesh, 'far');
    assert.deepEqual(childDetails.map(({ link: { margin } }) => margin).sort(), [MARGIN.fair, MARGIN.good]);
    for (const { rloc16, connectionTime, queuedMessages, csl, link } of childDetails) {
      assert.ok(connectionTime >= (before.get(rloc16)?.connectionTime ?? Number.NaN));
      assert.ok(connectionTime <= (later.get(rloc16)?.connectionTime ?? Number.NaN));
      assert.deepEqual([queuedMessages, csl, typeof link.frameErrorRate], [0, undefined, 'number']);
    }
  });

  it('knows the addresses of a child that sleeps', async () => {
    await agree(
      async () =>
        ((await diagnosed().query('far', typesOf(TLVS.childAddresses))).childAddresses ?? []).flatMap(
          ({ rloc16, addresses }) => addresses.map((address) => ({ rloc16, address })),
        ),
      () => childAddressesByCli(diagnosed().mesh, 'far'),
    );
  });

  for (const name of ROUTERS) {
    it(`knows the routers that it hears: ${name}`, async () => {
      await agree(
        async () =>
          byLocator((await diagnosed().query(name, typesOf(TLVS.routerNeighbours))).routerNeighbours ?? []).map(
            ({ rloc16, extendedAddress, version, link: { averageRssi, lastRssi } }) => ({
              ...{ rloc16, extendedAddress: toHex(extendedAddress), version, averageRssi, lastRssi },
            }),
          ),
        () => neighboursByCli(diagnosed().mesh, name),
      );
      const before = await timesByCli(diagnosed().mesh, name);
      const { routerNeighbours = [] } = await diagnosed().query(name, typesOf(TLVS.routerNeighbours));
      const later = await timesByCli(diagnosed().mesh, name);
      for (const { rloc16, connectionTime, link } of routerNeighbours) {
        assert.ok(connectionTime >= (before.get(rloc16)?.connectionTime ?? Number.NaN));
        assert.ok(connectionTime <= (later.get(rloc16)?.connectionTime ?? Number.NaN));
        assert.equal(link.margin, 100 + (link.averageRssi ?? 0));
      }
    });
  }
}
