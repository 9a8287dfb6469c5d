/** What OpenThread's command line says of a node, in the words in which it is asked for by Network Diagnostics. */

import type { ByRole, MacCounters } from '@sallyport/thread';
import { rowsOf, valuesOf } from './cli-texts.ts';
import type { ForeignMesh, NodeName } from './foreign-mesh.ts';

const MAX_STACK_VERSION = 64;

/** Of itself. */
export async function nodeByCli(mesh: ForeignMesh, name: NodeName) {
  const read = (line: string) => mesh.read(name, line);
  const leader = valuesOf(await read('leaderdata'));
  return {
    extendedAddress: await read('extaddr'),
    rloc16: hex(await read('rloc16')),
    mode: modeOf(await read('mode')),
    leaderData: {
      partitionId: Number(leader.get('Partition ID')),
      weighting: Number(leader.get('Weighting')),
      dataVersion: Number(leader.get('Data Version')),
      stableDataVersion: Number(leader.get('Stable Data Version')),
      leaderRouterId: Number(leader.get('Leader Router ID')),
    },
    networkData: await read('netdata show -x'),
    addresses: (await read('ipaddr')).split('\n').map(canonical),
    eui64: await read('eui64'),
    version: Number(await read('thread version')),
    vendorName: await read('vendor name'),
    vendorModel: await read('vendor model'),
    vendorSwVersion: await read('vendor swversion'),
    vendorAppUrl: await read('vendor appurl'),
    stackVersion: (await read('version')).slice(0, MAX_STACK_VERSION),
    nonPreferredChannels: channelsIn(Number(await read('networkdiagnostic nonpreferredchannels'))),
  };
}

/** The children of a router, without what changes from second to second. */
export async function childrenByCli(mesh: ForeignMesh, router: NodeName) {
  const heard = await heardByCli(mesh, router);
  const children = rowsOf(await mesh.read(router, 'child table')).map((row) => ({
    rloc16: hex(row.get('RLOC16')),
    extendedAddress: row.get('Extended MAC'),
    mode: {
      receiverOnWhenIdle: row.get('R') === '1',
      fullThreadDevice: row.get('D') === '1',
      fullNetworkData: row.get('N') === '1',
    },
    version: Number(row.get('Ver')),
    timeout: Number(row.get('Timeout')),
    quality: Number(row.get('LQ In')),
    supervisionInterval: Number(row.get('Suprvsn')) || undefined,
    ...heard(row.get('RLOC16')),
  }));
  return byLocator(children);
}

/** The addresses of its children that sleep, and that it answers for. */
export async function childAddressesByCli(mesh: ForeignMesh, router: NodeName) {
  return (await mesh.read(router, 'childip'))
    .split('\n')
    .filter((line) => line.includes(': '))
    .map((line) => ({ rloc16: hex(line.slice(0, 4)), address: canonical(line.slice(6)) }));
}

/** The routers that a router has a link to. */
export async function neighboursByCli(mesh: ForeignMesh, router: NodeName) {
  const heard = await heardByCli(mesh, router);
  const routers = rowsOf(await mesh.read(router, 'neighbor table'))
    .filter((row) => row.get('Role') === 'R')
    .map((row) => ({
      rloc16: hex(row.get('RLOC16')),
      extendedAddress: row.get('Extended MAC'),
      version: Number(row.get('Version')),
      ...heard(row.get('RLOC16')),
    }));
  return byLocator(routers);
}

/** Tables are in one order and answers in another. */
export function byLocator<T extends { readonly rloc16: number }>(nodes: readonly T[]): readonly T[] {
  return nodes.toSorted((a, b) => a.rloc16 - b.rloc16);
}

/** Router ids, and how well each is heard where there is a link. */
export async function routersByCli(mesh: ForeignMesh, router: NodeName) {
  return rowsOf(await mesh.read(router, 'router table')).map((row) => ({
    routerId: Number(row.get('ID')),
    ...(row.get('Link') === '1' ? { qualityIn: Number(row.get('LQ In')), qualityOut: Number(row.get('LQ Out')) } : {}),
  }));
}

/** Seconds since each neighbour was heard, and since there is a link, by locators. */
export async function timesByCli(mesh: ForeignMesh, name: NodeName) {
  const lines = (await mesh.read(name, 'neighbor conntime list')).matchAll(
    /^0x(\w{4}) \w{16} age:(\d+) conn-time:(\d+)$/gm,
  );
  return new Map(
    lines.map(([, rloc16, age, connectionTime]) => [
      hex(rloc16),
      { age: Number(age), connectionTime: Number(connectionTime) },
    ]),
  );
}

/** What another node of OpenThread reads in an answer to the same request. */
export async function readByOpenThread(mesh: ForeignMesh, reader: NodeName, of: string, types: readonly number[]) {
  const text = await mesh.read(reader, `networkdiagnostic get ${of} ${types.join(' ')}`);
  const values = valuesOf(text);
  const value = (name: string) => Number(values.get(name));
  return {
    connectivity: {
      parentPriority: value('ParentPriority'),
      linkQuality: [value('LinkQuality3'), value('LinkQuality2'), value('LinkQuality1')],
      leaderCost: value('LeaderCost'),
      idSequence: value('IdSequence'),
      activeRouters: value('ActiveRouters'),
      sleepyRoom: { bytes: value('SedBufferSize'), datagrams: value('SedDatagramCount') },
    },
    routes: [...text.matchAll(/RouteId: 0x(\w+)\s+LinkQualityOut: (\d)\s+LinkQualityIn: (\d)\s+RouteCost: (\d+)/g)].map(
      ([, id, out, into, cost]) => ({
        ...{ routerId: hex(id), qualityOut: Number(out), qualityIn: Number(into), cost: Number(cost) || undefined },
      }),
    ),
    enhanced: [
      ...text.matchAll(
        /RouterId:\s*(\d+)\s+(?:The queried device|HasLink:(\w+)\s+LinkQualityOut:(\d) LinkQualityIn:(\d) NextHop:(\w+)\s+NextHopCost:(\w+))/g,
      ),
    ].map(([, id, hasLink, out, into, hop, cost]) => ({
      routerId: Number(id),
      isSelf: hasLink === undefined,
      link: hasLink === 'yes' ? { qualityOut: Number(out), qualityIn: Number(into) } : undefined,
      next: hop === undefined || hop === 'na' ? undefined : { hop: Number(hop), cost: Number(cost) },
    })),
    childTable: [...text.matchAll(/ChildId: 0x(\w+)\s+Timeout: (\d+)\s+Link Quality: (\d)/g)].map(
      ([, id, exponent, quality]) => ({
        childId: hex(id),
        timeout: 2 ** (Number(exponent) - 4),
        quality: Number(quality),
      }),
    ),
    channelPages: [...Buffer.from(values.get('Channel Pages')?.replaceAll("'", '') ?? '', 'hex')],
    maxChildTimeout: values.has('Max Child Timeout') ? value('Max Child Timeout') : undefined,
    timeout: Number(/^Timeout: (\d+)$/m.exec(text)?.[1]) || undefined,
  };
}

/** Of its radio, by the names of the interface's counters that they are summed up in. */
export async function macCountersByCli(mesh: ForeignMesh, name: NodeName) {
  const values = valuesOf(await mesh.read(name, 'counters mac'));
  const sum = (...names: readonly string[]) => names.reduce((total, each) => total + Number(values.get(each)), 0);
  return {
    inUnknownProtocols: sum('RxOther'),
    inErrors: sum(
      ...['RxErrNoFrame', 'RxErrNoUnknownNeighbor', 'RxErrInvalidSrcAddr', 'RxErrSec', 'RxErrFcs', 'RxErrOther'],
    ),
    outErrors: sum('TxErrCca'),
    inUnicast: sum('RxUnicast'),
    inBroadcast: sum('RxBroadcast'),
    inDiscards: sum('RxAddressFiltered', 'RxDestAddrFiltered', 'RxDuplicated'),
    outUnicast: sum('TxUnicast'),
    outBroadcast: sum('TxBroadcast'),
    outDiscards: sum('TxErrBusyChannel'),
  } satisfies MacCounters;
}

/** How often, and for how long in milliseconds, it had which part. */
export async function mleCountersByCli(mesh: ForeignMesh, name: NodeName) {
  const values = valuesOf(await mesh.read(name, 'counters mle'));
  const roles = (before: string, after = ''): ByRole => ({
    disabled: Number(values.get(`${before} Disabled${after}`)),
    detached: Number(values.get(`${before} Detached${after}`)),
    child: Number(values.get(`${before} Child${after}`)),
    router: Number(values.get(`${before} Router${after}`)),
    leader: Number(values.get(`${before} Leader${after}`)),
  });
  return {
    entered: roles('Role'),
    spent: roles('Time', ' Milli'),
    counts: {
      attachAttempts: Number(values.get('Attach Attempts')),
      partitionChanges: Number(values.get('Partition Id Changes')),
      betterPartitionAttempts: Number(values.get('Better Partition Attach Attempts')),
      parentChanges: Number(values.get('Parent Changes')),
      tracked: Number(values.get('Time Tracked Milli')),
    },
  };
}

async function heardByCli(mesh: ForeignMesh, name: NodeName) {
  const rows = rowsOf(await mesh.read(name, 'neighbor linkquality'));
  return (rloc16: string | undefined) => {
    const row = rows.find((each) => each.get('RLOC16') === rloc16);
    return { averageRssi: Number(row?.get('Avg RSS')), lastRssi: Number(row?.get('Last RSS')) };
  };
}

function modeOf(letters: string) {
  return {
    receiverOnWhenIdle: letters.includes('r'),
    fullThreadDevice: letters.includes('d'),
    fullNetworkData: letters.includes('n'),
  };
}

/** As `0x6000000`: channel 0 is the lowest bit. */
function channelsIn(mask: number): readonly number[] {
  return Array.from({ length: 32 }, (_, channel) => channel).filter((channel) => ((mask >>> channel) & 1) === 1);
}

function hex(text: string | undefined): number {
  return Number.parseInt(text?.replace(/^0x/, '') ?? '', 16);
}

/** OpenThread writes every group of an address. */
function canonical(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
