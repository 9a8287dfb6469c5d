/** Routes that the brski tool answers with their own name and nothing more. */

import { PATHS } from '@sallyport/brski';
import { type HttpHandler, type Routes, text } from '@sallyport/http';

export function statusStubs(role: 'registrar' | 'masa'): Routes {
  return {
    [PATHS.voucherStatus]: { POST: answer(`${role}_voucher_status`) },
    [PATHS.requestAuditLog]: { POST: answer(`${role}_requestauditlog`) },
    [PATHS.enrollStatus]: { POST: answer(`${role}_enrollstatus`) },
  };
}

function answer(name: string): HttpHandler {
  return async () => text(200, name);
}
