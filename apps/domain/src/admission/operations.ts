/** What the owner's people do with networks, as named operations. Secrets come in and never go out. */

import { jsonAnswer } from '@sallyport/api';
import { type JsonObject, Secret } from '@sallyport/core';
import { deviceKeyOf, type Session } from '@sallyport/wifi-wired';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { AT_WORK, EVERYBODY, OWNER } from '../api/roles.ts';
import type { RadiusClientRow } from './events.ts';

const text = z.string().min(1).max(1024);
/** Stands in file names, too. */
const clientName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, hyphens and underscores, 64 at most');
const port = z.number().int().min(1).max(65_535);
const DYNAMIC_AUTHORIZATION_PORT = 3799;

export const ADMISSION_OPERATIONS = {
  'radius.add-client': operation({
    title: 'answer a NAS or proxy',
    via: 'POST /radius/clients',
    roles: OWNER,
    secrets: ['secret'],
    input: z.object({
      name: clientName,
      addresses: z.array(z.string().min(2).max(64)).min(1).max(64),
      secret: z.string().min(1).max(255),
      dynamicAuthorization: z
        .union([z.literal('none'), z.object({ address: z.string().min(2).max(64).optional(), port: port.optional() })])
        .optional(),
      allowWithoutMessageAuthenticator: z.boolean().optional(),
    }),
    answer: jsonAnswer,
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
      await domain.admission.clients.add(row, Secret.of(secret));
      return clientJson(row);
    },
  }),
  'radius.remove-client': operation({
    title: 'answer a NAS or proxy no longer',
    via: 'DELETE /radius/clients/{name}',
    roles: OWNER,
    input: z.object({ name: clientName }),
    answer: jsonAnswer,
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
    answer: jsonAnswer,
    run: async (domain) => (await domain.admission.clients.list()).map(clientJson),
  }),
  'radius.status': operation({
    title: 'what RADIUS took, answered and discarded since the start',
    via: 'GET /radius',
    roles: EVERYBODY,
    input: z.object({}),
    answer: jsonAnswer,
    run: async (domain) => {
      const { listening, counts } = domain.admission;
      if (listening === undefined || counts === undefined) return { listening: null };
      const byClient = Object.fromEntries(Object.entries(counts.byClient).map(([name, each]) => [name, { ...each }]));
      return { listening: { ...listening }, total: { ...counts.total }, byClient };
    },
  }),
  'sessions.list': operation({
    title: 'devices on the network, a page at a time',
    via: 'GET /sessions',
    roles: EVERYBODY,
    input: z.object({
      manufacturer: text.optional(),
      serialNumber: text.optional(),
      cursor: z.string().optional(),
      limit: z.number().int().min(1).max(1000).optional(),
    }),
    answer: jsonAnswer,
    run: async (domain, { manufacturer, serialNumber, cursor, limit }) => {
      const page = await domain.admission.sessions({
        ...(manufacturer === undefined || serialNumber === undefined
          ? {}
          : { device: `${manufacturer}/${serialNumber}` }),
        ...(cursor === undefined ? {} : { cursor }),
        ...(limit === undefined ? {} : { limit }),
      });
      return {
        sessions: page.entries.map(({ row }) => sessionJson(row)),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
    },
  }),
  'sessions.end': operation({
    title: 'have the NAS end a session',
    via: 'POST /sessions/{id}/end',
    roles: AT_WORK,
    input: z.object({ id: z.string().regex(/^[0-9a-f]{32}$/), reason: text.optional() }),
    answer: jsonAnswer,
    run: async (domain, { id, reason = 'the owner ended the session' }) => ({
      ended: await domain.admission.disconnect(id, reason),
    }),
  }),
} as const;

function clientJson({
  name,
  addresses,
  dynamicAuthorization,
  requireMessageAuthenticator,
}: RadiusClientRow): JsonObject {
  return { name, addresses: [...addresses], dynamicAuthorization, requireMessageAuthenticator };
}

function sessionJson(session: Session): JsonObject {
  const { id, state, credential, certificateSerial, place, admittedAt, endsAt, obligations, reason } = session;
  return {
    id,
    device: deviceKeyOf(session),
    model: session.model,
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
