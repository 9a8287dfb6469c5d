/** Reading and changing the datasets of a Thread network. Keys and passphrases come in, and go out only where they are asked for by name. */

import { Secret } from '@sallyport/core';
import { exposeDatasetHex, MAX_DELAY } from '@sallyport/thread';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { EVERYBODY, OWNER } from '../api/roles.ts';
import { dataset, datasetJson } from './answers.ts';
import { network } from './operation-inputs.ts';

const kind = z.enum(['active', 'pending']);
const channel = z.number().int().min(11).max(26);

export const DATASET_OPERATIONS = {
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
} as const;
