/** What the owner's people do with networks, as named operations. Secrets come in and never go out. */

import { Secret, toBase64Url } from '@sallyport/core';
import { deviceKeyOf, type Session } from '@sallyport/wifi-wired';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { AT_WORK, EVERYBODY, OWNER } from '../api/roles.ts';

const text = z.string().min(1).max(1024);
/** Stands in file names, too. */
const clientName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, hyphens and underscores, 64 at most');
const port = z.number().int().min(1).max(65_535);
const DYNAMIC_AUTHORIZATION_PORT = 3799;
const SECRET_BYTES = 24;
const SESSION_STATES = ['admitted', 'open', 'leaving'] as const;
/** Milliseconds since 1970. */
const time = z.number();

const client = z.object({
  name: z.string(),
  addresses: z.array(z.string()),
  dynamicAuthorization: z.object({ address: z.string().nullable(), port: z.number() }).nullable(),
  requireMessageAuthenticator: z.boolean(),
});
const counts = z.record(z.string(), z.number());

const session = z.object({
  id: z.string(),
  /** `manufacturer/serialNumber`. */
  device: z.string(),
  model: z.string().nullable(),
  state: z.enum(SESSION_STATES),
  client: z.string(),
  /** What the NAS calls itself. */
  nas: z.string().nullable(),
  station: z.string().nullable(),
  ssid: z.string().nullable(),
  medium: z.enum(['wifi', 'wired', 'other']),
  credential: z.enum(['ldevid', 'idevid']),
  certificateSerial: z.string(),
  terms: z.array(z.string()),
  admittedAt: time,
  endsAt: time,
  reason: z.string(),
});

export const ADMISSION_OPERATIONS = {
  'radius.add-client': operation({
    title: 'answer a NAS or proxy',
    via: 'POST /radius/clients',
    roles: OWNER,
    secrets: ['secret'],
    input: z.object({
      name: clientName,
      addresses: z.array(z.string().min(2).max(64)).min(1).max(64),
      /** One is made where none is given, and told in the answer this once. */
      secret: z.string().min(1).max(255).optional(),
      dynamicAuthorization: z
        .union([z.literal('none'), z.object({ address: z.string().min(2).max(64).optional(), port: port.optional() })])
        .optional(),
      allowWithoutMessageAuthenticator: z.boolean().optional(),
    }),
    answer: client.extend({
      /** The secret that was made, to be typed into the NAS; null where it was given. */
      madeSecret: z.string().nullable(),
    }),
    run: async (domain, { name, addresses, secret, dynamicAuthorization = {}, allowWithoutMessageAuthenticator }) => {
      const where =
        dynamicAuthorization === 'none'
          ? null
          : {
              address: dynamicAuthorization.address ?? null,
              port: dynamicAuthorization.port ?? DYNAMIC_AUTHORIZATION_PORT,
            };
      const requireMessageAuthenticator = allowWithoutMessageAuthenticator !== true;
      const row = { name, addresses, dynamicAuthorization: where, requireMessageAuthenticator };
      const madeSecret = secret === undefined ? toBase64Url(domain.random.bytes(SECRET_BYTES)) : null;
      await domain.admission.clients.add(row, Secret.of(madeSecret ?? secret ?? ''));
      return { ...row, madeSecret };
    },
  }),
  'radius.remove-client': operation({
    title: 'answer a NAS or proxy no longer',
    via: 'DELETE /radius/clients/{name}',
    roles: OWNER,
    input: z.object({ name: clientName }),
    answer: z.object({
      removed: z.boolean(),
      /** Devices that are on the network through it, and can be put out no longer; a hundred means that many or more. */
      sessions: z.number(),
    }),
    run: async (domain, { name }) => {
      // Devices that are on the network through it can be put out no longer.
      const sessions = await domain.admission.sessionsThrough(name);
      return { removed: await domain.admission.clients.remove(name), sessions };
    },
  }),
  'radius.clients': operation({
    title: 'the NASes and proxies that are answered',
    via: 'GET /radius/clients',
    roles: EVERYBODY,
    input: z.object({}),
    answer: z.array(client),
    run: async (domain) => domain.admission.clients.list(),
  }),
  'radius.status': operation({
    title: 'what RADIUS took, answered and discarded since the start',
    via: 'GET /radius',
    roles: EVERYBODY,
    input: z.object({}),
    answer: z.object({
      /** Null where nothing listens. */
      listening: z.object({ authenticationPort: z.number(), accountingPort: z.number() }).nullable(),
      total: counts.optional(),
      byClient: z.record(z.string(), counts).optional(),
    }),
    run: async (domain) => {
      const { listening, counts: counted } = domain.admission;
      if (listening === undefined || counted === undefined) return { listening: null };
      const byClient = Object.fromEntries(Object.entries(counted.byClient).map(([name, each]) => [name, { ...each }]));
      return { listening: { ...listening }, total: { ...counted.total }, byClient };
    },
  }),
  'sessions.list': operation({
    title: 'devices on the network, a page at a time; a short page may have a next one',
    via: 'GET /sessions',
    roles: EVERYBODY,
    input: z.object({
      manufacturer: text.optional(),
      serialNumber: text.optional(),
      /** A RADIUS client by its name. */
      client: text.optional(),
      /** By its SSID. */
      network: text.optional(),
      state: z.enum(SESSION_STATES).optional(),
      /** The `next` of the page before. */
      cursor: z.string().optional(),
      limit: z.number().int().min(1).max(1000).optional(),
    }),
    answer: z.object({ sessions: z.array(session), next: z.string().optional() }),
    run: async ({ admission }, { manufacturer, serialNumber, ...query }) => {
      const isOfDevice = manufacturer !== undefined && serialNumber !== undefined;
      const device = isOfDevice ? `${manufacturer}/${serialNumber}` : undefined;
      const { sessions, next } = await admission.sessions({ ...query, device });
      return { sessions: sessions.map(sessionJson), ...(next === undefined ? {} : { next }) };
    },
  }),
  'sessions.end': operation({
    title: 'have the NAS end a session',
    via: 'POST /sessions/{id}/end',
    roles: AT_WORK,
    input: z.object({ id: z.string().regex(/^[0-9a-f]{32}$/), reason: text.optional() }),
    answer: z.object({
      /** False when there is no such session, or its NAS did not acknowledge. */
      ended: z.boolean(),
    }),
    run: async ({ admission }, { id, reason }, { name }) => ({
      ended: await admission.disconnect(id, reason ?? `${name} ended the session`),
    }),
  }),
} as const;

function sessionJson(of: Session) {
  const { id, state, credential, certificateSerial, place, admittedAt, endsAt, obligations, reason } = of;
  return {
    id,
    device: deviceKeyOf(of),
    model: of.model,
    state,
    client: place.client,
    nas: place.nasIdentifier ?? place.nasIpAddress ?? place.nasIpv6Address,
    station: place.station,
    ssid: place.ssid,
    medium: place.medium,
    credential,
    certificateSerial,
    terms: obligations.map(({ type, value }) => `${type}=${value}`),
    admittedAt,
    endsAt,
    reason,
  };
}
