/** Whom the owner accepts, and whom the owner knows, as named operations. */

import { fromBase64 } from '@sallyport/core';
import { openHandOver } from '@sallyport/hand-over';
import { z } from 'zod';
import { isKey } from '../api/key-text.ts';
import { operation } from '../api/operation.ts';
import { EVERYBODY, OWNER } from '../api/roles.ts';

const nothing = z.object({});
const listName = z.enum(['manufacturers', 'models', 'devices', 'refused']);
const removableFrom = z.enum(['manufacturers', 'models', 'devices', 'codes', 'refused']);
const text = z.string().min(1).max(1024);
/** A maker's identifier, a model, or `maker/serialNumber`. */
const match = z.string().min(1).max(960).refine(isKey, 'is too long, or holds what is no character');
/** Of a delivery, in base64. */
const MAX_FILE = 96 << 20;

const entries = z.array(z.object({ match: z.string(), note: z.string().nullable() }));
/** Of lists that narrow, null says that the owner does not narrow by it. */
const listsAnswer = z.object({
  manufacturers: entries,
  models: entries.nullable(),
  devices: entries.nullable(),
  codes: entries,
  refused: entries,
});
const knownManufacturer = z.object({
  /** Lower-case hex SHA-256 of the first IDevID anchor's SubjectPublicKeyInfo. */
  id: z.string(),
  name: z.string(),
  accepted: z.boolean(),
  masaUrl: z.string().nullable(),
  /** Fingerprints of certificates. */
  idevidAnchors: z.array(z.string()),
  masaTlsAnchors: z.array(z.string()),
});

export const LIST_OPERATIONS = {
  'lists.show': operation({
    title: 'the accept lists',
    via: 'GET /lists',
    roles: EVERYBODY,
    input: nothing,
    answer: listsAnswer,
    run: async (domain) => {
      const lists = await domain.lists.upToDate();
      return {
        manufacturers: shown(lists.manufacturers),
        models: lists.models === undefined ? null : shown(lists.models),
        devices: lists.devices === undefined ? null : shown(lists.devices),
        codes: shown(lists.codes),
        refused: shown(lists.refused),
      };
    },
  }),
  'lists.add': operation({
    title: 'put an entry on a list',
    via: 'POST /lists/{list}',
    roles: OWNER,
    input: z.object({ list: listName, match, note: text.optional() }),
    answer: z.object({ added: z.string() }),
    run: async (domain, { list, match, note }) => {
      await domain.lists.add(list, match, note);
      return { added: match };
    },
  }),
  'lists.remove': operation({
    title: 'take an entry off a list',
    via: 'DELETE /lists/{list}/entries/{match}',
    roles: OWNER,
    input: z.object({ list: removableFrom, match }),
    answer: z.object({ removed: z.boolean() }),
    run: async (domain, { list, match }) => ({ removed: await domain.lists.remove(list, match) }),
  }),
  'lists.lift': operation({
    title: 'stop narrowing by a list',
    via: 'POST /lists/{list}/lift',
    roles: OWNER,
    input: z.object({ list: z.enum(['models', 'devices']) }),
    answer: z.object({ lifted: z.enum(['models', 'devices']) }),
    run: async (domain, { list }) => {
      await domain.lists.lift(list);
      return { lifted: list };
    },
  }),
  'manufacturers.list': operation({
    title: 'the manufacturers that were introduced',
    via: 'GET /manufacturers',
    roles: EVERYBODY,
    input: nothing,
    answer: z.array(knownManufacturer),
    run: async (domain) => {
      await domain.manufacturers.refresh();
      const { manufacturers: accepted } = await domain.lists.upToDate();
      return domain.manufacturers.known.map(({ id, trust, masaTlsAnchors }) => ({
        id,
        name: trust.name,
        accepted: accepted.has(id),
        masaUrl: trust.masaUrl ?? null,
        idevidAnchors: trust.anchors.map((anchor) => anchor.fingerprint()),
        masaTlsAnchors: masaTlsAnchors.map((anchor) => anchor.fingerprint()),
      }));
    },
  }),
  'hand-over.accept': operation({
    title: "take over a manufacturer's delivery",
    via: 'POST /hand-overs',
    roles: OWNER,
    maxBytes: MAX_FILE + 65_536,
    input: z.object({ file: z.base64().max(MAX_FILE), fingerprint: text, onlyThese: z.boolean() }),
    answer: z.object({ manufacturer: z.string(), name: z.string(), devices: z.number().int() }),
    run: async (domain, { file, fingerprint, onlyThese }) => {
      const signed = openHandOver(fromBase64(file), fingerprint);
      const manufacturer = await domain.acceptHandOver(signed, onlyThese);
      return { manufacturer, name: signed.handOver.manufacturer, devices: signed.handOver.devices.length };
    },
  }),
} as const;

function shown(list: ReadonlyMap<string, string | undefined> = new Map()): z.infer<typeof entries> {
  return [...list].map(([match, note]) => ({ match, note: note ?? null }));
}
