/** What people look at while devices come aboard, as named operations. Times are milliseconds since 1970. */

import { PHASES } from '@sallyport/onboarding';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { EVERYBODY } from '../api/roles.ts';
import type { Domain } from '../domain.ts';
import { hintOf } from './hints.ts';
import { WAITING_KINDS, type Waiting, waitingIn } from './waiting.ts';
import { phasesOf, type Way } from './way.ts';

const STATES = ['done', 'failed', 'current', 'pending'] as const;
const KINDS = ['brski', 'thread', 'admission'] as const;

const wayAnswer = z.object({
  id: z.string(),
  kinds: z.array(z.enum(KINDS)),
  state: z.enum(['live', 'aboard', 'failed', 'quiet']),
  device: z.object({ key: z.string(), manufacturer: z.string().nullable(), serialNumber: z.string() }).nullable(),
  makerName: z.string().nullable(),
  model: z.string().nullable(),
  startedAt: z.number(),
  lastAt: z.number(),
  attempts: z.number(),
  phases: z.array(z.object({ phase: z.enum(PHASES), state: z.enum(STATES) })),
  steps: z.array(
    z.object({
      step: z.string(),
      title: z.string(),
      phase: z.enum(PHASES),
      state: z.enum(STATES),
      at: z.number().nullable(),
      ms: z.number().nullable(),
      message: z.string().nullable(),
      code: z.string().nullable(),
      hint: z.string().nullable(),
    }),
  ),
});

const waitingAnswer = z.object({
  device: z
    .object({
      key: z.string(),
      manufacturer: z.string(),
      serialNumber: z.string(),
      makerName: z.string().nullable(),
      model: z.string().nullable(),
    })
    .nullable(),
  name: z.string(),
  reason: z.string(),
  code: z.string().nullable(),
  hint: z.string().nullable(),
  since: z.number(),
  remedies: z.array(z.object({ operation: z.string(), input: z.record(z.string(), z.string()) })),
});

export const ONBOARDING_OPERATIONS = {
  'onboarding.now': operation({
    title: 'devices on their way aboard as this node sees them, and those of the last quarter of an hour',
    via: 'GET /onboarding/now',
    roles: EVERYBODY,
    input: z.object({ limit: z.number().int().min(1).max(500).optional() }),
    answer: z.object({ now: z.number(), live: z.number(), ways: z.array(wayAnswer) }),
    run: async (domain, { limit = 100 }) => {
      const { ways, manufacturers } = domain;
      const at = domain.now().getTime();
      const all = ways.list(at);
      const names = new Map(manufacturers.known.map(({ id, trust }) => [id, trust.name]));
      return {
        now: at,
        live: all.filter((way) => way.stateAt(at) === 'live').length,
        ways: await Promise.all(
          all.slice(0, limit).map(async (way) => {
            const { steps, ...rest } = wayJson(way, at, names);
            return { ...rest, steps: await Promise.all(steps.map((step) => named(step, domain))) };
          }),
        ),
      };
    },
  }),
  'onboarding.waiting': operation({
    title: 'what waits for a person, and what would help',
    via: 'GET /onboarding/waiting',
    roles: EVERYBODY,
    input: z.object({}),
    answer: z.object({
      total: z.number(),
      groups: z.array(z.object({ kind: z.enum(WAITING_KINDS), total: z.number(), waiting: z.array(waitingAnswer) })),
    }),
    run: async (domain) => {
      const groups = await waitingIn(domain);
      return {
        total: groups.reduce((sum, group) => sum + group.total, 0),
        groups: await Promise.all(
          groups.map(async ({ kind, total, waiting }) => ({
            kind,
            total,
            waiting: await Promise.all(waiting.map((one) => waitingJson(one, domain))),
          })),
        ),
      };
    },
  }),
};

/** Whom a rule speaks of is told by name. */
async function named<Told extends { readonly message: string | null }>(told: Told, { assurance }: Domain) {
  const { message } = told;
  return { ...told, message: message === null ? null : await assurance.partyNames.readable(message) };
}

async function waitingJson(one: Waiting, { assurance }: Domain) {
  const { device = null, name, reason, code = null, hint = null, since, remedies } = one;
  return {
    ...{ device, name, code, hint, since },
    reason: await assurance.partyNames.readable(reason),
    remedies: remedies.map(({ operation: called, input }) => ({ operation: called, input: { ...input } })),
  };
}

function wayJson(way: Way, now: number, names: ReadonlyMap<string, string>) {
  const steps = way.stepsAt(now);
  const { device } = way;
  return {
    id: way.id,
    kinds: [...way.kinds],
    state: way.stateAt(now),
    device: device === undefined ? null : { ...device },
    makerName: names.get(device?.manufacturer ?? '') ?? null,
    model: way.model ?? null,
    startedAt: way.startedAt,
    lastAt: way.lastAt,
    attempts: way.attempts,
    phases: phasesOf(steps).map((each) => ({ ...each })),
    steps: steps.map(({ step, title, phase, state, taken }) => ({
      step,
      title,
      phase,
      state,
      at: taken?.at ?? null,
      ms: taken?.ms ?? null,
      message: taken?.message ?? null,
      code: taken?.code ?? null,
      hint: taken?.ok === false ? (hintOf(taken.code) ?? null) : null,
    })),
  };
}
