/** A domain in a process of its own, to be killed: `domain-process DIRECTORY [POSTGRES]`. Says as JSON where it listens, by whose certificate, and the first link. */

import { Secret, systemClock, systemRandom } from '@sallyport/core';
import { Domain } from '../../../src/index.ts';
import { CHEAP } from './house.ts';

const [, , directory, postgres] = process.argv;
const domain = await Domain.start({
  owner: 'Home',
  directory,
  ...(postgres === undefined ? {} : { postgres }),
  passphrase: Secret.of('a test passphrase'),
  listen: undefined,
  hosts: ['127.0.0.1'],
  network: 'home-network',
  console: { listen: { host: '127.0.0.1', port: 0 } },
  accounts: { passwordCost: CHEAP },
  clock: systemClock,
  random: systemRandom,
  events: () => undefined,
  onError: () => undefined,
});
const link = await domain.accounts.firstLink();
const said = { port: domain.console?.port, authority: domain.authority.certificate.toPem(), link: link?.path ?? '' };
process.stdout.write(`${JSON.stringify(said)}\n`);
