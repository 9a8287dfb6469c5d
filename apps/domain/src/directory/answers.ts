/** What the operations on devices answer. Times are milliseconds since 1970. */

import { z } from 'zod';
import { certificateAnswer } from './certificate-json.ts';
import { type Facet, LISTED_PROTOCOLS, LISTED_STATES, type ListedDevice } from './listed-device.ts';
import { momentAnswer } from './moment.ts';
import { proofAnswer, stepAnswer } from './proof-json.ts';
import { wouldChangeAnswer } from './would-change/answer.ts';

const decision = z
  .object({ outcome: z.enum(['permit', 'deny']), reason: z.string(), point: z.string(), at: z.number() })
  .nullable();

/** A row of the list. */
export const deviceAnswer = z.object({
  key: z.string(),
  manufacturer: z.string(),
  serialNumber: z.string(),
  uri: z.string().nullable(),
  makerName: z.string().nullable(),
  model: z.string().nullable(),
  types: z.array(z.string()),
  stations: z.array(z.string()),
  state: z.enum(LISTED_STATES),
  protocol: z.enum(LISTED_PROTOCOLS),
  networks: z.array(z.string()),
  isOnNetwork: z.boolean(),
  decision: decision.describe('what was decided last, as far as this is known'),
  isRefused: z.boolean().describe('the owner turned it away'),
  flag: z.string().nullable().describe('why its history was found wanting'),
  session: z.string(),
  certificateSerial: z.string().nullable(),
  isCertificateRevoked: z.boolean(),
  notAfter: z.number().nullable(),
  threadNetwork: z.string().nullable(),
  reason: z.string().nullable(),
  changedAt: z.number(),
  metAt: z.number().nullable(),
});

export type DeviceJson = z.infer<typeof deviceAnswer>;

const counts = z.array(z.object({ value: z.string(), label: z.string().nullable(), count: z.number() }));

export const devicesAnswer = z.object({
  devices: z.array(deviceAnswer),
  total: z.number().optional().describe('how many devices fit'),
  next: z.string().optional(),
  reading: z
    .number()
    .optional()
    .describe('how many devices were read so far, where more may be to come: the answer is of those alone'),
  facets: z
    .object({
      state: counts,
      protocol: counts,
      network: counts,
      maker: counts,
      type: counts,
      presence: counts,
      standing: counts,
    } satisfies Record<Facet, typeof counts>)
    .optional()
    .describe('how many devices there are for each value of a filter, the most first, while all others hold'),
});

const session = z.object({
  id: z.string(),
  state: z.string(),
  network: z.string(),
  client: z.string(),
  station: z.string().nullable(),
  medium: z.string(),
  credential: z.string(),
  terms: z.array(z.string()),
  admittedAt: z.number(),
  endsAt: z.number(),
  reason: z.string(),
});

export const deviceShownAnswer = deviceAnswer.extend({
  /** PEM of the newest LDevID. */
  certificate: z.string().nullable(),
  certificateRevoked: z.string().nullable(),
  /** Why its history was found wanting, or null. */
  refused: z.string().nullable(),
  certificates: z.array(certificateAnswer),
  sessions: z.array(session),
});

export const timelineAnswer = z.object({
  moments: z.array(momentAnswer),
  next: z.number().optional().describe('give it as `before` for what is older'),
});

export const whyAnswer = z.object({
  device: z.object({
    uri: z.string(),
    key: z.string(),
    serialNumber: z.string(),
    model: z.string().nullable(),
    manufacturer: z.string(),
    proved: z.string(),
    metAt: z.string(),
  }),
  point: z.string(),
  mode: z.enum(['lists', 'claims']),
  owner: z.string().nullable().describe('how claims name the owner, where claims decide'),
  decision: z.enum(['permit', 'deny', 'defer']),
  reason: z.string(),
  reasons: z.array(stepAnswer).describe('what the reason is made of, where rules gave it'),
  obligations: z.array(z.object({ type: z.string(), value: z.string() })),
  proof: proofAnswer.nullable(),
  names: z.record(z.string(), z.string()).describe('what those are called who are in the proof, by their URIs'),
  text: z.string(),
  wouldChange: z.array(wouldChangeAnswer),
});

/** What was done, and what is decided of the device now. */
export const changedAnswer = z.object({
  device: z.string(),
  claim: z.string().nullable(),
  isRefusalLifted: z.boolean(),
  isListed: z.boolean(),
  revoked: z.array(z.string()),
  /** Sessions that stand while this is answered; those of a device that is put out end as networks acknowledge it. */
  sessions: z.number(),
  decision: z.enum(['permit', 'deny', 'defer', 'unknown']),
  reason: z.string(),
});

export function deviceJson(device: ListedDevice): DeviceJson {
  const { types, stations, networks, decision: last } = device;
  return {
    ...device,
    types: [...types],
    stations: [...stations],
    networks: [...networks],
    decision: last === null ? null : { ...last },
  };
}
