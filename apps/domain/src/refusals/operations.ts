/** Who was refused, for the people who look why. */

import { z } from 'zod';
import { ADMISSION_REFUSED } from '../admission/events.ts';
import { operation } from '../api/operation.ts';
import { EVERYBODY } from '../api/roles.ts';
import { logPage } from '../log/log-pages.ts';
import type { Refusal } from './refusal-memory.ts';

const device = z.object({ manufacturer: z.string(), serialNumber: z.string() }).nullable();
/** Milliseconds since 1970. */
const time = z.number();
const optional = z.string().nullable();

const recent = z.object({
  protocol: z.string(),
  step: z.string(),
  device,
  client: optional,
  station: optional,
  network: optional,
  reason: z.string(),
  code: optional,
  count: z.number(),
  firstAt: time,
  lastAt: time,
});

const written = z.object({
  /** In the log. */
  position: z.number(),
  at: time,
  device,
  client: z.string(),
  station: optional,
  network: optional,
  reason: z.string(),
  code: z.string(),
});

export const REFUSAL_OPERATIONS = {
  'refusals.list': operation({
    title: 'who was refused lately, and why; and what the log keeps of it, a page at a time',
    via: 'GET /refusals',
    roles: EVERYBODY,
    input: z.object({
      /** The `next` of the page before. */
      cursor: z.number().int().min(1).optional(),
      limit: z.number().int().min(1).max(500).optional(),
    }),
    answer: z.object({
      /** Since when `recent` remembers, at this replica. */
      since: time,
      /** In memory, gone with a restart: over every protocol, the same refusals counted. Empty but on the first page. */
      recent: z.array(recent),
      /** In the log: refusals of networks, the same one once in ten minutes, and of strangers 600 in that time at most. */
      written: z.array(written),
      next: z.number().optional(),
    }),
    run: async ({ refusals, log }, { cursor: before, limit = 100 }) => {
      const { events, next } = await logPage(log.store, { type: ADMISSION_REFUSED.type, before, limit });
      return {
        since: refusals.since.getTime(),
        recent: before === undefined ? refusals.latest.map(recentJson) : [],
        written: events.filter(ADMISSION_REFUSED.is).map(({ position, at, data: { ssid, ...data } }) => {
          return { position, at: at.getTime(), ...data, network: ssid };
        }),
        ...(next === undefined ? {} : { next }),
      };
    },
  }),
} as const;

function recentJson({ protocol, step, client, station, network, reason, code, count, ...rest }: Refusal) {
  return {
    ...{ protocol, step, reason, count },
    device: rest.device ?? null,
    client: client ?? null,
    station: station ?? null,
    network: network ?? null,
    code: code ?? null,
    firstAt: rest.firstAt.getTime(),
    lastAt: rest.lastAt.getTime(),
  };
}
