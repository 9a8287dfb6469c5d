/**
 * Network Diagnostics of OpenThread's own nodes, asked for by Sallyport's Commissioner through their border agent: what is read in the
 * answers is what the nodes' command lines say. Skipped where OpenThread is missing.
 *
 * A mesh goes on living while it is looked at. What counts up is compared with what was read before and after; the rest is asked for again
 * where it does not agree, in case it was another in between.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemRandom, toHex } from '@sallyport/core';
import {
  channelsOf,
  createDataset,
  DIAGNOSTIC_TLVS,
  encodeDiagnosticAnswer,
  exposeDatasetHex,
  locatorAddress,
  REALM_LOCAL_ALL_NODES,
  REALM_LOCAL_ALL_ROUTERS,
} from '@sallyport/thread';
import { agree } from '../../src/thread/agree.ts';
import { type CommissionerInside, commissionerInside } from '../../src/thread/commissioner-inside.ts';
import { ForeignMesh, NAMES, type NodeName } from '../../src/thread/foreign-mesh.ts';
import { openThread, openThreadMissing } from '../../src/thread/programs.ts';
import {
  byLocator,
  childAddressesByCli,
  childrenByCli,
  macCountersByCli,
  mleCountersByCli,
  neighboursByCli,
  nodeByCli,
  readByOpenThread,
  timesByCli,
} from '../../src/thread/told-by-openthread.ts';

const missing = openThreadMissing();
const GATHERING_MS = 5_000;
/** Noise is at -100 dBm. */
const MARGIN = { good: 40, fair: 15 };
const TLVS = DIAGNOSTIC_TLVS;
const ROUTERS: readonly NodeName[] = ['leader', 'near', 'far'];

function typesOf(...definitions: readonly { readonly type: number }[]): readonly number[] {
  return definitions.map(({ type }) => type);
}

describe(
  'OpenThread’s nodes, asked what they are and whom they know',
  missing === undefined ? {} : { skip: missing },
  () => {
    const network = createDataset({ networkName: 'Diagnosed', channel: { page: 0, number: 19 } }, systemRandom);
    let mesh: ForeignMesh;
    let inside: CommissionerInside;

    before(async () => {
      const programs = openThread();
      assert.ok(programs);
      mesh = await ForeignMesh.start({ programs, dataset: exposeDatasetHex(network.dataset) });
      inside = await commissionerInside(mesh.network, network.pskc);
    });
    after(async () => {
      await inside?.close();
      await mesh?.close();
    });

    const locatorNow = async (name: NodeName) => Number.parseInt(await mesh.read(name, 'rloc16'), 16);
    const addressOf = async (name: NodeName) => locatorAddress(network.meshLocalPrefix, await locatorNow(name));
    const get = async (name: NodeName, types: readonly number[]) =>
      inside.commissioner.diagnostics.get(await addressOf(name), types);
    const query = async (name: NodeName, types: readonly number[]) =>
      inside.commissioner.diagnostics.query(await addressOf(name), types);

    for (const name of NAMES) {
      it(`tells who it is and who made it: ${name}`, async () => {
        const types = typesOf(
          ...[TLVS.extendedAddress, TLVS.address16, TLVS.mode, TLVS.leaderData, TLVS.networkData, TLVS.addresses],
          ...[TLVS.eui64, TLVS.version, TLVS.vendorName, TLVS.vendorModel, TLVS.vendorSwVersion, TLVS.vendorAppUrl],
          ...[TLVS.stackVersion, TLVS.nonPreferredChannels],
        );
        await agree(
          async () => {
            const said = await get(name, types);
            return {
              ...{ extendedAddress: hexOf(said.extendedAddress), rloc16: said.rloc16, mode: said.mode },
              ...{ leaderData: said.leaderData, networkData: hexOf(said.networkData), addresses: said.addresses },
              ...{ eui64: hexOf(said.eui64), version: said.version, vendorName: said.vendorName },
              ...{ vendorModel: said.vendorModel, vendorSwVersion: said.vendorSwVersion },
              ...{ vendorAppUrl: said.vendorAppUrl, stackVersion: said.stackVersion },
              nonPreferredChannels: channelsOf(said.nonPreferredChannels ?? []),
            };
          },
          () => nodeByCli(mesh, name),
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
            const said = await get(name, types);
            return {
              connectivity: isRouter ? said.connectivity : undefined,
              routes: said.route64?.routers.map((each) => ({ ...each })) ?? [],
              enhanced: said.enhancedRoute ?? [],
              childTable:
                said.childTable?.map(({ childId, timeout, quality }) => ({ childId, timeout, quality })) ?? [],
              ...{ channelPages: said.channelPages, maxChildTimeout: said.maxChildTimeout, timeout: said.timeout },
            };
          },
          async () => {
            const read = await readByOpenThread(mesh, 'near', await addressOf(name), types);
            return { ...read, connectivity: isRouter ? read.connectivity : undefined };
          },
        );
      });
    }

    it('says how long a sleepy child may be silent, and of no other', async () => {
      assert.equal((await get('sleeper', typesOf(TLVS.timeout))).timeout, 300);
      assert.equal((await get('lamp', typesOf(TLVS.timeout))).timeout, undefined);
      assert.equal((await get('far', typesOf(TLVS.maxChildTimeout))).maxChildTimeout, 300);
    });

    it('tells a parent’s priority', async () => {
      for (const [name, priority] of [
        ['near', 1],
        ['far', -1],
        ['leader', 0],
      ] as const) {
        assert.equal((await get(name, typesOf(TLVS.connectivity))).connectivity?.parentPriority, priority);
      }
    });

    it('knows its children in detail', async () => {
      await agree(
        async () => {
          const { childDetails = [], childTable = [] } = await query(
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
        () => childrenByCli(mesh, 'far'),
      );
      const before = await timesByCli(mesh, 'far');
      const { childDetails = [] } = await query('far', typesOf(TLVS.childDetails));
      const later = await timesByCli(mesh, 'far');
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
          ((await query('far', typesOf(TLVS.childAddresses))).childAddresses ?? []).flatMap(({ rloc16, addresses }) =>
            addresses.map((address) => ({ rloc16, address })),
          ),
        () => childAddressesByCli(mesh, 'far'),
      );
    });

    for (const name of ROUTERS) {
      it(`knows the routers that it hears: ${name}`, async () => {
        await agree(
          async () =>
            byLocator((await query(name, typesOf(TLVS.routerNeighbours))).routerNeighbours ?? []).map(
              ({ rloc16, extendedAddress, version, link: { averageRssi, lastRssi } }) => ({
                ...{ rloc16, extendedAddress: toHex(extendedAddress), version, averageRssi, lastRssi },
              }),
            ),
          () => neighboursByCli(mesh, name),
        );
        const before = await timesByCli(mesh, name);
        const { routerNeighbours = [] } = await query(name, typesOf(TLVS.routerNeighbours));
        const later = await timesByCli(mesh, name);
        for (const { rloc16, connectionTime, link } of routerNeighbours) {
          assert.ok(connectionTime >= (before.get(rloc16)?.connectionTime ?? Number.NaN));
          assert.ok(connectionTime <= (later.get(rloc16)?.connectionTime ?? Number.NaN));
          assert.equal(link.margin, 100 + (link.averageRssi ?? 0));
        }
      });
    }

    it('says what does not go into one message in several', async (test) => {
      const all = Object.values(TLVS)
        .filter((each) => ![TLVS.typeList, TLVS.answer, TLVS.queryId].some(({ type }) => type === each.type))
        .map(({ type }) => type);
      // Border agents of small builds drop what is longer than 768 bytes: then no answer in several messages can be had of them.
      const long = await get('far', all).catch(() => undefined);
      if (long === undefined) {
        test.skip('PEER TOO SMALL: this border agent passes no message of 800 bytes; build it with OT_BLE_TCAT=ON');
        return;
      }
      const said = await query('far', all);
      // OpenThread begins another message after 800 bytes.
      assert.ok(encodeDiagnosticAnswer(said).length > 800);
      assert.equal(said.rloc16, await locatorNow('far'));
      assert.equal(said.childDetails?.length, 2);
      assert.ok(said.vendorAppUrl !== undefined && said.mleCounters !== undefined && said.enhancedRoute !== undefined);
      assert.equal(said.others, undefined);
    });

    for (const name of NAMES) {
      it(`counts frames and the parts it had: ${name}`, async () => {
        const [macBefore, mleBefore] = [await macCountersByCli(mesh, name), await mleCountersByCli(mesh, name)];
        const said = await get(name, typesOf(TLVS.macCounters, TLVS.mleCounters));
        const [macAfter, mleAfter] = [await macCountersByCli(mesh, name), await mleCountersByCli(mesh, name)];
        between(macBefore, { ...said.macCounters }, macAfter);
        assert.ok(said.macCounters !== undefined && said.macCounters.inUnicast > 0 && said.macCounters.outUnicast > 0);
        const { entered, spent, ...counts } = said.mleCounters ?? {};
        between({ ...mleBefore.entered }, { ...entered }, { ...mleAfter.entered });
        between({ ...mleBefore.spent }, { ...spent }, { ...mleAfter.spent });
        between(mleBefore.counts, counts, mleAfter.counts);
        const role = name === 'leader' ? 'leader' : ROUTERS.includes(name) ? 'router' : 'child';
        assert.equal(entered?.[role], 1);
      });
    }

    it('counts anew when it is told to', async () => {
      const before = { mac: await macCountersByCli(mesh, 'near'), mle: await mleCountersByCli(mesh, 'near') };
      await inside.commissioner.diagnostics.reset(await addressOf('near'), typesOf(TLVS.macCounters, TLVS.mleCounters));
      const now = { mac: await macCountersByCli(mesh, 'near'), mle: await mleCountersByCli(mesh, 'near') };
      assert.ok(before.mac.outUnicast > now.mac.outUnicast);
      assert.deepEqual([before.mle.entered.router, now.mle.entered.router], [1, 0]);
      const said = await get('near', typesOf(TLVS.macCounters, TLVS.mleCounters));
      assert.equal(said.mleCounters?.entered.router, 0);
      assert.ok((said.mleCounters?.tracked ?? Number.NaN) < before.mle.counts.tracked);
    });

    for (const [group, names] of [
      [REALM_LOCAL_ALL_ROUTERS, ['near', 'far']],
      [REALM_LOCAL_ALL_NODES, ['near', 'far', 'lamp']],
    ] as const) {
      it(`answers as one of a group, which the border agent’s own node and sleepers are not: ${group}`, async () => {
        const types = typesOf(TLVS.extendedAddress, TLVS.address16);
        const [sleeper, ...members] = await Promise.all([locatorNow('sleeper'), ...names.map(locatorNow)]);
        await agree(
          async () => {
            const heard = await inside.commissioner.diagnostics.queryGroup(group, types, GATHERING_MS);
            assert.equal(heard.get(sleeper), undefined);
            return members.map((locator) => hexOf(heard.get(locator)?.extendedAddress));
          },
          () => Promise.all(names.map((name) => mesh.read(name, 'extaddr'))),
        );
      });
    }

    it('without a locator is silent', async () => {
      const nobody = locatorAddress(network.meshLocalPrefix, 0x0001);
      await assert.rejects(inside.commissioner.diagnostics.query(nobody, typesOf(TLVS.address16), 3_000), {
        code: 'E_THREAD_SILENT',
      });
    });
  },
);

/** Everything that `said` counts, no less than before and no more than after. */
function between(before: Record<string, number>, said: Record<string, number>, after: Record<string, number>): void {
  assert.deepEqual(Object.keys(said).sort(), Object.keys(before).sort());
  for (const [name, count] of Object.entries(said)) {
    const [low = Number.NaN, high = Number.NaN] = [before[name], after[name]];
    assert.ok(count >= low && count <= high, `${name}: ${low} ≤ ${count} ≤ ${high}`);
  }
}

function hexOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : toHex(bytes);
}
