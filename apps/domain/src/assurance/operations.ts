/** What the owner's people do with claims and policy, as named operations. */

import { RIGHTS } from '@sallyport/assurance-claims';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { EVERYBODY, LOOKING } from '../api/roles.ts';
import { BEHAVIOUR_OPERATIONS } from './behaviour/operations.ts';
import { CLAIM_OPERATIONS } from './claim-operations.ts';
import { manufacturerUri } from './device-uri.ts';
import { MAKER_OPERATIONS } from './makers/operations.ts';
import { POLICY_OPERATIONS } from './policy-operations.ts';
import { POSTURE_OPERATIONS } from './posture/operations.ts';
import type { KnownDevice } from './register.ts';
import { ROUTER_OPERATIONS } from './routers/operations.ts';

const nothing = z.object({});
const page = { cursor: z.string().max(4096).optional(), limit: z.number().int().min(1).max(1000).optional() };
const trustAnswer = z.strictObject({
  identities: z.array(
    z.strictObject({
      id: z.string(),
      /** How people call it, where somebody is known by that. */
      name: z.string().nullable(),
      /** How far it is believed as a person, from 0 to 1. */
      weight: z.number(),
      rights: z.array(z.enum(RIGHTS)),
      isPerson: z.boolean(),
      speaksAsManufacturer: z.boolean(),
    }),
  ),
  /** The offset of those that follow. */
  next: z.int().optional(),
});
const ownerAnswer = z.strictObject({
  owner: z.string(),
  node: z.string(),
  databot: z.string(),
  roots: z.array(z.string()),
  authenticationServers: z.array(z.string()),
  threshold: z.number(),
});
const deviceAnswer = z.strictObject({
  /** As claims name it. */
  uri: z.string(),
  key: z.string(),
  serialNumber: z.string(),
  model: z.string().nullable(),
  manufacturer: z.string(),
  proved: z.enum(['certificate', 'code']),
  metAt: z.iso.datetime(),
});

export const ASSURANCE_OPERATIONS = {
  ...CLAIM_OPERATIONS,
  ...ROUTER_OPERATIONS,
  ...BEHAVIOUR_OPERATIONS,
  ...POSTURE_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...MAKER_OPERATIONS,
  'assurance.owner': operation({
    title: 'whom this domain believes without being told',
    via: 'GET /assurance/owner',
    roles: LOOKING,
    input: nothing,
    answer: ownerAnswer,
    run: async ({ assurance }) => {
      const { roots, authenticationServers, threshold } = await assurance.basis();
      const { keys } = assurance;
      const [{ issuer: node }, { issuer: databot }] = [await keys.signerOf('node'), await keys.signerOf('databot')];
      return {
        owner: await keys.owner(),
        node,
        databot,
        roots: [...roots],
        authenticationServers: [...authenticationServers],
        threshold,
      };
    },
  }),
  'assurance.trust': operation({
    title: 'who is believed, how far, and for what',
    via: 'GET /assurance/trust',
    roles: LOOKING,
    input: z.object({ offset: z.number().int().min(0).optional(), limit: page.limit }),
    answer: trustAnswer,
    run: async ({ assurance }, { offset = 0, limit = 100 }) => {
      const all = [...(await assurance.host.assurance()).identities()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const shown = all.slice(offset, offset + limit);
      const names = await assurance.partyNames.namesOf(shown.map(({ id }) => id));
      return {
        identities: shown.map(({ id, weight, rights, isPerson, speaksAsManufacturer }) => ({
          id,
          name: names.get(id) ?? null,
          weight,
          rights: [...rights],
          isPerson,
          speaksAsManufacturer,
        })),
        ...(offset + limit < all.length ? { next: offset + limit } : {}),
      };
    },
  }),
  'assurance.devices': operation({
    title: 'devices by the keys that they were born with',
    via: 'GET /assurance/devices',
    roles: EVERYBODY,
    input: z.object(page),
    answer: z.strictObject({ devices: z.array(deviceAnswer), next: z.string().optional() }),
    run: async (domain, query) => {
      const { entries, next } = await domain.assurance.devices.page({
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
        ...(query.limit === undefined ? {} : { limit: query.limit }),
      });
      return { devices: entries.map(({ row }) => deviceJson(row)), ...(next === undefined ? {} : { next }) };
    },
  }),
} as const;

function deviceJson({ uri, key, manufacturer, serialNumber, model, proved, metAt }: KnownDevice) {
  return {
    uri,
    key,
    serialNumber,
    model,
    manufacturer: manufacturerUri(manufacturer) ?? manufacturer,
    proved,
    metAt: new Date(metAt).toISOString(),
  };
}
