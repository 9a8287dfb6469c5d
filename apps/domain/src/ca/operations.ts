/** The domain's CA, as named operations. Certificates are PEM. */

import { CertificateRequest } from '@sallyport/pki';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { EVERYBODY, OWNER } from '../api/roles.ts';
import { fail } from '../errors.ts';
import { clientProfile, radiusProfile, registrarProfile, routerProfile } from '../profiles.ts';

const nothing = z.object({});
const text = z.string().min(1).max(1024);
const pem = z.string().min(1).max(65_536);

export const CA_OPERATIONS = {
  'ca.show': operation({
    title: 'the domain CA and the registrar certificate',
    via: 'GET /ca',
    roles: EVERYBODY,
    input: nothing,
    answer: z.object({
      ca: z.string(),
      caFingerprint: z.string(),
      registrar: z.string(),
      registrarFingerprint: z.string(),
    }),
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
    answer: z.object({ certificate: z.string() }),
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
} as const;
