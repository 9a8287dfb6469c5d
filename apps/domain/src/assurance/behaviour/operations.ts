/** What the owner's people do about what devices do, as named operations. */

import { DEFAULT_DENYLIST_LIMITS, isFlowFormat, readFlowEvents } from '@sallyport/assurance-behaviour';
import { fromBase64, utf8 } from '@sallyport/core';
import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { AT_WORK, EVERYBODY, LOOKING, OWNER } from '../../api/roles.ts';
import { readArgumentFile } from '../read-argument-file.ts';

const listName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'letters, digits, dots, hyphens, underscores');
const destination = z.string().min(1).max(1024).regex(/^\S+$/);

/** Characters of base64. */
const MAX_FLOWS = 2 << 20;
/** What stands around them in a body, in bytes. */
const SLACK = 65_536;

export const BEHAVIOUR_OPERATIONS = {
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
  'denylist.import': operation({
    title: 'put a list of destinations that no device should talk to in place',
    via: 'PUT /denylists/{name}',
    roles: OWNER,
    localInputs: ['path'],
    maxBytes: DEFAULT_DENYLIST_LIMITS.maxBytes + SLACK,
    input: z
      .object({
        name: listName,
        /** A file that the domain can read. */
        path: z.string().min(1).max(4096).optional(),
        destinations: z.array(destination).max(100_000).optional(),
      })
      .refine(({ path, destinations }) => (path === undefined) !== (destinations === undefined), {
        message: 'either path or destinations is given',
      }),
    answer: z.object({
      name: z.string(),
      entries: z.number(),
      refused: z.number(),
      refusedLines: z.array(z.object({ line: z.number(), code: z.string(), message: z.string() })),
    }),
    run: async ({ assurance: { behaviour, databots } }, { name, path, destinations = [] }) => {
      const bytes =
        path === undefined
          ? utf8(destinations.join('\n'))
          : await readArgumentFile(path, DEFAULT_DENYLIST_LIMITS.maxBytes);
      const { list, refused, refusedCount } = await behaviour.importDenylist(name, bytes);
      await databots.refresh();
      return {
        name,
        entries: list.size,
        refused: refusedCount,
        refusedLines: refused.map(({ line, error }) => ({ line, code: error.code, message: error.message })),
      };
    },
  }),
  'denylist.list': operation({
    title: 'the lists in force',
    via: 'GET /denylists',
    roles: LOOKING,
    input: z.object({}),
    answer: z.object({ lists: z.array(z.object({ name: z.string(), entries: z.number() })) }),
    run: async ({ assurance: { behaviour } }) => ({ lists: await behaviour.denylists() }),
  }),
  'denylist.remove': operation({
    title: 'take a list out of force',
    via: 'DELETE /denylists/{name}',
    roles: OWNER,
    input: z.object({ name: listName }),
    answer: z.object({ removed: z.boolean() }),
    run: async ({ assurance: { behaviour } }, { name }) => ({ removed: await behaviour.removeDenylist(name) }),
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
