/** How the domain of a bench house is set up, but for what it listens on. */

import type { DomainOptions } from '@sallyport/app-domain';
import { Secret, systemClock, systemRandom } from '@sallyport/core';

export const CERTIFIED_HOSTS = ['localhost', '127.0.0.1'] as const;

export function benchDomainOptions(directory: string): DomainOptions {
  return {
    owner: 'Bench Home',
    directory,
    passphrase: Secret.of('only for the benchmark'),
    listen: undefined,
    hosts: CERTIFIED_HOSTS,
    network: 'bench',
    clock: systemClock,
    random: systemRandom,
    events: () => undefined,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  };
}
