/** A mesh of OpenThread's own nodes, and Sallyport's Commissioner, which asks them by their border agent what Network Diagnostics tell. */

import { systemRandom, toHex } from '@sallyport/core';
import {
  type Commissioner,
  createDataset,
  exposeDatasetHex,
  locatorAddress,
  type NodeDiagnostics,
} from '@sallyport/thread';
import { type CommissionerInside, commissionerInside } from './commissioner-inside.ts';
import { ForeignMesh, type NodeName } from './foreign-mesh.ts';
import type { OpenThread } from './programs.ts';

export const ROUTERS: readonly NodeName[] = ['leader', 'near', 'far'];

export class DiagnosedMesh {
  readonly mesh: ForeignMesh;
  readonly meshLocalPrefix: Uint8Array;
  readonly #inside: CommissionerInside;

  private constructor(mesh: ForeignMesh, meshLocalPrefix: Uint8Array, inside: CommissionerInside) {
    this.mesh = mesh;
    this.meshLocalPrefix = meshLocalPrefix;
    this.#inside = inside;
  }

  static async start(programs: OpenThread): Promise<DiagnosedMesh> {
    const network = createDataset({ networkName: 'Diagnosed', channel: { page: 0, number: 19 } }, systemRandom);
    const mesh = await ForeignMesh.start({ programs, dataset: exposeDatasetHex(network.dataset) });
    try {
      const inside = await commissionerInside(mesh.network, network.pskc);
      return new DiagnosedMesh(mesh, network.meshLocalPrefix, inside);
    } catch (thrown) {
      await mesh.close();
      throw thrown;
    }
  }

  get diagnostics(): Commissioner['diagnostics'] {
    return this.#inside.commissioner.diagnostics;
  }

  /** Where a node is now. */
  async locator(name: NodeName): Promise<number> {
    return Number.parseInt(await this.mesh.read(name, 'rloc16'), 16);
  }

  async address(name: NodeName): Promise<string> {
    return locatorAddress(this.meshLocalPrefix, await this.locator(name));
  }

  async get(name: NodeName, types: readonly number[]): Promise<NodeDiagnostics> {
    return this.diagnostics.get(await this.address(name), types);
  }

  async query(name: NodeName, types: readonly number[]): Promise<NodeDiagnostics> {
    return this.diagnostics.query(await this.address(name), types);
  }

  async close(): Promise<void> {
    await this.#inside.close();
    await this.mesh.close();
  }
}

export function typesOf(...definitions: readonly { readonly type: number }[]): readonly number[] {
  return definitions.map(({ type }) => type);
}

export function hexOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : toHex(bytes);
}
