/** The two engines that a device talks to on its way aboard: the registrar, and EST behind it. */

import { createRegistrar, type Registrar } from '@sallyport/brski';
import { systemTimer } from '@sallyport/core';
import { createEstServer } from '@sallyport/est';
import type { HttpHandler } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import {
  type EnrolmentOptions,
  enrolmentGate,
  estAuthenticator,
  issuedCertificates,
  ldevidIssuer,
} from './enrolment.ts';
import { deviceFlags, registrarJournal, unreviewedVouchers } from './journal.ts';
import type { MasaConnections } from './masa-connections.ts';
import type { DomainOptions } from './options.ts';

export interface EngineParts {
  readonly enrolment: EnrolmentOptions;
  readonly options: DomainOptions;
  /** The registrar's, with its key. */
  readonly certificate: Certificate;
  readonly key: StoredKey;
  readonly masas: MasaConnections;
}

export interface Engines {
  readonly registrar: Registrar;
  readonly est: { readonly handle: HttpHandler };
}

export function openEngines({ enrolment, options, certificate, key, masas }: EngineParts): Engines {
  const { authority, book, store, authorizer, clock, onError } = enrolment;
  const { events, random } = options;
  const registrar = createRegistrar(
    {
      certificate,
      signer: key,
      chain: [authority.certificate],
      manufacturers: () => book.trust,
      // The whole domain is pinned, so that a renewed or second registrar certificate still fits (RFC 8995 §5.5.2).
      pin: 'chain',
      ...(options.reducedSecurity === undefined ? {} : { reducedSecurity: options.reducedSecurity }),
      ...(options.audit === undefined ? {} : { audit: options.audit }),
    },
    {
      authorizer,
      masa: masas,
      journal: registrarJournal(store),
      flags: deviceFlags(store),
      unreviewed: unreviewedVouchers(store),
      issued: issuedCertificates(enrolment),
      events,
      clock,
      random,
      timer: systemTimer,
    },
  );
  const est = createEstServer(
    { protocol: 'brski', serverKeyType: 'P-256' },
    {
      clock,
      random,
      authenticator: estAuthenticator(enrolment),
      gate: enrolmentGate(enrolment, registrar),
      issuer: ldevidIssuer(enrolment),
      caCertificates: async (label) => (label === undefined ? authority.chain : undefined),
      onEvent: events,
      onError,
    },
  );
  return { registrar, est };
}
