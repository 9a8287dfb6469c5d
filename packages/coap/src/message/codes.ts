/** Method and response codes (RFC 7252 §12.1; RFC 7959 §6; RFC 8132 §6; RFC 8516): class in three bits, detail in five. */

export const METHODS = {
  GET: 0x01,
  POST: 0x02,
  PUT: 0x03,
  DELETE: 0x04,
  FETCH: 0x05,
  PATCH: 0x06,
  iPATCH: 0x07,
} as const;

export type Method = keyof typeof METHODS;

export const CODES = {
  EMPTY: 0x00,
  CREATED: 0x41,
  DELETED: 0x42,
  VALID: 0x43,
  CHANGED: 0x44,
  CONTENT: 0x45,
  CONTINUE: 0x5f,
  BAD_REQUEST: 0x80,
  UNAUTHORIZED: 0x81,
  BAD_OPTION: 0x82,
  FORBIDDEN: 0x83,
  NOT_FOUND: 0x84,
  METHOD_NOT_ALLOWED: 0x85,
  NOT_ACCEPTABLE: 0x86,
  REQUEST_ENTITY_INCOMPLETE: 0x88,
  CONFLICT: 0x89,
  PRECONDITION_FAILED: 0x8c,
  REQUEST_ENTITY_TOO_LARGE: 0x8d,
  UNSUPPORTED_CONTENT_FORMAT: 0x8f,
  UNPROCESSABLE_ENTITY: 0x96,
  TOO_MANY_REQUESTS: 0x9d,
  INTERNAL_SERVER_ERROR: 0xa0,
  NOT_IMPLEMENTED: 0xa1,
  BAD_GATEWAY: 0xa2,
  SERVICE_UNAVAILABLE: 0xa3,
  GATEWAY_TIMEOUT: 0xa4,
  PROXYING_NOT_SUPPORTED: 0xa5,
} as const;

const METHOD_NAMES = new Map<number, Method>([
  [METHODS.GET, 'GET'],
  [METHODS.POST, 'POST'],
  [METHODS.PUT, 'PUT'],
  [METHODS.DELETE, 'DELETE'],
  [METHODS.FETCH, 'FETCH'],
  [METHODS.PATCH, 'PATCH'],
  [METHODS.iPATCH, 'iPATCH'],
]);

/** Undefined for a method that is not registered. */
export function methodOf(code: number): Method | undefined {
  return METHOD_NAMES.get(code);
}

/** 0 to 7. */
export function classOf(code: number): number {
  return code >> 5;
}

export function isRequestCode(code: number): boolean {
  return code !== CODES.EMPTY && classOf(code) === 0;
}

/** Success, client error or server error (RFC 7252 §3: every other class is reserved). */
export function isResponseCode(code: number): boolean {
  const codeClass = classOf(code);
  return codeClass === 2 || codeClass === 4 || codeClass === 5;
}

export function isSuccess(code: number): boolean {
  return classOf(code) === 2;
}

/** As the specifications write it: `2.05`. */
export function codeText(code: number): string {
  return `${classOf(code)}.${String(code & 0x1f).padStart(2, '0')}`;
}
