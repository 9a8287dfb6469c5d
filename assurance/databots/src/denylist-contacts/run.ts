/** The module of the databot, in its worker. */

import { z } from 'zod';
import { namesOf } from '../asking/names.ts';
import { rowsOf } from '../asking/rows.ts';
import type { BotOutput, BotRun } from '../bot-module.ts';

const SETTINGS = z.strictObject({ schema: z.string(), lookBack: z.number().min(1000) });
const CONTACT = z.object({ Name: z.string(), Destination: z.string(), At: z.number(), List: z.string() });
const MAX_LISTS = 4096;

interface Contacts {
  readonly destinations: Set<string>;
  readonly lists: Set<string>;
  first: number;
  last: number;
}

export const run: BotRun = async ({ query, settings, now }) => {
  const { schema, lookBack } = SETTINGS.parse(settings);
  const seconds = Math.ceil(lookBack / 1000);
  const contacts = (device: string, destination: string, at: string, list: string) =>
    `contact(${device}, ${destination}, ${at}), recent(${at}, ${seconds}), denylisted(${destination}, ${list})`;
  // Device by device, so that one that floods hides none of the others.
  const names = await namesOf((device) => contacts(device, '_Destination', '_At', '_'), query);
  const devices = new Map<string, Contacts>();
  for (const { rows, error } of (await rowsOf(names, contacts('Name', 'Destination', 'At', 'List'), query)).values()) {
    // What stands is better than to leave a device out.
    if (error !== undefined) throw error;
    // Where there are more than an answer holds, what is said of those that it holds is true all the same.
    for (const bindings of rows) note(CONTACT.parse(bindings), devices);
  }
  return [...devices].map(([device, contacts]) => factOf(device, contacts, { schema, lookBack, now }));
};

function note({ Name, Destination, At, List }: z.infer<typeof CONTACT>, devices: Map<string, Contacts>): void {
  const contacts = devices.get(Name) ?? { destinations: new Set(), lists: new Set(), first: At, last: At };
  devices.set(Name, contacts);
  contacts.destinations.add(Destination);
  contacts.lists.add(List);
  contacts.first = Math.min(contacts.first, At);
  contacts.last = Math.max(contacts.last, At);
}

function factOf(
  device: string,
  { destinations, lists, first, last }: Contacts,
  { schema, lookBack, now }: { readonly schema: string; readonly lookBack: number; readonly now: number },
): BotOutput {
  const values = {
    device,
    destinations: destinations.size,
    lists: [...lists].sort().join(', ').slice(0, MAX_LISTS),
    first,
    last,
  };
  // It lapses with the last contact that it counts.
  const validFor = Math.max(1000, last * 1000 + lookBack - now);
  return { type: 'Fact', subject: { relation: 'denylist_contacts', schema, values }, validFor };
}
