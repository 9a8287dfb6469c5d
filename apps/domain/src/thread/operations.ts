/** What the owner's people do with Thread networks, as named operations. Codes and passphrases come in and never go out. */

import { fromHex, MINUTE, SECOND, Secret, toHex } from '@sallyport/core';
import {
  derivePskc,
  deviceOf,
  exposeDatasetHex,
  joinerIdOf,
  MAX_DELAY,
  parseEui64,
  parseJoinerQr,
  requireOneTimePasscode,
} from '@sallyport/thread';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { AT_WORK, EVERYBODY, OWNER } from '../api/roles.ts';
import type { Domain } from '../domain.ts';
import {
  borderAgent,
  connection,
  connectionJson,
  dataset,
  datasetJson,
  joinerAnswer,
  joinerJson,
  topology,
  topologyJson,
} from './answers.ts';
import { MAX_LOOK_SECONDS } from './border-agent-search.ts';
import { borderAgentJson } from './border-agents.ts';
import { type Joiner, joinerName } from './joiners.ts';

const text = z.string().min(1).max(255);
const network = text.optional();
const bytes = (length: number) => z.string().regex(new RegExp(`^[0-9a-fA-F]{${2 * length}}$`));
const code = z.string().min(1).max(64);
const kind = z.enum(['active', 'pending']);
const LONGEST_PERMIT = 24 * 60 * MINUTE;
const channel = z.number().int().min(11).max(26);

/** `v=1&&eui=…&&cc=…`, as a camera reads it. */
const qrText = z.string().min(1).max(512);
const knownDevice = z.object({ manufacturer: z.string(), serialNumber: z.string() });

const joiner = z
  .discriminatedUnion('by', [
    z.object({ by: z.literal('eui64'), eui64: bytes(8) }),
    z.object({ by: z.literal('joiner-id'), joinerId: bytes(8) }),
    z.object({ by: z.literal('any') }),
  ])
  .transform((given): Joiner => {
    switch (given.by) {
      case 'eui64':
        return { by: 'eui64', eui64: parseEui64(given.eui64) };
      case 'joiner-id':
        return { by: 'joiner-id', joinerId: fromHex(given.joinerId) };
      case 'any':
        return { by: 'any' };
    }
  });

export const THREAD_OPERATIONS = {
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
  'thread.enable': operation({
    title: 'let a device join that proves its code',
    via: 'POST /thread/joiners',
    roles: AT_WORK,
    secrets: ['pskd', 'qr'],
    input: z
      .object({
        network,
        joiner: joiner.optional(),
        /** The code that is printed on the device. */
        pskd: code.optional(),
        /** The text of the device's QR code, in place of both. */
        qr: qrText.optional(),
        timeout: z.number().int().min(SECOND).max(LONGEST_PERMIT).optional(),
        note: text.optional(),
      })
      .refine(
        (given) =>
          (given.qr === undefined) === (given.joiner !== undefined && given.pskd !== undefined) &&
          (given.joiner === undefined) === (given.pskd === undefined),
        { message: 'either qr is given, or joiner and pskd' },
      ),
    answer: z.object({ enabled: z.string() }),
    run: async ({ thread }, { network: which, timeout, note, ...given }) => {
      const { joiner: who, pskd } = permitOf(given);
      await thread.enable(
        {
          ...{ joiner: who, pskd },
          ...(timeout === undefined ? {} : { timeout }),
          ...(note === undefined ? {} : { note }),
        },
        which,
      );
      return { enabled: joinerName(who) };
    },
  }),
  'thread.read-code': operation({
    title: 'whose QR code this is; the code in it is not told',
    // Not in a path: the text holds a secret.
    via: 'POST /thread/codes',
    roles: AT_WORK,
    changes: false,
    secrets: ['qr'],
    input: z.object({ qr: qrText }),
    answer: z.object({
      eui64: z.string(),
      joinerId: z.string(),
      /** Fields without a meaning here. */
      others: z.record(z.string(), z.string()),
      /** The device, where it is known already. */
      device: knownDevice.nullable(),
    }),
    run: async (domain, { qr }) => {
      const { eui64, others } = parseJoinerQr(qr);
      return {
        eui64: toHex(eui64),
        joinerId: toHex(joinerIdOf(eui64)),
        others: Object.fromEntries(others),
        device: await knownBy(eui64, domain),
      };
    },
  }),
  'thread.disable': operation({
    title: 'let a device join no longer',
    via: 'POST /thread/joiners/disable',
    roles: AT_WORK,
    input: z.object({ network, joiner }),
    answer: z.object({ disabled: z.string() }),
    run: async ({ thread }, { network: which, joiner: who }) => {
      await thread.disable(who, which);
      return { disabled: joinerName(who) };
    },
  }),
  'thread.joiners': operation({
    title: 'the devices that may join',
    via: 'GET /thread/joiners',
    roles: EVERYBODY,
    input: z.object({ network }),
    answer: z.array(joinerAnswer),
    run: async ({ thread }, { network: which }) => thread.joiners(which).map(joinerJson),
  }),
  'thread.dataset': operation({
    title: 'a dataset of a Thread network, without its keys',
    via: 'GET /thread/datasets/{kind}',
    roles: EVERYBODY,
    input: z.object({ network, kind }),
    answer: z.object({ dataset }),
    run: async ({ thread }, { network: which, kind: asked }) => ({
      dataset: datasetJson(await thread.dataset(asked, which)),
    }),
  }),
  'thread.reveal': operation({
    title: 'a dataset of a Thread network with its keys, which is written down',
    via: 'POST /thread/datasets/{kind}/reveal',
    roles: OWNER,
    // Nothing is another way afterwards but who knows the keys, and that is to be known.
    changes: true,
    input: z.object({ network, kind }),
    answer: z.object({ dataset, hex: z.string() }),
    run: async ({ thread }, { network: which, kind: asked }) => {
      const found = await thread.dataset(asked, which);
      return { dataset: datasetJson(found), hex: exposeDatasetHex(found) };
    },
  }),
  'thread.set-dataset': operation({
    title: 'change a Thread network',
    via: 'PATCH /thread/datasets/{kind}',
    roles: OWNER,
    secrets: ['passphrase'],
    input: z
      .object({
        network,
        kind,
        networkName: z.string().min(1).max(16).optional(),
        channel: channel.optional(),
        channels: z.array(channel).min(1).max(16).optional(),
        panId: z.number().int().min(0).max(0xfffe).optional(),
        passphrase: z.string().min(6).max(255).optional(),
        newNetworkKey: z.literal(true).optional(),
        delay: z.number().int().min(0).max(MAX_DELAY).optional(),
      })
      .refine(({ network: _, kind: __, delay: ___, ...change }) => Object.keys(change).length > 0, {
        message: 'nothing is to be changed',
      })
      .refine(({ kind: which, delay }) => which === 'pending' || delay === undefined, {
        message: 'an active dataset has no delay',
      }),
    answer: z.object({ dataset }),
    run: async ({ thread }, { network: which, kind: asked, delay, passphrase, ...change }) => {
      const wanted = { ...change, passphrase: passphrase === undefined ? undefined : Secret.of(passphrase) };
      return { dataset: datasetJson(await thread.change(asked, wanted, { delay, network: which })) };
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

/** @throws E_THREAD_JOINER_QR, E_THREAD_EUI64, E_THREAD_PSKD */
function permitOf({
  joiner: who,
  pskd = '',
  qr = '',
}: {
  readonly joiner?: Joiner | undefined;
  readonly pskd?: string | undefined;
  readonly qr?: string | undefined;
}): { readonly joiner: Joiner; readonly pskd: Secret } {
  if (who !== undefined) return { joiner: who, pskd: Secret.of(pskd) };
  const read = parseJoinerQr(qr);
  return { joiner: { by: 'eui64', eui64: read.eui64 }, pskd: read.pskd };
}

/** The device that joined by this EUI-64, if one did. */
async function knownBy(eui64: Uint8Array, { devices }: Domain): Promise<z.infer<typeof knownDevice> | null> {
  const { manufacturer = 'unknown', serialNumber } = deviceOf(
    { joinerId: joinerIdOf(eui64), eui64 },
    undefined,
    'code',
  );
  return (await devices.find({ manufacturer, serialNumber })) === undefined ? null : { manufacturer, serialNumber };
}
