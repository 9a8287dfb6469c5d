/** What the owner's people do with claims and policy, as named operations. */

import { jsonAnswer } from '@sallyport/api';
import type { ProofNode } from '@sallyport/assurance-inference';
import type { JsonObject } from '@sallyport/core';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { EVERYBODY, LOOKING, OWNER } from '../api/roles.ts';
import { BEHAVIOUR_OPERATIONS } from './behaviour/operations.ts';
import { CLAIM_OPERATIONS } from './claim-operations.ts';
import { manufacturerUri } from './device-uri.ts';
import { POSTURE_OPERATIONS } from './posture/operations.ts';
import type { KnownDevice } from './register.ts';
import { ROUTER_OPERATIONS } from './routers/operations.ts';

const nothing = z.object({});
const text = z.string().min(1).max(2048);
const POINTS = ['C.3', 'C.8', 'E.2', 'M.4'] as const;
const page = { cursor: z.string().max(4096).optional(), limit: z.number().int().min(1).max(1000).optional() };
const ruleName = z
  .string()
  .max(64)
  .regex(/^[a-z][A-Za-z0-9_]*$/, 'a small letter, then letters, digits and underscores');

export const ASSURANCE_OPERATIONS = {
  ...CLAIM_OPERATIONS,
  ...ROUTER_OPERATIONS,
  ...BEHAVIOUR_OPERATIONS,
  ...POSTURE_OPERATIONS,
  'policy.show': operation({
    title: 'who decides, and by which rules',
    via: 'GET /policy',
    roles: LOOKING,
    input: nothing,
    answer: jsonAnswer,
    run: ({ assurance }) => assurance.policy.show(),
  }),
  'policy.adopt': operation({
    title: 'let claims decide, by a policy that is shipped',
    via: 'POST /policy/adopt',
    roles: OWNER,
    input: z.object({ policy: text }),
    answer: jsonAnswer,
    run: async ({ assurance }, { policy }) => {
      await assurance.policy.adopt(policy);
      return assurance.policy.show();
    },
  }),
  'policy.drop': operation({
    title: 'let the accept lists decide',
    via: 'POST /policy/drop',
    roles: OWNER,
    input: nothing,
    answer: jsonAnswer,
    run: async ({ assurance }) => {
      await assurance.policy.drop();
      return assurance.policy.show();
    },
  }),
  'policy.replace': operation({
    title: "put another rule in the place of the owner's rule of this name, or add it",
    via: 'PUT /policy/rules/{rule}',
    roles: OWNER,
    input: z.object({
      rule: ruleName,
      source: z.string().min(1).max(65_536),
      about: z.string().min(1).max(1024).optional(),
    }),
    answer: jsonAnswer,
    run: async ({ assurance }, { rule, source, about }) => {
      await assurance.policy.replace({ rule, source, about });
      return assurance.policy.show();
    },
  }),
  why: operation({
    title: 'why a device may, or may not',
    via: 'GET /why',
    roles: EVERYBODY,
    input: z.object({ device: text, point: z.enum(POINTS).optional() }),
    answer: jsonAnswer,
    run: async ({ assurance }, { device: name, point = 'E.2' }) => {
      const device = await assurance.names.device(name);
      const { mode, decision, proof, text: lines } = await assurance.decisions.explain(device, point);
      return {
        device: deviceJson(device),
        point,
        mode,
        decision: decision.outcome,
        reason: decision.reason,
        obligations: decision.outcome === 'permit' ? decision.obligations.map((each) => ({ ...each })) : [],
        proof: proof === undefined ? null : proofJson(proof),
        text: lines,
      };
    },
  }),
  'assurance.owner': operation({
    title: 'whom this domain believes without being told',
    via: 'GET /assurance/owner',
    roles: LOOKING,
    input: nothing,
    answer: jsonAnswer,
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
    answer: jsonAnswer,
    run: async ({ assurance }, { offset = 0, limit = 100 }) => {
      const all = [...(await assurance.host.assurance()).identities()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const shown = all.slice(offset, offset + limit);
      return {
        identities: shown.map(({ id, weight, rights, isPerson, speaksAsManufacturer }) => ({
          id,
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
    answer: jsonAnswer,
    run: async (domain, query) => {
      const { entries, next } = await domain.assurance.devices.page({
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
        ...(query.limit === undefined ? {} : { limit: query.limit }),
      });
      return { devices: entries.map(({ row }) => deviceJson(row)), ...(next === undefined ? {} : { next }) };
    },
  }),
} as const;

function deviceJson({ uri, key, manufacturer, serialNumber, model, proved, metAt }: KnownDevice): JsonObject {
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

function proofJson({ sentence, goal, holds, kind, claim, children }: ProofNode): JsonObject {
  return {
    sentence,
    goal,
    holds,
    kind,
    ...(claim === undefined ? {} : { claim: { ...claim } }),
    children: children.map(proofJson),
  };
}
