/** What a node tells of itself. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { channelsOf, DIAGNOSTIC_TLVS } from '@sallyport/thread';
import { agree } from '../../../src/thread/agree.ts';
import { type DiagnosedMesh, hexOf, ROUTERS, typesOf } from '../../../src/thread/diagnosed-mesh.ts';
import { NAMES } from '../../../src/thread/foreign-mesh.ts';
import { nodeByCli, readByOpenThread } from '../../../src/thread/told-by-openthread.ts';

const TLVS = DIAGNOSTIC_TLVS;

export function identityTests(diagnosed: () => DiagnosedMesh): void {
  for (const name of NAMES) {
    it(`tells who it is and who made it: ${name}`, async () => {
      const types = typesOf(
        ...[TLVS.extendedAddress, TLVS.address16, TLVS.mode, TLVS.leaderData, TLVS.networkData, TLVS.addresses],
        ...[TLVS.eui64, TLVS.version, TLVS.vendorName, TLVS.vendorModel, TLVS.vendorSwVersion, TLVS.vendorAppUrl],
        ...[TLVS.stackVersion, TLVS.nonPreferredChannels],
      );
      await agree(
        async () => {
          const said = await diagnosed().get(name, types);
          return {
            ...{ extendedAddress: hexOf(said.extendedAddress), rloc16: said.rloc16, mode: said.mode },
            ...{ leaderData: said.leaderData, networkData: hexOf(said.networkData), addresses: said.addresses },
            ...{ eui64: hexOf(said.eui64), version: said.version, vendorName: said.vendorName },
            ...{ vendorModel: said.vendorModel, vendorSwVersion: said.vendorSwVersion },
            ...{ vendorAppUrl: said.vendorAppUrl, stackVersion: said.stackVersion },
            nonPreferredChannels: channelsOf(said.nonPreferredChannels ?? []),
          };
        },
        () => nodeByCli(diagnosed().mesh, name),
      );
    });

    it(`is read as OpenThread reads it: ${name}`, async () => {
      const types = typesOf(
        ...[TLVS.timeout, TLVS.connectivity, TLVS.route64, TLVS.childTable, TLVS.channelPages, TLVS.maxChildTimeout],
        TLVS.enhancedRoute,
      );
      const isRouter = ROUTERS.includes(name);
      await agree(
        async () => {
          const said = await diagnosed().get(name, types);
          return {
            connectivity: isRouter ? said.connectivity : undefined,
            routes: said.route64?.routers.map((each) => ({ ...each })) ?? [],
            enhanced: said.enhancedRoute ?? [],
            childTable: said.childTable?.map(({ childId, timeout, quality }) => ({ childId, timeout, quality })) ?? [],
            ...{ channelPages: said.channelPages, maxChildTimeout: said.maxChildTimeout, timeout: said.timeout },
          };
        },
        async () => {
          const read = await readByOpenThread(diagnosed().mesh, 'near', await diagnosed().address(name), types);
          return { ...read, connectivity: isRouter ? read.connectivity : undefined };
        },
      );
    });
  }

  it('says how long a sleepy child may be silent, and of no other', async () => {
    assert.equal((await diagnosed().get('sleeper', typesOf(TLVS.timeout))).timeout, 300);
    assert.equal((await diagnosed().get('lamp', typesOf(TLVS.timeout))).timeout, undefined);
    assert.equal((await diagnosed().get('far', typesOf(TLVS.maxChildTimeout))).maxChildTimeout, 300);
  });

  it('tells a parent’s priority', async () => {
    for (const [name, priority] of [
      ['near', 1],
      ['far', -1],
      ['leader', 0],
    ] as const) {
      assert.equal((await diagnosed().get(name, typesOf(TLVS.connectivity))).connectivity?.parentPriority, priority);
    }
  });
}
