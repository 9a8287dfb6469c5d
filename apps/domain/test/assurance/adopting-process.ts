/**
 * `adopting-process DIRECTORY before|after`: a domain that adopts one policy and then another, and is killed in the middle of it,
 * right before or right after what it hands in.
 */

import { ClaimLog } from '@sallyport/assurance-claim-log';
import { startDomain } from '../support.ts';
import { run } from './support.ts';

const [, , directory, moment] = process.argv;
const domain = await startDomain({ listen: undefined, directory });
await run(domain, 'policy.adopt', { policy: 'list-models' });

const append = ClaimLog.prototype.appendAll;
ClaimLog.prototype.appendAll = async function appendAll(...given) {
  const logged = moment === 'before' ? [] : await append.apply(this, given);
  process.kill(process.pid, 'SIGKILL');
  // Nothing goes on while the signal is on its way.
  await new Promise(() => undefined);
  return logged;
};
await run(domain, 'policy.adopt', { policy: 'build-5' });
