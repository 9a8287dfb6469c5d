/**
 * EAP-TLS behind RADIUS: authentications a CPU-second of the server's process, beside FreeRADIUS with the same certificates, version of
 * TLS and devices; and both ends without RADIUS beside bare handshakes in memory, which is what OpenSSL and the runtime
 * charge whatever is done around them.
 */

import type { PeerMethod, TlsVersion } from '@sallyport/eap';
import { bareHandshakes, eapInMemory } from './eap-tls/in-memory.ts';
import { Knocker, peerMethods } from './eap-tls/knocker.ts';
import { type EapMaterial, eapMaterial } from './eap-tls/material.ts';
import {
  freeRadiusVersion,
  type RunningServer,
  startFreeRadius,
  startSallyport,
  writeMaterial,
} from './eap-tls/servers.ts';
import { type Comparison, type Contender, compare, type Effort, inProcess, type Sample } from './harness.ts';

/** Authentications under way at the same time. */
const AT_ONCE = 8;
/** CPU time that each server works before it is measured, in seconds: both run for months, and one compiles itself as it runs. */
const WARM_UP = 3;
/** Looks at the server's CPU time every so many authentications. */
const LOOK_EVERY = 20;
const VERSIONS: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];

export async function eapTlsBenchmarks(effort: Effort, note: (text: string) => void): Promise<Comparison[]> {
  const material = await eapMaterial();
  const comparisons: Comparison[] = [];
  for (const version of VERSIONS) {
    const methods = peerMethods(material, version);
    note(`EAP-TLS with ${version} in memory …\n`);
    comparisons.push(
      await compare(
        `EAP-TLS with ${version}, both ends without RADIUS`,
        inProcess('sallyport', eapInMemory(material, methods)),
        inProcess('bare handshakes in memory', bareHandshakes(material, version)),
        effort,
      ),
    );
  }
  const peer = freeRadiusVersion();
  if (peer === undefined || process.platform !== 'linux') {
    note('FreeRADIUS is not installed, or there is no /proc: it is left out\n');
    return comparisons;
  }
  return [...comparisons, ...(await besideFreeRadius(peer, material, effort, note))];
}

async function besideFreeRadius(
  peer: string,
  material: EapMaterial,
  effort: Effort,
  note: (text: string) => void,
): Promise<Comparison[]> {
  const files = writeMaterial(material);
  const servers: RunningServer[] = [];
  try {
    const ours = await startSallyport(files.folder);
    servers.push(ours);
    const theirs = await startFreeRadius(files.folder);
    servers.push(theirs);
    const comparisons: Comparison[] = [];
    for (const version of VERSIONS) {
      note(`EAP-TLS with ${version} beside ${peer} …\n`);
      const methods = peerMethods(material, version);
      const contenders = [served('sallyport', ours, methods), served(peer, theirs, methods)] as const;
      for (const contender of contenders) await contender.round(WARM_UP);
      comparisons.push(
        await compare(
          `EAP-TLS authentications with ${version}, CPU time of the server's process`,
          ...contenders,
          effort,
        ),
      );
    }
    return comparisons;
  } finally {
    for (const { process } of servers) await process.stop();
    files.remove();
  }
}

/** A server that is knocked at until it has worked for so long. */
function served(name: string, { process, port }: RunningServer, methods: readonly PeerMethod[]): Contender {
  let turn = 0;
  return {
    name,
    async round(seconds): Promise<Sample> {
      const knocker = await Knocker.open(port);
      const begun = process.cpuSeconds();
      let operations = 0;
      let isOver = false;
      const knock = async () => {
        while (!isOver) {
          const method = methods[turn++ % methods.length];
          if (method === undefined) throw new TypeError('no devices');
          await knocker.authenticate(method);
          operations++;
          if (operations % LOOK_EVERY === 0) isOver = process.cpuSeconds() - begun >= seconds;
        }
      };
      try {
        await Promise.all(Array.from({ length: AT_ONCE }, knock));
        return { operations, cpuSeconds: process.cpuSeconds() - begun };
      } finally {
        await knocker.close();
      }
    },
  };
}
