/** What to do about a step that failed, as the table of its error says. */

import { BRSKI_ERRORS } from '@sallyport/brski';
import type { ErrorDefinition } from '@sallyport/core';
import { DTLS_ERRORS } from '@sallyport/dtls';
import { EAP_ERRORS } from '@sallyport/eap';
import { EST_ERRORS } from '@sallyport/est';
import { THREAD_ERRORS } from '@sallyport/thread';
import { WIFI_WIRED_ERRORS } from '@sallyport/wifi-wired';
import { DOMAIN_ERRORS } from '../errors.ts';

const TABLES = [BRSKI_ERRORS, EST_ERRORS, THREAD_ERRORS, DTLS_ERRORS, EAP_ERRORS, WIFI_WIRED_ERRORS, DOMAIN_ERRORS];
const HINTS: ReadonlyMap<string, ErrorDefinition> = new Map(TABLES.flatMap((table) => Object.entries(table)));

export function hintOf(code: string | undefined): string | undefined {
  return code === undefined ? undefined : HINTS.get(code)?.hint;
}
