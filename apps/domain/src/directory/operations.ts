/** What the owner's people do with devices, as named operations. */

import { fromBase64 } from '@sallyport/core';
import type { EnforcementPoint } from '@sallyport/onboarding';
import { Certificate } from '@sallyport/pki';
import type { Session } from '@sallyport/wifi-wired';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { AT_WORK, EVERYBODY, OWNER } from '../api/roles.ts';
import { manufacturerUri } from '../assurance/device-uri.ts';
import type { Domain } from '../domain.ts';
import { changedAnswer, deviceJson, deviceShownAnswer, devicesAnswer, timelineAnswer, whyAnswer } from './answers.ts';
import type { DeviceName } from './device-desk.ts';
import type { DirectoryPage, DirectoryRows, FacetCounts } from './directory-index.ts';
import { type Facet, LISTED_PROTOCOLS, LISTED_STATES, SORT_NAMES, STANDINGS } from './listed-device.ts';
import { proofJson, reasonsJson, urisIn } from './proof-json.ts';

const text = z.string().min(1).max(1024);
const name = { manufacturer: text, serialNumber: text };
const POINTS = ['C.3', 'C.8', 'E.2', 'M.4'] as const;
/** Values of one filter that are counted in an answer; the others are few each. */
const MAX_VALUES = 50;

export const DIRECTORY_OPERATIONS = {
  'devices.list': operation({
    title: 'devices of the domain, searched, filtered and sorted, a page at a time',
    via: 'GET /devices',
    roles: EVERYBODY,
    input: z.object({
      search: z.string().max(256).optional().describe('words in serial number, maker, model, type or address'),
      state: z.enum(LISTED_STATES).optional(),
      protocol: z.enum(LISTED_PROTOCOLS).optional(),
      network: z.string().max(256).optional(),
      maker: z.string().max(256).optional().describe('the maker’s identifier'),
      type: z.string().max(1024).optional().describe('empty: those of which nobody said a type'),
      presence: z.enum(['on', 'off']).optional().describe('whether a network has it'),
      standing: z.enum(STANDINGS).optional(),
      sort: z.enum(SORT_NAMES).optional(),
      reverse: z.boolean().optional(),
      cursor: z.string().max(8192).optional(),
      limit: z.number().int().min(1).max(1000).optional(),
      facets: z.boolean().optional().describe('count the values of each filter, too'),
      counted: z
        .boolean()
        .optional()
        .describe('false: leave out how many devices fit, which is to be waited for where there are very many'),
      early: z
        .boolean()
        .optional()
        .describe('right after a start, when devices are still being read: answer from those that were'),
    }),
    answer: devicesAnswer,
    run: async ({ directory }, { search, sort, reverse, cursor, limit, facets, counted, early, ...filters }) => {
      const query = {
        ...(search === undefined ? {} : { search }),
        filters: Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)),
        ...(sort === undefined ? {} : { sort }),
        ...(reverse === undefined ? {} : { isReverse: reverse }),
        ...(cursor === undefined ? {} : { cursor }),
        ...(limit === undefined ? {} : { limit }),
      };
      const when = early === true ? 'early' : undefined;
      const withFacets = facets === true ? await directory.pageWithFacets(query, when) : undefined;
      const { devices, next, total }: DirectoryRows & Partial<DirectoryPage> =
        withFacets ?? (await (counted === false ? directory.rows(query, when) : directory.page(query, when)));
      const { reading } = directory;
      return {
        devices: devices.map(deviceJson),
        ...(total === undefined ? {} : { total }),
        ...(next === undefined ? {} : { next }),
        ...(withFacets === undefined ? {} : { facets: facetsJson(withFacets.facets, withFacets.makers) }),
        ...(when === undefined || reading === undefined ? {} : { reading }),
      };
    },
  }),
  'devices.show': operation({
    title: 'one device with its certificates and sessions',
    via: 'GET /devices/{manufacturer}/{serialNumber}',
    roles: EVERYBODY,
    input: z.object(name),
    answer: deviceShownAnswer,
    run: async ({ deviceDesk, devices }, device) => {
      const listed = await deviceDesk.find(device);
      const certificates = await deviceDesk.certificatesOf(listed);
      const newest = (await devices.find(device))?.certificate ?? null;
      return {
        ...deviceJson(listed),
        certificate: newest === null ? null : Certificate.parse(fromBase64(newest)).toPem(),
        certificateRevoked:
          certificates.find(({ serialNumber }) => serialNumber === listed.certificateSerial)?.revocationReason ?? null,
        refused: listed.flag,
        certificates: [...certificates],
        sessions: (await deviceDesk.sessionsOf(listed.key)).map(sessionJson),
      };
    },
  }),
  'devices.timeline': operation({
    title: 'what happened to a device, the newest first, a page at a time',
    via: 'GET /devices/{manufacturer}/{serialNumber}/timeline',
    roles: EVERYBODY,
    input: z.object({
      ...name,
      before: z.number().int().min(0).optional(),
      limit: z.number().int().min(1).max(500).optional(),
    }),
    answer: timelineAnswer,
    run: async ({ deviceDesk }, { before, limit = 50, ...device }) => {
      const { moments, next } = await deviceDesk.timelineOf(await deviceDesk.find(device), before, limit);
      return { moments: [...moments], ...(next === undefined ? {} : { next }) };
    },
  }),
  'devices.trust': operation({
    title: 'trust a device',
    via: 'POST /devices/{manufacturer}/{serialNumber}/trust',
    roles: AT_WORK,
    input: z.object(name),
    answer: changedAnswer,
    run: async (domain, device, caller) => changed(domain, device, await domain.deviceDesk.trust(device, caller)),
  }),
  'devices.distrust': operation({
    title: 'distrust a device, so that networks put it out',
    via: 'POST /devices/{manufacturer}/{serialNumber}/distrust',
    roles: OWNER,
    input: z.object({ ...name, reason: text.optional() }),
    answer: changedAnswer,
    run: async (domain, { reason, ...device }, caller) =>
      changed(domain, device, await domain.deviceDesk.distrust(device, reason, caller.name)),
  }),
  'devices.set-type': operation({
    title: 'say of which type a device is',
    via: 'PUT /devices/{manufacturer}/{serialNumber}/type',
    roles: AT_WORK,
    input: z.object({ ...name, deviceType: text }),
    answer: changedAnswer,
    run: async (domain, { deviceType, ...device }, caller) =>
      changed(domain, device, await domain.deviceDesk.setType(device, deviceType, caller.name)),
  }),
  'devices.onboard': operation({
    title: 'lift the refusal of a device and trust it, so that it can come aboard',
    via: 'POST /devices/{manufacturer}/{serialNumber}/onboard',
    roles: AT_WORK,
    input: z.object(name),
    answer: changedAnswer,
    run: async (domain, device, caller) => changed(domain, device, await domain.deviceDesk.trust(device, caller, true)),
  }),
  'devices.offboard': operation({
    title: 'put a device out: revoke its certificates and refuse it, or distrust it alone',
    via: 'POST /devices/{manufacturer}/{serialNumber}/offboard',
    roles: OWNER,
    input: z.object({ ...name, how: z.enum(['revoke', 'distrust']).optional(), note: text.optional() }),
    answer: changedAnswer,
    run: async (domain, { how = 'revoke', note, ...device }, caller) => {
      const { deviceDesk } = domain;
      if (how === 'distrust') return changed(domain, device, await deviceDesk.distrust(device, note, caller.name));
      return changed(domain, device, await deviceDesk.putOut(device, note, caller.name));
    },
  }),
  why: operation({
    title: 'why a device may, or may not, and what would change that',
    via: 'GET /why',
    roles: EVERYBODY,
    input: z.object({ device: z.string().min(1).max(2048), point: z.enum(POINTS).optional() }),
    answer: whyAnswer,
    run: async ({ assurance, deviceDesk }, { device: called, point = 'E.2' }) => {
      const known = await assurance.names.device(called);
      const { mode, decision, proof, text: lines, wouldChange } = await deviceDesk.explain(known, point);
      const { uri, key, manufacturer, serialNumber, model, proved, metAt } = known;
      return {
        device: {
          ...{ uri, key, serialNumber, model, proved },
          manufacturer: manufacturerUri(manufacturer) ?? manufacturer,
          metAt: new Date(metAt).toISOString(),
        },
        point,
        mode,
        owner: mode === 'claims' ? await assurance.keys.owner() : null,
        decision: decision.outcome,
        reason: decision.reason,
        // A network or a MUD file may refuse what rules permit: the reason is none of theirs then.
        reasons: proof === undefined || proof.holds !== (decision.outcome === 'permit') ? [] : reasonsJson(proof),
        obligations: decision.outcome === 'permit' ? decision.obligations.map((each) => ({ ...each })) : [],
        proof: proof === undefined ? null : proofJson(proof),
        names: proof === undefined ? {} : Object.fromEntries(await assurance.partyNames.namesOf(urisIn(proof))),
        text: lines,
        wouldChange: [...wouldChange],
      };
    },
  }),
};

interface Done {
  readonly claim?: string;
  readonly isRefusalLifted?: boolean;
  readonly isListed?: boolean;
  readonly revoked?: readonly string[];
}

/** What came of it: said beside what was done, since another rule may say the same still. */
async function changed({ deviceDesk, assurance }: Domain, device: DeviceName, done: Done) {
  const { key, protocol } = await deviceDesk.find(device);
  const known = await assurance.devices.find(key);
  const point: EnforcementPoint = protocol === 'thread' ? 'M.4' : 'E.2';
  const decision = known === undefined ? undefined : await assurance.decisions.decide(known, point);
  return {
    device: key,
    claim: done.claim ?? null,
    isRefusalLifted: done.isRefusalLifted ?? false,
    isListed: done.isListed ?? false,
    revoked: [...(done.revoked ?? [])],
    sessions: (await deviceDesk.sessionsOf(key)).length,
    decision: decision?.outcome ?? ('unknown' as const),
    reason: decision?.reason ?? '',
  };
}

function facetsJson(counts: FacetCounts, makers: ReadonlyMap<string, string>) {
  const of = (facet: Facet) =>
    [...counts[facet]]
      .sort(([a, more], [b, fewer]) => fewer - more || (a < b ? -1 : 1))
      .slice(0, MAX_VALUES)
      .map(([value, count]) => ({ value, label: facet === 'maker' ? (makers.get(value) ?? null) : null, count }));
  return {
    state: of('state'),
    protocol: of('protocol'),
    network: of('network'),
    maker: of('maker'),
    type: of('type'),
    presence: of('presence'),
    standing: of('standing'),
  };
}

function sessionJson({ id, state, place, credential, obligations, admittedAt, endsAt, reason }: Session) {
  const { client, ssid, station, medium } = place;
  const terms = obligations.map(({ type, value }) => `${type}=${value}`);
  return { id, state, network: ssid ?? client, client, station, medium, credential, terms, admittedAt, endsAt, reason };
}
