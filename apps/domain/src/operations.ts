/**
 * What the owner's people do with a domain, as named operations from JSON to JSON: the command line runs them in its
 * own process or in that of a running registrar, with the same checks.
 */

import { jsonAnswer, type Operations } from '@sallyport/api';
import { fromBase64, type JsonValue } from '@sallyport/core';
import { openHandOver } from '@sallyport/hand-over';
import { CertificateRequest } from '@sallyport/pki';
import { z } from 'zod';
import { ACCOUNT_OPERATIONS } from './accounts/operations/index.ts';
import { ADMISSION_OPERATIONS } from './admission/operations.ts';
import { operation } from './api/operation.ts';
import { EVERYBODY, OWNER, type Role } from './api/roles.ts';
import { ASSURANCE_OPERATIONS } from './assurance/operations.ts';
import { DIRECTORY_OPERATIONS } from './directory/operations.ts';
import type { Domain } from './domain.ts';
import { fail } from './errors.ts';
import { LOG_OPERATIONS } from './log/operations.ts';
import { ONBOARDING_OPERATIONS } from './onboarding/operations.ts';
import { clientProfile, radiusProfile, registrarProfile, routerProfile } from './profiles.ts';
import { REFUSAL_OPERATIONS } from './refusals/operations.ts';
import { REVOCATION_OPERATIONS } from './revocation/operations.ts';
import { THREAD_OPERATIONS } from './thread/operations.ts';

const nothing = z.object({});
const listName = z.enum(['manufacturers', 'models', 'devices', 'refused']);
const removableFrom = z.enum(['manufacturers', 'models', 'devices', 'codes', 'refused']);
const text = z.string().min(1).max(1024);
const pem = z.string().min(1).max(65_536);

export const DOMAIN_OPERATIONS = {
  'lists.show': operation({
    title: 'the accept lists',
    via: 'GET /lists',
    roles: EVERYBODY,
    input: nothing,
    answer: jsonAnswer,
    run: async (domain) => {
      const lists = await domain.lists.upToDate();
      const shown = (list: ReadonlyMap<string, string | undefined> | undefined): JsonValue =>
        list === undefined ? null : [...list].map(([match, note]) => ({ match, note: note ?? null }));
      return {
        manufacturers: shown(lists.manufacturers),
        models: shown(lists.models),
        devices: shown(lists.devices),
        codes: shown(lists.codes),
        refused: shown(lists.refused),
      };
    },
  }),
  'lists.add': operation({
    title: 'put an entry on a list',
    via: 'POST /lists/{list}',
    roles: OWNER,
    input: z.object({ list: listName, match: text, note: text.optional() }),
    answer: jsonAnswer,
    run: async (domain, { list, match, note }) => {
      await domain.lists.add(list, match, note);
      return { added: match };
    },
  }),
  'lists.remove': operation({
    title: 'take an entry off a list',
    via: 'DELETE /lists/{list}/entries/{match}',
    roles: OWNER,
    input: z.object({ list: removableFrom, match: text }),
    answer: jsonAnswer,
    run: async (domain, { list, match }) => ({ removed: await domain.lists.remove(list, match) }),
  }),
  'lists.lift': operation({
    title: 'stop narrowing by a list',
    via: 'POST /lists/{list}/lift',
    roles: OWNER,
    input: z.object({ list: z.enum(['models', 'devices']) }),
    answer: jsonAnswer,
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
    answer: jsonAnswer,
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
    input: z.object({ file: z.base64(), fingerprint: text, onlyThese: z.boolean() }),
    answer: jsonAnswer,
    run: async (domain, { file, fingerprint, onlyThese }) => {
      const signed = openHandOver(fromBase64(file), fingerprint);
      const manufacturer = await domain.acceptHandOver(signed, onlyThese);
      return { manufacturer, name: signed.handOver.manufacturer, devices: signed.handOver.devices.length };
    },
  }),
  'ca.show': operation({
    title: 'the domain CA and the registrar certificate',
    via: 'GET /ca',
    roles: EVERYBODY,
    input: nothing,
    answer: jsonAnswer,
    run: async (domain) => ({
      ca: domain.authority.certificate.toPem(),
      caFingerprint: domain.authority.certificate.fingerprint(),
      registrar: domain.registrarCertificate.toPem(),
      registrarFingerprint: domain.registrarCertificate.fingerprint(),
    }),
  }),
  'ca.issue': operation({
    title: 'certify a server, router or client of the domain',
    via: 'POST /ca/certificates',
    roles: OWNER,
    input: z.object({
      profile: z.enum(['registrar', 'radius', 'router', 'client']),
      csr: pem,
      hosts: z.array(text).max(64).optional(),
      serialNumber: text.optional(),
      model: text.optional(),
      name: text.optional(),
    }),
    answer: jsonAnswer,
    run: async (domain, { profile, csr, hosts, serialNumber, model, name }) => {
      const request = CertificateRequest.fromPem(csr);
      const owner = domain.owner;
      if (profile === 'client') {
        if (name === undefined) throw fail('E_DOMAIN_ARGUMENT', 'a client certificate names its client');
        const facts = { owner, name };
        return { certificate: (await domain.authority.issue({ profile: clientProfile, facts, request })).toPem() };
      }
      if (profile === 'router') {
        if (serialNumber === undefined) throw fail('E_DOMAIN_ARGUMENT', 'a router certificate names its serial number');
        const facts = { owner, serialNumber, ...(model === undefined ? {} : { model }) };
        return { certificate: (await domain.authority.issue({ profile: routerProfile, facts, request })).toPem() };
      }
      if (hosts === undefined || hosts.length === 0)
        throw fail('E_DOMAIN_ARGUMENT', 'a server certificate names its hosts');
      const chosen = profile === 'radius' ? radiusProfile : registrarProfile;
      return {
        certificate: (await domain.authority.issue({ profile: chosen, facts: { owner, hosts }, request })).toPem(),
      };
    },
  }),
  ...ACCOUNT_OPERATIONS,
  ...LOG_OPERATIONS,
  ...REFUSAL_OPERATIONS,
  ...DIRECTORY_OPERATIONS,
  ...ONBOARDING_OPERATIONS,
  ...REVOCATION_OPERATIONS,
  ...THREAD_OPERATIONS,
  ...ADMISSION_OPERATIONS,
  ...ASSURANCE_OPERATIONS,
} as const satisfies Operations<Domain, Role>;

export type DomainOperations = typeof DOMAIN_OPERATIONS;
