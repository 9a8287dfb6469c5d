/**
 * The topology of a mesh of OpenThread's own nodes, as the console draws it and `sallyport thread topology` prints it, beside the tables of
 * the nodes' command lines. Skipped where OpenThread is missing.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseJson, systemRandom, toHex, utf8 } from '@sallyport/core';
import { createDataset, exposeDatasetHex } from '@sallyport/thread';
import { agree } from '../../src/thread/agree.ts';
import { commissionerInside } from '../../src/thread/commissioner-inside.ts';
import { ForeignMesh } from '../../src/thread/foreign-mesh.ts';
import { openThread, openThreadMissing } from '../../src/thread/programs.ts';
import { type RouterByCli, topologyByCli } from '../../src/thread/topology-by-openthread.ts';

const SALLYPORT = fileURLToPath(new URL('../../../apps/cli/bin/sallyport.js', import.meta.url));
const missing = openThreadMissing();

describe('the topology of OpenThread’s nodes', missing === undefined ? {} : { skip: missing }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-topology-'));
  const network = createDataset({ networkName: 'Drawn', channel: { page: 0, number: 21 } }, systemRandom);
  let mesh: ForeignMesh;

  before(async () => {
    const programs = openThread();
    assert.ok(programs);
    mesh = await ForeignMesh.start({ programs, dataset: exposeDatasetHex(network.dataset) });
  });
  after(async () => {
    await mesh?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is what their tables say: routers, links in each direction, children, the Leader and the border agent', async () => {
    const inside = await commissionerInside(mesh.network, network.pskc);
    try {
      await agree(
        async () => {
          const seen = await inside.commissioner.diagnostics.topology();
          return {
            ...{ partitionId: seen.partitionId, silent: seen.silent },
            routers: seen.routers.map(({ rloc16, isLeader, isBorderAgent, said, children }) => ({
              ...{ rloc16, isLeader, isBorderAgent, vendorName: said?.vendorName, version: said?.version },
              ...{ extendedAddress: hexOf(said?.extendedAddress), eui64: hexOf(said?.eui64) },
              children: children.map((child) => ({
                ...{ rloc16: child.rloc16, quality: child.quality, mode: child.mode, timeout: child.timeout },
                extendedAddress: hexOf(child.said?.extendedAddress),
                vendorName: child.said?.vendorName,
              })),
            })),
            links: seen.links,
          };
        },
        () => topologyByCli(mesh),
      );
      const { links } = await inside.commissioner.diagnostics.topology();
      const qualities = links.flatMap(({ there, back }) => [there, back]).sort();
      // One of the four directions is fair, the others are good.
      assert.deepEqual(qualities, [2, 3, 3, 3]);
    } finally {
      await inside.close();
    }
  });

  it('is drawn so: what the domain answers its console has the same routers, links and children', async () => {
    const pskcFile = join(directory, 'pskc');
    writeFileSync(pskcFile, toHex(network.pskc.expose()));
    const environment = { SALLYPORT_DATA_DIR: join(directory, 'house') };
    const borderAgent = ['--border-agent', `127.0.0.1:${mesh.network.borderAgentPort}`, '--pskc-file', pskcFile];
    let written = '';
    const connected = mesh.network.start(
      process.execPath,
      [SALLYPORT, 'thread', 'connect', ...borderAgent],
      environment,
      (text) => {
        written += text;
      },
    );
    const ended = connected.ended.then(({ out }) => Promise.reject(new Error(`it ended early: ${out}`)));
    ended.catch(() => undefined);
    while (!written.includes('Ctrl-C resigns')) await Promise.race([sleep(100), ended]);
    try {
      await agree(
        async () => {
          const look = await mesh.network.run(
            process.execPath,
            [SALLYPORT, 'thread', 'topology', '--json'],
            environment,
          );
          assert.equal(look.status, 0, look.out);
          return parseJson(utf8(look.out), { maxBytes: 1 << 16, maxDepth: 8 });
        },
        async () => {
          const { partitionId, routers, links, silent } = await topologyByCli(mesh);
          return { partitionId, silent, links, routers: routers.map(drawn) };
        },
        assert.partialDeepStrictEqual,
      );
    } finally {
      connected.stop('SIGINT');
      await connected.ended;
    }
  });
});

/** As the console is told. */
function drawn({ children, rloc16, vendorName, ...router }: RouterByCli) {
  return {
    ...{ ...router, rloc16: locatorText(rloc16), vendor: vendorName, hasAnswered: true },
    children: children.map((child) => ({
      ...{ rloc16: locatorText(child.rloc16), quality: child.quality, timeoutSeconds: child.timeout },
      ...{ isSleepy: !child.mode.receiverOnWhenIdle, isFullDevice: child.mode.fullThreadDevice },
      ...{ extendedAddress: child.extendedAddress ?? null, vendor: child.vendorName ?? null },
    })),
  };
}

function locatorText(rloc16: number): string {
  return `0x${rloc16.toString(16).padStart(4, '0')}`;
}

function hexOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : toHex(bytes);
}
