/** Talking to a MASA, and what its statuses mean for the pledge (RFC 8995 §5.4, §5.6). */

import { fromUtf8, MINUTE, type Milliseconds, SECOND } from '@sallyport/core';
import { parseMediaType } from '@sallyport/http';
import { VOUCHER_CMS_JSON } from '../media-types.ts';
import { OPERATIONS } from '../paths.ts';
import { printable } from '../server/refusal.ts';
import type { ManufacturerTrust } from './config.ts';
import { fail, type RegistrarErrorCode } from './errors.ts';
import type { MasaClient, MasaResponse } from './ports.ts';

/** The MASA asks for patience: the same request is to be sent again. */
export class MasaWait {
  readonly retryAfter: Milliseconds;

  constructor(retryAfter: Milliseconds) {
    this.retryAfter = retryAfter;
  }
}

export interface VoucherDelivery {
  readonly body: Uint8Array;
  /** `type/subtype`, lower case. */
  readonly mediaType: string;
}

export interface VoucherOrder {
  readonly masaUrl: string;
  readonly manufacturer: ManufacturerTrust;
  /** The pledge's Accept field (RFC 8995 §5.5: "SHOULD be the entire list"). */
  readonly accept: string;
  /** CMS. */
  readonly request: Uint8Array;
  readonly maxBytes: number;
  readonly now: Date;
}

/** @throws E_BRSKI_REGISTRAR_MASA_… */
export async function orderVoucher(client: MasaClient, order: VoucherOrder): Promise<VoucherDelivery | MasaWait> {
  const { masaUrl, manufacturer, accept, request } = order;
  const url = `${masaUrl}/${OPERATIONS.requestVoucher}`;
  let response: MasaResponse;
  try {
    response = await client.requestVoucher({ url, manufacturer, accept, body: request, contentType: VOUCHER_CMS_JSON });
  } catch (cause) {
    throw fail('E_BRSKI_REGISTRAR_MASA_UNREACHABLE', `no answer from ${masaUrl}`, { cause });
  }
  if (response.status === 200) return deliveryOf(response, order);
  const retryAfter = retryAfterOf(response, order.now);
  // RFC 8995 §5.6 applies its 202 to MASA and registrar alike; 503 with Retry-After says the same.
  if (response.status === 202) return new MasaWait(retryAfter ?? SECOND);
  if (response.status === 503 && retryAfter !== undefined) return new MasaWait(retryAfter);
  throw fail(codeFor(response.status), `${masaUrl} answered ${response.status}: ${explanation(response)}`);
}

function deliveryOf(response: MasaResponse, order: VoucherOrder): VoucherDelivery {
  const mediaType = parseMediaType(response.headers['content-type'] ?? '')?.essence;
  if (mediaType === undefined) throw fail('E_BRSKI_REGISTRAR_MASA_RESPONSE', 'the voucher came without a media type');
  if (response.body.length > order.maxBytes) {
    throw fail('E_BRSKI_REGISTRAR_MASA_RESPONSE', `the voucher has ${response.body.length} bytes`);
  }
  return { body: response.body, mediaType };
}

const CODES: ReadonlyMap<number, RegistrarErrorCode> = new Map([
  // RFC 8995 §5.4: "fail gracefully and generate useful administrative notifications" on 401; the pledge has no part in it.
  [401, 'E_BRSKI_REGISTRAR_MASA_UNAUTHORIZED'],
  [407, 'E_BRSKI_REGISTRAR_MASA_UNAUTHORIZED'],
  [403, 'E_BRSKI_REGISTRAR_MASA_FORBIDDEN'],
  [404, 'E_BRSKI_REGISTRAR_MASA_DEVICE_UNKNOWN'],
  [406, 'E_BRSKI_REGISTRAR_MASA_NOT_ACCEPTABLE'],
  [415, 'E_BRSKI_REGISTRAR_MASA_MEDIA_TYPE'],
]);

function codeFor(status: number): RegistrarErrorCode {
  const code = CODES.get(status);
  if (code !== undefined) return code;
  return status === 429 || status >= 500 ? 'E_BRSKI_REGISTRAR_MASA_UNAVAILABLE' : 'E_BRSKI_REGISTRAR_MASA_RESPONSE';
}

/** What the MASA wrote, for our own people only: the pledge never sees a stranger's text. */
export function explanation(response: MasaResponse): string {
  try {
    return printable(fromUtf8(response.body.subarray(0, 1000))) || '(no reason given)';
  } catch {
    return '(a reason that is no text)';
  }
}

/** Retry-After as a span (RFC 9110 §10.2.3), no less than a second and no more than the minute a pledge waits. */
export function retryAfterOf(response: MasaResponse, now: Date): Milliseconds | undefined {
  const field = response.headers['retry-after']?.trim();
  if (field === undefined) return undefined;
  const span = /^\d{1,9}$/.test(field) ? Number(field) * SECOND : Date.parse(field) - now.getTime();
  return Number.isNaN(span) ? undefined : Math.min(Math.max(span, SECOND), MINUTE);
}
