/** Fetching a device's audit log and judging it (RFC 8995 §5.8, §5.8.3). */

import { isSallyportError } from '@sallyport/core';
import { parseMediaType } from '@sallyport/http';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { AUDIT_LOG_VERSION, type AuditLog, decodeAuditLog } from '../audit-log.ts';
import { JSON_TYPE, VOUCHER_CMS_JSON } from '../media-types.ts';
import { OPERATIONS } from '../paths.ts';
import { type AuditPolicy, type AuditVerdict, domainHistoryPolicy } from './audit-policy.ts';
import type { AuditConfig, ManufacturerTrust } from './config.ts';
import { fail } from './errors.ts';
import { explanation } from './masa-exchange.ts';
import type { OwnIdentity } from './own-identity.ts';
import type { MasaClient, MasaResponse } from './ports.ts';

export interface HistoryQuestion {
  readonly device: DeviceIdentity;
  readonly trust: ManufacturerTrust;
  readonly masaUrl: string;
  /** CMS: the request that got the voucher (RFC 8995 §5.8: "SHOULD HTTP POST the same registrar voucher-request"). */
  readonly registrarRequest: Uint8Array;
}

export interface History extends AuditVerdict {
  readonly log: AuditLog | undefined;
  /** The code that goes with an unacceptable history. */
  readonly code:
    | 'E_BRSKI_REGISTRAR_AUDIT_REJECTED'
    | 'E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE'
    | 'E_BRSKI_REGISTRAR_AUDIT_UNKNOWN';
}

export class Histories {
  readonly #client: MasaClient;
  readonly #own: OwnIdentity;
  readonly #policy: AuditPolicy;
  readonly #unknown: 'refuse' | 'ignore';

  constructor(client: MasaClient, own: OwnIdentity, config: AuditConfig) {
    this.#client = client;
    this.#own = own;
    this.#policy = config.policy ?? domainHistoryPolicy();
    this.#unknown = config.unknown ?? 'refuse';
  }

  /** Never rejects for what a MASA does: a log that cannot be had or read is a verdict too. */
  async judge(question: HistoryQuestion): Promise<History> {
    let log: AuditLog;
    try {
      log = await this.#fetch(question);
    } catch (thrown) {
      if (!isSallyportError(thrown, 'E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE', 'E_BRSKI_REGISTRAR_AUDIT_UNKNOWN'))
        throw thrown;
      // RFC 8995 §5.8.1: "operator controls to indicate how to process unknown responses".
      const acceptable = this.#unknown === 'ignore';
      return { acceptable, reason: thrown.message, facts: { auditLog: false }, log: undefined, code: thrown.code };
    }
    const verdict = this.#policy({ device: question.device, log, ownDomainIds: this.#own.domainIds });
    const isNewer = log.version > AUDIT_LOG_VERSION;
    const facts = { auditLog: true, ...(isNewer ? { auditVersion: log.version } : {}), ...verdict.facts };
    return { ...verdict, facts, log, code: 'E_BRSKI_REGISTRAR_AUDIT_REJECTED' };
  }

  async #fetch({ masaUrl, trust, registrarRequest }: HistoryQuestion): Promise<AuditLog> {
    const url = `${masaUrl}/${OPERATIONS.requestAuditLog}`;
    const call = { manufacturer: trust, accept: JSON_TYPE };
    let response = await this.#call(() =>
      this.#client.requestAuditLog({ ...call, url, body: registrarRequest, contentType: VOUCHER_CMS_JSON }),
    );
    // RFC 8995 §5.8: 201 with "the URL to the prepared audit response in the Location header field".
    if (response.status === 201) {
      const location = locationOf(response, url);
      response = await this.#call(() => this.#client.fetchAuditLog({ ...call, url: location }));
    }
    if (response.status !== 200) {
      throw fail(
        'E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE',
        `the MASA answered ${response.status}: ${explanation(response)}`,
      );
    }
    // RFC 8995 §5.8.1: the Content-Type "SHOULD" be application/json, so a missing one is passed over.
    const type = response.headers['content-type'];
    if (type !== undefined && parseMediaType(type)?.essence !== JSON_TYPE) {
      throw fail('E_BRSKI_REGISTRAR_AUDIT_UNKNOWN', 'the audit log is in an unknown format');
    }
    try {
      return decodeAuditLog(response.body);
    } catch (cause) {
      throw fail('E_BRSKI_REGISTRAR_AUDIT_UNKNOWN', 'the audit log cannot be read', { cause });
    }
  }

  async #call(work: () => Promise<MasaResponse>): Promise<MasaResponse> {
    try {
      return await work();
    } catch (cause) {
      throw fail('E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE', 'the MASA gave no answer', { cause });
    }
  }
}

function locationOf(response: MasaResponse, base: string): string {
  const location = response.headers['location'];
  const url = location !== undefined && URL.canParse(location, base) ? new URL(location, base) : undefined;
  if (url === undefined || url.protocol !== 'https:') {
    throw fail('E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE', 'the MASA gave no https Location for the audit log');
  }
  return url.href;
}
