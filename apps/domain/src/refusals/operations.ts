/** Who was refused, for the people who look why. */

import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { EVERYBODY } from '../api/roles.ts';
import { REFUSING_STEPS } from './events.ts';
import type { Refusal } from './refusal-memory.ts';
import { type WrittenRefusal, writtenRefusals } from './written-refusals.ts';

const device = z.object({ manufacturer: z.string(), serialNumber: z.string() }).nullable();
/** Milliseconds since 1970. */
const time = z.number();
const optional = z.string().nullable();
const identity = z
  .enum(['authenticated', 'code', 'claimed'])
  .nullable()
  .describe('what proves who the device is: `claimed` means that nothing does');

const recent = z.object({
  protocol: z.string(),
  step: z.string(),
  device,
  identity,
  client: optional,
  station: optional,
  network: optional,
  from: optional.describe('the address it came from'),
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
  protocol: z.string(),
  step: z.enum([...REFUSING_STEPS, 'E.2']),
  decision: z.enum(['deny', 'defer']),
  device,
  identity,
  client: optional,
  station: optional,
  network: optional,
  from: optional.describe('the address it came from'),
  reason: z.string(),
  code: optional,
  count: z.number().describe('how often, from `firstAt` to `lastAt`'),
  firstAt: time,
  lastAt: time,
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
      /**
       * In the log, on the way aboard and at networks: each first one, and every ten minutes how often the same came again; of
       * strangers 600 first ones in that time at most, beyond which they are counted together.
       */
      written: z.array(written),
      next: z.number().optional(),
    }),
    run: async ({ refusals, log }, { cursor: before, limit = 100 }) => {
      const { refusals: lines, next } = await writtenRefusals(log.store, { before, limit });
      return {
        since: refusals.since.getTime(),
        recent: before === undefined ? refusals.latest.map(recentJson) : [],
        written: lines.map(writtenJson),
        ...(next === undefined ? {} : { next }),
      };
    },
  }),
} as const;

function writtenJson({ times: { count, firstAt, lastAt }, ...refusal }: WrittenRefusal) {
  return { ...refusal, count, firstAt, lastAt };
}

function recentJson({ protocol, step, client, station, network, from, reason, code, count, ...rest }: Refusal) {
  return {
    ...{ protocol, step, reason, count },
    device: rest.device ?? null,
    identity: rest.identity ?? null,
    from: from ?? null,
    client: client ?? null,
    station: station ?? null,
    network: network ?? null,
    code: code ?? null,
    firstAt: rest.firstAt.getTime(),
    lastAt: rest.lastAt.getTime(),
  };
}
