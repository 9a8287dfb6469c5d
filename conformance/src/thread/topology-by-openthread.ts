/** How a mesh is connected, put together from the tables of its nodes' command lines. */

import { type ForeignMesh, NAMES, type NodeName } from './foreign-mesh.ts';
import { childrenByCli, nodeByCli, routersByCli } from './told-by-openthread.ts';

const ROUTERS: readonly NodeName[] = ['leader', 'near', 'far'];

export type RouterByCli = Awaited<ReturnType<typeof topologyByCli>>['routers'][number];

/** In the order in which a topology has it. */
export async function topologyByCli(mesh: ForeignMesh) {
  const nodes = await Promise.all(NAMES.map((name) => nodeByCli(mesh, name)));
  const tables = await Promise.all(ROUTERS.map(async (name) => ({ name, rows: await routersByCli(mesh, name) })));
  const routers = await Promise.all(
    ROUTERS.map(async (name) => {
      const node = nodes[NAMES.indexOf(name)];
      const children = await childrenByCli(mesh, name);
      return {
        rloc16: node?.rloc16 ?? Number.NaN,
        isLeader: node?.leaderData.leaderRouterId === routerIdOf(node?.rloc16),
        // The daemon leads, and is the border agent.
        isBorderAgent: name === 'leader',
        ...{ vendorName: node?.vendorName, version: node?.version },
        ...{ extendedAddress: node?.extendedAddress, eui64: node?.eui64 },
        children: children.map(({ rloc16, quality, mode, timeout }) => {
          // A sleeper is not asked for its own words.
          const itself = mode.receiverOnWhenIdle ? nodes.find((each) => each.rloc16 === rloc16) : undefined;
          return {
            // Told as the power of two above it.
            ...{ rloc16, quality, mode, timeout: 2 ** Math.ceil(Math.log2(timeout)) },
            ...{ extendedAddress: itself?.extendedAddress, vendorName: itself?.vendorName },
          };
        }),
      };
    }),
  );
  const qualityIn = (at: number, of: number) =>
    tables
      .find(({ name }) => routerIdOf(nodes[NAMES.indexOf(name)]?.rloc16) === at)
      ?.rows.find(({ routerId }) => routerId === of)?.qualityIn;
  const ids = routers.map(({ rloc16 }) => routerIdOf(rloc16)).sort((a, b) => a - b);
  const pairs = ids.flatMap((low) => ids.filter((high) => high > low).map((high) => [low, high] as const));
  return {
    ...{ partitionId: nodes[0]?.leaderData.partitionId, silent: [] },
    routers: routers.toSorted((a, b) => a.rloc16 - b.rloc16),
    links: pairs
      .map(([low, high]) => ({ ends: [low, high], there: qualityIn(high, low), back: qualityIn(low, high) }))
      .filter(({ there, back }) => there !== undefined || back !== undefined),
  };
}

function routerIdOf(rloc16: number | undefined): number {
  return (rloc16 ?? Number.NaN) >> 10;
}
