/** What the owner's people do with denylists, as named operations. */

import { DEFAULT_DENYLIST_LIMITS } from '@sallyport/assurance-behaviour';
import { utf8 } from '@sallyport/core';
import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { LOOKING, OWNER } from '../../api/roles.ts';
import type { Domain } from '../../domain.ts';
import { fail } from '../../errors.ts';
import { readArgumentFile } from '../read-argument-file.ts';

const listName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'letters, digits, dots, hyphens, underscores');
const destination = z.string().min(1).max(1024).regex(/^\S+$/);
const changes = z.array(destination).min(1).max(1000);

const { maxBytes: MAX_LIST } = DEFAULT_DENYLIST_LIMITS;
/** What stands around a list in a body, in bytes, and in it: JSON has two for the end of each line. */
const SLACK = 65_536 + MAX_LIST / 4;
const MOST_CONTACTS = 500;
const WINDOW = 'contact_window(Seconds)';

const contactAnswer = z.strictObject({
  /** As claims name it. */
  uri: z.string(),
  /** Null for one that is in no register any more. */
  device: z.strictObject({ manufacturer: z.string(), serialNumber: z.string() }).nullable(),
  /** The newest contact of this device with this destination. */
  destination: z.string(),
  at: z.iso.datetime(),
  /** The lists that it is on. */
  lists: z.array(z.string()),
});

export const DENYLIST_OPERATIONS = {
  'denylist.import': operation({
    title: 'put a list of destinations that no device should talk to in place',
    via: 'PUT /denylists/{name}',
    roles: OWNER,
    localInputs: ['path'],
    maxBytes: MAX_LIST + SLACK,
    input: z
      .object({
        name: listName,
        /** A file that the domain can read. */
        path: z.string().min(1).max(4096).optional(),
        destinations: z.array(destination).max(100_000).optional(),
        /** What stands in such a file: an address, prefix or name a line, with comments. */
        text: z.string().max(MAX_LIST).optional(),
      })
      .refine(
        (given) => [given.path, given.destinations, given.text].filter((each) => each !== undefined).length === 1,
        {
          message: 'one of path, destinations and text is given',
        },
      ),
    answer: z.object({
      name: z.string(),
      entries: z.number(),
      refused: z.number(),
      refusedLines: z.array(z.object({ line: z.number(), code: z.string(), message: z.string() })),
    }),
    run: async ({ assurance: { behaviour, databots } }, { name, path, destinations = [], text }) => {
      const bytes = path === undefined ? utf8(text ?? destinations.join('\n')) : await readArgumentFile(path, MAX_LIST);
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
    run: async ({ assurance: { behaviour } }) => ({
      lists: (await behaviour.denylists()).map(({ name, size }) => ({ name, entries: size })),
    }),
  }),
  'denylist.show': operation({
    title: 'what is on a list, a page at a time',
    via: 'GET /denylists/{name}',
    roles: LOOKING,
    input: z.object({
      name: listName,
      /** Those alone that hold this text. */
      search: z.string().max(255).optional(),
      /** The `next` of the page before. */
      offset: z.number().int().min(0).optional(),
      limit: z.number().int().min(1).max(1000).optional(),
    }),
    answer: z.strictObject({
      name: z.string(),
      /** How many there are, found or not. */
      entries: z.int(),
      destinations: z.array(z.string()),
      next: z.int().optional(),
    }),
    run: async (domain, { name, search = '', offset = 0, limit = 100 }) => {
      const list = await listOf(domain, name);
      const text = search.toLowerCase();
      const shown: string[] = [];
      let found = 0;
      for (const entry of list) {
        if (!entry.includes(text) || ++found <= offset) continue;
        if (shown.length === limit) return { name, entries: list.size, destinations: shown, next: offset + limit };
        shown.push(entry);
      }
      return { name, entries: list.size, destinations: shown };
    },
  }),
  'denylist.change': operation({
    title: 'put destinations on a list, which is begun where there is none, and take others off it',
    via: 'PATCH /denylists/{name}',
    roles: OWNER,
    input: z
      .object({ name: listName, add: changes.optional(), remove: changes.optional() })
      .refine(({ add, remove }) => add !== undefined || remove !== undefined, { message: 'nothing is to be changed' }),
    answer: z.strictObject({ name: z.string(), entries: z.int(), added: z.int(), removed: z.int() }),
    run: async (domain, { name, add, remove }) => {
      const { behaviour, databots } = domain.assurance;
      // To take off a list that is not there would begin one that nobody wanted.
      if (add === undefined) await listOf(domain, name);
      const changed = await behaviour.changeDenylist(name, { ...(add && { add }), ...(remove && { remove }) });
      await databots.refresh();
      return { name, ...changed };
    },
  }),
  'denylist.remove': operation({
    title: 'take a list out of force',
    via: 'DELETE /denylists/{name}',
    roles: OWNER,
    input: z.object({ name: listName }),
    answer: z.object({ removed: z.boolean() }),
    run: async ({ assurance: { behaviour } }, { name }) => ({ removed: await behaviour.removeDenylist(name) }),
  }),
  'denylist.contacts': operation({
    title: 'which devices had to do with a destination that is on a list, in the last hour',
    via: 'GET /denylist-contacts',
    roles: LOOKING,
    input: z.object({}),
    answer: z.strictObject({
      /** For so many seconds the rules in force hold a contact against a device; null where none does. */
      window: z.number().nullable(),
      /** The newest first, at most 500. */
      contacts: z.array(contactAnswer),
    }),
    run: async ({ assurance: { behaviour, devices, host } }) => {
      const contacts: z.infer<typeof contactAnswer>[] = [];
      for (const { device: uri, destination: place, at, data } of (await behaviour.listedContacts()).slice(
        0,
        MOST_CONTACTS,
      )) {
        const known = await devices.byUri(uri);
        contacts.push({
          uri,
          device: known === undefined ? null : { manufacturer: known.manufacturer, serialNumber: known.serialNumber },
          destination: place,
          at: new Date(at * 1000).toISOString(),
          lists: [...data],
        });
      }
      const said = (await (await host.assurance()).ask(WINDOW)).map(({ Seconds }) => Seconds);
      return { window: said.find((seconds) => typeof seconds === 'number') ?? null, contacts };
    },
  }),
} as const;

/** @throws E_DOMAIN_DENYLIST */
async function listOf({ assurance: { behaviour } }: Domain, name: string) {
  const found = (await behaviour.denylists()).find((list) => list.name === name);
  if (found === undefined) throw fail('E_DOMAIN_DENYLIST', `there is no denylist of the name ${name}`);
  return found;
}
