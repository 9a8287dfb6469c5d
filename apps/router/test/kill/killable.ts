/** A router agent in a process of its own, to be killed: it tells whom its ports let through whenever that changes. */

import { fromBase64, isJsonObject, parseJson, utf8 } from '@sallyport/core';
import { openRouterIdentity, SimulatedPorts, startRouterAgent } from '../../src/index.ts';

const given = parseJson(utf8(process.argv[2] ?? ''), { maxBytes: 1 << 16, maxDepth: 2 });
if (!isJsonObject(given)) throw new TypeError('no place to run at');
const [directory, port, claim] = [String(given['directory']), Number(given['port']), String(given['claim'])];

const tell = (message: object) => process.send?.(message, () => undefined);
await startRouterAgent({
  identity: await openRouterIdentity(directory),
  membership: { by: 'owner', claim: fromBase64(claim) },
  registrars: [{ host: '127.0.0.1', port }],
  enforcer: new SimulatedPorts((open) => tell({ inside: open.map(({ device, access }) => `${access} ${device}`) })),
  firstPause: 10,
  longestPause: 20,
  onEvent: ({ type }) => tell({ event: type }),
});
process.on('disconnect', () => process.exit());
