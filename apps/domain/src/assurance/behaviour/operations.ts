/** What the owner's people do about what devices do, as named operations. */

import { isFlowFormat, readFlowEvents } from '@sallyport/assurance-behaviour';
import { fromBase64 } from '@sallyport/core';
import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { AT_WORK, EVERYBODY, OWNER } from '../../api/roles.ts';
import { DENYLIST_OPERATIONS } from './denylist-operations.ts';

/** Characters of base64. */
const MAX_FLOWS = 2 << 20;
/** What stands around them in a body, in bytes. */
const SLACK = 65_536;

export const BEHAVIOUR_OPERATIONS = {
  ...DENYLIST_OPERATIONS,
  'flows.submit': operation({
    title: 'take in what was seen on the network',
    via: 'POST /flows',
    roles: OWNER,
    maxBytes: MAX_FLOWS + SLACK,
    input: z.object({ flows: z.base64().max(MAX_FLOWS), format: z.string().refine(isFlowFormat).optional() }),
    answer: z.object({
      accepted: z.number(),
      refused: z.number(),
      refusedLines: z.array(z.object({ line: z.number(), code: z.string(), message: z.string() })),
    }),
    run: async (domain, { flows, format = 'json' }) => {
      const batch = readFlowEvents(fromBase64(flows), isFlowFormat(format) ? format : 'json', domain.now());
      await domain.assurance.behaviour.take(batch.events);
      return {
        accepted: batch.events.length,
        refused: batch.refusedCount,
        refusedLines: batch.refused.map(({ line, error }) => ({ line, code: error.code, message: error.message })),
      };
    },
  }),
  'addresses.set': operation({
    title: 'say which IP addresses a device has, where no NAS tells',
    via: 'PUT /addresses/{device}',
    roles: AT_WORK,
    input: z.object({ device: z.string().min(1).max(2048), addresses: z.array(z.string().min(2).max(64)).max(16) }),
    answer: z.object({ device: z.string(), addresses: z.array(z.string()) }),
    run: async ({ assurance: { addresses, names } }, { device: name, addresses: told }) => {
      const { key } = await names.device(name);
      return { device: key, addresses: [...(await addresses.set(key, told))] };
    },
  }),
  'addresses.list': operation({
    title: 'the IP addresses that the owner said devices have',
    via: 'GET /addresses',
    roles: EVERYBODY,
    input: z.object({}),
    answer: z.object({ addresses: z.array(z.object({ address: z.string(), device: z.string() })) }),
    run: async ({ assurance: { addresses } }) => {
      const shown: { address: string; device: string }[] = [];
      for await (const { address, device } of addresses) shown.push({ address, device });
      return { addresses: shown };
    },
  }),
} as const;
