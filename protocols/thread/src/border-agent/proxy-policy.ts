/** What the UDP proxy carries into the mesh for a Commissioner (Thread 1.1.1 §8.7). */

import { isMeshLocal, REALM_LOCAL_ALL_NODES, REALM_LOCAL_ALL_ROUTERS, TMF_PORT } from '../node/addresses.ts';
import type { UdpProxy } from '../tmf/proxy.ts';

/** The Thread Management Framework, and nothing that only nodes of the mesh may say to each other, such as MLE. */
export const PROXY_PORTS: readonly number[] = [TMF_PORT];

const GROUPS: readonly string[] = [REALM_LOCAL_ALL_NODES, REALM_LOCAL_ALL_ROUTERS];

/** Nodes of this mesh, one or all of them, on ports that are open to Commissioners; never the world behind the mesh. */
export function mayProxy(proxy: UdpProxy, meshLocalPrefix: Uint8Array, ports: readonly number[]): boolean {
  const { address, sourcePort, destinationPort } = proxy;
  if (!ports.includes(destinationPort) || !ports.includes(sourcePort)) return false;
  return isMeshLocal(meshLocalPrefix, address) || GROUPS.includes(address);
}
