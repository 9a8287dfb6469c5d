/** What the owner's people do with Thread networks, as named operations. Codes and passphrases come in and never go out. */

import { jsonAnswer } from '@sallyport/api';
import { fromHex, type JsonObject, type JsonValue, MINUTE, SECOND, Secret } from '@sallyport/core';
import {
  exposeDatasetHex,
  MAX_DELAY,
  type OperationalDataset,
  parseEui64,
  requireOneTimePasscode,
} from '@sallyport/thread';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { AT_WORK, EVERYBODY, OWNER } from '../api/roles.ts';
import { type Joiner, joinerName } from './joiners.ts';
import type { NetworkConnection } from './network-connection.ts';
import type { PermittedJoiner } from './thread-networks.ts';

const text = z.string().min(1).max(255);
const network = text.optional();
const bytes = (length: number) => z.string().regex(new RegExp(`^[0-9a-fA-F]{${2 * length}}$`));
const code = z.string().min(1).max(64);
const kind = z.enum(['active', 'pending']);
const LONGEST_PERMIT = 24 * 60 * MINUTE;
const channel = z.number().int().min(11).max(26);

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
  'thread.connect': operation({
    title: 'become Commissioner of a Thread network',
    via: 'POST /thread/networks',
    roles: AT_WORK,
    secrets: ['pskc', 'passcode'],
    input: z
      .object({
        host: text,
        port: z.number().int().min(1).max(65_535),
        /** Hexadecimal PSKc of 16 bytes. */
        pskc: bytes(16).optional(),
        /** The one-time passcode that the border router shows. */
        passcode: code.optional(),
      })
      .refine(({ pskc, passcode }) => (pskc === undefined) !== (passcode === undefined), {
        message: 'either pskc or passcode is given',
      }),
    answer: jsonAnswer,
    run: async ({ thread }, { host, port, pskc, passcode }) => {
      const secret = pskc === undefined ? requireOneTimePasscode(passcode ?? '') : Secret.of(fromHex(pskc));
      return connectionJson(await thread.connect({ host, port, pskc: secret }));
    },
  }),
  'thread.networks': operation({
    title: 'the Thread networks the owner is Commissioner of',
    via: 'GET /thread/networks',
    roles: EVERYBODY,
    input: z.object({}),
    answer: jsonAnswer,
    run: async ({ thread }) => thread.connections.map(connectionJson),
  }),
  'thread.enable': operation({
    title: 'let a device join that proves its code',
    via: 'POST /thread/joiners',
    roles: AT_WORK,
    secrets: ['pskd'],
    input: z.object({
      network,
      joiner,
      pskd: code,
      timeout: z.number().int().min(SECOND).max(LONGEST_PERMIT).optional(),
      note: text.optional(),
    }),
    answer: jsonAnswer,
    run: async ({ thread }, { network: which, joiner: who, pskd, timeout, note }) => {
      await thread.enable(
        {
          joiner: who,
          pskd: Secret.of(pskd),
          ...(timeout === undefined ? {} : { timeout }),
          ...(note === undefined ? {} : { note }),
        },
        which,
      );
      return { enabled: joinerName(who) };
    },
  }),
  'thread.disable': operation({
    title: 'let a device join no longer',
    via: 'POST /thread/joiners/disable',
    roles: AT_WORK,
    input: z.object({ network, joiner }),
    answer: jsonAnswer,
    run: async ({ thread }, { network: which, joiner: who }) => {
      await thread.disable(who, which);
      return { disabled: joinerName(who) };
    },
  }),
  'thread.joiners': operation({
    title: 'the devices that may join',
    via: 'GET /thread/joiners',
    roles: AT_WORK,
    input: z.object({ network }),
    answer: jsonAnswer,
    run: async ({ thread }, { network: which }) => thread.joiners(which).map(joinerJson),
  }),
  'thread.dataset': operation({
    title: 'a dataset of a Thread network',
    via: 'GET /thread/datasets/{kind}',
    roles: AT_WORK,
    input: z.object({ network, kind, keys: z.boolean().optional() }),
    answer: jsonAnswer,
    run: async ({ thread }, { network: which, kind: asked, keys = false }) =>
      datasetJson(await thread.dataset(asked, which), keys),
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
    answer: jsonAnswer,
    run: async ({ thread }, { network: which, kind: asked, delay, passphrase, ...change }) => {
      const wanted = { ...change, passphrase: passphrase === undefined ? undefined : Secret.of(passphrase) };
      return datasetJson(await thread.change(asked, wanted, { delay, network: which }), false);
    },
  }),
  'thread.resign': operation({
    title: 'give the role of Commissioner back',
    via: 'POST /thread/resign',
    roles: AT_WORK,
    input: z.object({ network }),
    answer: jsonAnswer,
    run: async ({ thread }, { network: which }) => ({ ...(await thread.resign(which)) }),
  }),
} as const;

function connectionJson(connection: NetworkConnection): JsonObject {
  const { name, borderAgent, state, commissioner, trouble } = connection;
  return {
    ...name,
    borderAgent: `${borderAgent.address.includes(':') ? `[${borderAgent.address}]` : borderAgent.address}:${borderAgent.port}`,
    state,
    sessionId: commissioner.sessionId ?? null,
    joiners: commissioner.joiners.length,
    ...(trouble === undefined ? {} : { trouble: trouble.message }),
  };
}

function joinerJson({ selector, note, expiresAt, state, attempts, failure }: PermittedJoiner): JsonObject {
  return {
    joiner: joinerName(selector),
    state,
    attempts,
    expiresOn: expiresAt.getTime(),
    note: note ?? null,
    failure:
      failure === undefined
        ? null
        : { step: failure.step, message: failure.message, code: failure.code ?? null, on: failure.at.getTime() },
  };
}

function datasetJson(dataset: OperationalDataset, keys: boolean): JsonValue {
  const shown = Object.entries(dataset.redact()).filter(([, value]) => value !== undefined);
  return { dataset: Object.fromEntries(shown), ...(keys ? { hex: exposeDatasetHex(dataset) } : {}) };
}
