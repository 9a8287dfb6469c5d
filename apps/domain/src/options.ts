/** How a domain is set up. */

import type { AuditConfig, ReducedSecurity } from '@sallyport/brski';
import type { Clock, Milliseconds, Random, Secret } from '@sallyport/core';
import type { Credentials, ServerLimits } from '@sallyport/http';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import type { AccountsOptions } from './accounts/options.ts';
import type { NetworkAdmissionOptions } from './admission/options.ts';
import type { ConsoleOptions } from './api/console-options.ts';
import type { DomainAssuranceOptions } from './assurance/options.ts';
import type { RevocationPublishing } from './revocation/options.ts';
import type { LinkToLookOn } from './thread/border-agents.ts';

export interface DomainOptions {
  /** The owner's name, as it stands in certificates. */
  readonly owner: string;
  /** Where keys and, without `postgres`, the log are kept; undefined keeps everything in memory. */
  readonly directory: string | undefined;
  readonly passphrase: Secret;
  /** Connection string of a PostgreSQL that holds the log in place of a file, for several replicas. */
  readonly postgres?: string;
  /** Where to listen; undefined for work on the books alone. */
  readonly listen: { readonly host: string /** 0 lets the system choose. */; readonly port: number } | undefined;
  /** Names and addresses under which the registrar is reached. */
  readonly hosts: readonly string[];
  /** The target network that LDevIDs are for, for example an SSID. */
  readonly network: string;
  /** Where border agents of Thread networks are looked for; as the system chooses when left out. */
  readonly threadDiscovery?: LinkToLookOn;
  /** Default one year. */
  readonly ldevidLifetime?: Milliseconds;
  /** Where relying parties ask whether a certificate counts. Default: nowhere, and certificates name no such place. */
  readonly revocation?: RevocationPublishing;
  /** How devices are admitted to networks by RADIUS. Default: they are not. */
  readonly admission?: NetworkAdmissionOptions;
  /** How people's accounts are kept. */
  readonly accounts?: AccountsOptions;
  /** How claims are taken, and what follows when a device loses trust. */
  readonly assurance?: DomainAssuranceOptions;
  /** Where people look on. Default: nowhere, and the API is reached on the domain's own machine alone. */
  readonly console?: ConsoleOptions;
  /** Whether an answer of the API that does not fit its schema is an error. For tests. */
  readonly checkAnswers?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventListener;
  /** Who decides at the enforcement points. Default: the owner's accept lists, and claims once a policy is adopted. */
  readonly authorizer?: Authorizer;
  readonly reducedSecurity?: ReducedSecurity;
  readonly audit?: AuditConfig;
  /** Name and password for MASAs that ask for them, by origin (RFC 8995 §5.4); the certificate is shown to all. */
  readonly masaCredentials?: readonly Credentials[];
  /** Time for one exchange with a MASA. Default 60 s; the device gets 202 long before. */
  readonly masaTimeout?: Milliseconds;
  readonly limits?: Partial<ServerLimits>;
  readonly onError: (error: unknown) => void;
}
