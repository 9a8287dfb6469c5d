/** What an EST server needs from its surroundings. */

import type { Clock, Milliseconds, Random } from '@sallyport/core';
import type { ConnectionInfo, HttpRequest } from '@sallyport/http';
import type { CredentialIssuer, DeviceIdentity, EventListener } from '@sallyport/onboarding';
import type { Certificate, CertificateRequest } from '@sallyport/pki';
import type { ChangeSubjectName } from '../attributes.ts';
import type { CsrAttributes } from '../csrattrs/codec.ts';
import type { EnrolOperation, EstTarget } from '../operations.ts';

/** A client certificate as TLS delivered it: its holder has the key, and nothing else is known. */
export interface PresentedCertificate extends EstTarget {
  readonly certificate: Certificate;
  /** The other certificates the client sent, in its order. */
  readonly intermediates: readonly Certificate[];
  readonly connection: ConnectionInfo;
}

export interface AcceptedDevice {
  readonly outcome: 'accepted';
  readonly device: DeviceIdentity;
  /** True when the certificate is of this domain, so that its holder may renew it (RFC 7030 §4.2.2). */
  readonly renewable: boolean;
  /** The onboarding session this belongs to; by default one is made from the connection. */
  readonly session?: string;
}

export interface RefusedDevice {
  readonly outcome: 'refused';
  /** One sentence for the device's side. It is sent: it may hold nothing that an outsider must not know. */
  readonly reason: string;
  /** Whose certificate it is, as far as that can be told; for the record alone. */
  readonly device?: DeviceIdentity;
}

/** Judges client certificates (RFC 7030 §3.3.2): chain, dates, revocation, and whose they are. */
export interface EstAuthenticator {
  authenticate(presented: PresentedCertificate): Promise<AcceptedDevice | RefusedDevice>;
}

/** Judges HTTP credentials (RFC 7030 §3.2.3) of clients without an acceptable certificate. */
export interface EstHttpAuthenticator {
  /** The WWW-Authenticate challenges, made afresh for each 401. `request` is the one that is refused. */
  challenges(request: HttpRequest): readonly string[];
  /** The device behind the request's Authorization field, or undefined. Called only when there is one. */
  authenticate(request: HttpRequest): Promise<DeviceIdentity | undefined>;
}

/** `reason` is for people of this domain, and never sent: the device is told that it may not enrol, and no more. */
export type EnrolmentAnswer = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** Whether a device that authenticated may enrol at all (RFC 8995 §5.8.3). A failure to answer counts as no. */
export interface EnrolmentGate {
  mayEnrol(device: DeviceIdentity, operation: EnrolOperation): Promise<EnrolmentAnswer>;
}

/** A request in which everything that can be checked without a CA has been checked. */
export interface EstCertificationRequest {
  readonly operation: EnrolOperation;
  readonly label: string | undefined;
  readonly csr: CertificateRequest;
  /** SubjectPublicKeyInfo to certify: the request's, or for serverkeygen the one made here. */
  readonly publicKey: Uint8Array;
  /** The certificate that is renewed, for simplereenroll. */
  readonly renews: Certificate | undefined;
  /** What the renewal asks to change, where the configuration allows that. */
  readonly changeSubject: ChangeSubjectName | undefined;
}

export type EstIssuance =
  | { readonly outcome: 'issued'; readonly certificate: Certificate }
  /** Not yet, for example until a person has agreed. The device sends the same request again. */
  | { readonly outcome: 'deferred'; readonly retryAfter: Milliseconds }
  /** `reason` is sent to the device. */
  | { readonly outcome: 'refused'; readonly reason: string };

export interface EstServerPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly authenticator: EstAuthenticator;
  /** Without one, clients authenticate by certificate only. */
  readonly httpAuthenticator?: EstHttpAuthenticator;
  readonly gate: EnrolmentGate;
  /** Answers only after the certificate is on disk. */
  readonly issuer: CredentialIssuer<EstCertificationRequest, EstIssuance>;
  /**
   * The CA certificates to publish: root, intermediates, and while keys roll over OldWithOld, OldWithNew and
   * NewWithOld (RFC 7030 §4.1.3). Undefined when this label has none.
   */
  caCertificates(label: string | undefined): Promise<readonly Certificate[] | undefined>;
  /**
   * What requests must contain. `device` is known when the client authenticated with a certificate.
   * Undefined or empty: nothing in particular.
   */
  csrAttributes?(device: DeviceIdentity | undefined, label: string | undefined): Promise<CsrAttributes | undefined>;
  readonly onEvent?: EventListener;
  /** Hears of failures that are not the client's and of which it is told nothing. */
  readonly onError?: (error: unknown) => void;
}
