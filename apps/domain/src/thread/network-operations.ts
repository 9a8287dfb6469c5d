/** Becoming Commissioner of Thread networks, seeing how they are connected, and giving the role back. */

import { fromHex, Secret } from '@sallyport/core';
import { derivePskc, requireOneTimePasscode } from '@sallyport/thread';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { AT_WORK, EVERYBODY } from '../api/roles.ts';
import { borderAgent, connection, connectionJson, topology, topologyJson } from './answers.ts';
import { MAX_LOOK_SECONDS } from './border-agent-search.ts';
import { borderAgentJson } from './border-agents.ts';
import { knownBy } from './known-device.ts';
import { bytes, code, network, text } from './operation-inputs.ts';

export const NETWORK_OPERATIONS = {
  'thread.border-agents': operation({
    title: 'the Thread networks whose border agents announce themselves on the link of the domain',
    via: 'GET /thread/border-agents',
    roles: EVERYBODY,
    input: z.object({
      /** How long to listen; 3 unless told. */
      seconds: z.number().int().min(1).max(MAX_LOOK_SECONDS).optional(),
      /** Those that share their credentials by one-time passcode just now. */
      sharing: z.boolean().optional(),
    }),
    answer: z.array(borderAgent),
    run: async ({ thread }, options) => (await thread.search.look(options)).map(borderAgentJson),
  }),
  'thread.connect': operation({
    title: 'become Commissioner of a Thread network',
    via: 'POST /thread/networks',
    roles: AT_WORK,
    secrets: ['pskc', 'passcode', 'passphrase'],
    input: z
      .object({
        host: text,
        port: z.number().int().min(1).max(65_535),
        /** Hexadecimal PSKc of 16 bytes. */
        pskc: bytes(16).optional(),
        /** The one-time passcode that the border router shows. */
        passcode: code.optional(),
        /** The network's passphrase: it is stretched with its name and its extended PAN ID, as its border agent announces them. */
        passphrase: z.string().min(6).max(255).optional(),
        networkName: z.string().min(1).max(16).optional(),
        extendedPanId: bytes(8).optional(),
      })
      .refine(
        (given) => [given.pskc, given.passcode, given.passphrase].filter((each) => each !== undefined).length === 1,
        {
          message: 'one of pskc, passcode and passphrase is given',
        },
      )
      .refine(
        ({ passphrase, networkName, extendedPanId }) =>
          passphrase === undefined || (networkName !== undefined && extendedPanId !== undefined),
        { message: 'with a passphrase, networkName and extendedPanId are given' },
      ),
    answer: connection,
    run: async ({ thread }, { host, port, ...given }) =>
      connectionJson(await thread.connect({ host, port, pskc: credentialOf(given) })),
  }),
  'thread.networks': operation({
    title: 'the Thread networks the owner is Commissioner of',
    via: 'GET /thread/networks',
    roles: EVERYBODY,
    input: z.object({}),
    answer: z.array(connection),
    run: async ({ thread }) => thread.connections.map(connectionJson),
  }),
  'thread.topology': operation({
    title: 'how a Thread network is connected just now, as its nodes say: routers, links, children, and who was silent',
    via: 'GET /thread/topology',
    roles: EVERYBODY,
    input: z.object({ network }),
    answer: topology,
    run: async (domain, { network: which }) => {
      const { seen, at } = await domain.thread.find(which).topology();
      return topologyJson(seen, at, (eui64) => knownBy(eui64, domain));
    },
  }),
  'thread.resign': operation({
    title: 'give the role of Commissioner back',
    via: 'POST /thread/resign',
    roles: AT_WORK,
    input: z.object({ network }),
    answer: z.object({ networkName: z.string(), extendedPanId: z.string() }),
    run: async ({ thread }, { network: which }) => thread.resign(which),
  }),
} as const;

function credentialOf({
  pskc,
  passcode = '',
  passphrase,
  networkName = '',
  extendedPanId = '',
}: {
  readonly pskc?: string | undefined;
  readonly passcode?: string | undefined;
  readonly passphrase?: string | undefined;
  readonly networkName?: string | undefined;
  readonly extendedPanId?: string | undefined;
}): Secret {
  if (pskc !== undefined) return Secret.of(fromHex(pskc));
  if (passphrase === undefined) return requireOneTimePasscode(passcode);
  return derivePskc(Secret.of(passphrase), { networkName, extendedPanId: fromHex(extendedPanId) });
}
