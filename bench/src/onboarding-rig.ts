/** All four roles in one process, over real TLS on loopback: manufacturer with MASA, registrar with EST, proxy, devices. */

import { bearDevice, bringAboardBrski, Device } from '@sallyport/app-device';
import { Domain, type DomainOptions } from '@sallyport/app-domain';
import { Manufacturer } from '@sallyport/app-manufacturer';
import { type RunningJoinProxy, startJoinProxy } from '@sallyport/app-relay';
import { Secret, systemClock, systemRandom } from '@sallyport/core';
import { openHandOver } from '@sallyport/hand-over';

const HOST = '127.0.0.1';

export interface OnboardingRig {
  readonly manufacturer: Manufacturer;
  readonly domain: Domain;
  /** A device that left the factory. */
  bear(serialNumber: string): Promise<Device>;
  /** From discovery to the enrolment status, through the join proxy. */
  bringAboard(device: Device): Promise<void>;
  close(): Promise<void>;
}

export interface RigOptions {
  /** Where logs and keys are kept; undefined keeps them in memory. */
  readonly directory: string | undefined;
}

export async function startRig({ directory }: RigOptions): Promise<OnboardingRig> {
  const world = {
    passphrase: Secret.of('only for the benchmark'),
    clock: systemClock,
    random: systemRandom,
    events: () => undefined,
    onError: (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
    },
  };
  const manufacturer = await Manufacturer.start({
    ...world,
    name: 'Bench Devices',
    directory: directory === undefined ? undefined : `${directory}/manufacturer`,
    masa: { host: HOST, port: 0 },
    masaHosts: ['localhost', HOST],
    station: { host: HOST, port: 0, user: 'bench', password: Secret.of('bench') },
  });
  const domain = await Domain.start({
    ...world,
    owner: 'Bench Home',
    directory: directory === undefined ? undefined : `${directory}/domain`,
    listen: { host: HOST, port: 0 },
    hosts: ['localhost', HOST],
    network: 'bench',
  } satisfies DomainOptions);
  const file = await manufacturer.sell([], { name: domain.owner });
  await domain.acceptHandOver(openHandOver(file), false);
  const proxy: RunningJoinProxy = await startJoinProxy({
    listen: { host: HOST, port: 0 },
    registrars: [{ host: HOST, port: domain.port ?? 0 }],
    // Every device of the benchmark has the same address.
    limits: { maxPerSource: 256 },
  });
  const { factory } = manufacturer;
  if (factory === undefined) throw new TypeError('the rig has no factory');
  const line = {
    voucherAnchors: async () => manufacturer.voucherAnchors,
    certify: async (request: Parameters<typeof factory.certify>[0], session: string) => ({
      idevid: (await factory.certify(request, session)).idevid,
    }),
  };
  return {
    manufacturer,
    domain,
    async bear(serialNumber) {
      const device = await Device.open({ storage: 'memory' });
      await bearDevice({ device, line, serialNumber, session: serialNumber });
      return device;
    },
    async bringAboard(device) {
      await bringAboardBrski({
        device,
        candidates: [{ host: HOST, port: proxy.port }],
        clockIsTrusted: true,
        persistence: 'one-round',
      });
    },
    async close() {
      await proxy.close();
      await domain.close();
      await manufacturer.close();
    },
  };
}
