/**
 * One error type for the whole house.
 *
 * Every error carries a stable code, says whose fault it was and what to do next. Each package declares
 * its codes in one table and makes its errors through {@link errorFactory}, so the table is the complete
 * list of ways the package can refuse.
 */

/**
 * Whose fault an error is.
 *
 * - `peer`: the other side broke its specification.
 * - `unsupported`: the other side asked for something legal that this side does not do.
 * - `policy`: everything was in order and the answer is still no.
 * - `caller`: the code or the person calling gave unusable arguments.
 * - `environment`: disk, network, clock or another service failed.
 * - `internal`: our bug.
 */
export type Fault = 'peer' | 'unsupported' | 'policy' | 'caller' | 'environment' | 'internal';

/** One row of a package's error table. */
export interface ErrorDefinition {
  readonly fault: Fault;
  /** What the reader of the error should do next, one sentence. */
  readonly hint: string;
  /** Where the rule stands, for example `RFC 8995 §5.5.4`. */
  readonly reference?: string;
  /** The HTTP status that answers a request failing this way, where one is fixed. */
  readonly http?: number;
}

/** A package's error table: code to definition. Codes are stable and part of the public interface. */
export type ErrorTable = Readonly<Record<`E_${string}`, ErrorDefinition>>;

/** Facts about one occurrence that help the reader and hold no secret. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

export interface ErrorOptions {
  readonly cause?: unknown;
  readonly details?: ErrorDetails;
}

/** The base, and only, error class. Tell errors apart by `code`, never by message. */
export class SallyportError<Code extends string = string> extends Error {
  override readonly name = 'SallyportError';
  readonly code: Code;
  readonly fault: Fault;
  readonly hint: string;
  readonly reference: string | undefined;
  readonly http: number | undefined;
  readonly details: ErrorDetails;

  constructor(code: Code, definition: ErrorDefinition, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fault = definition.fault;
    this.hint = definition.hint;
    this.reference = definition.reference;
    this.http = definition.http;
    this.details = options.details ?? {};
  }

  /** The error as data, for `--json` output and logs. Never includes the stack or the cause. */
  toJSON(): Record<string, unknown> {
    return {
      code: this.code,
      fault: this.fault,
      message: this.message,
      hint: this.hint,
      ...(this.reference === undefined ? {} : { reference: this.reference }),
      ...(Object.keys(this.details).length === 0 ? {} : { details: this.details }),
    };
  }
}

/**
 * Makes the function with which a package creates its errors.
 *
 * @example
 * const fail = errorFactory(DER_ERRORS);
 * throw fail('E_DER_TRUNCATED', `value at offset ${offset} needs ${need} bytes`);
 */
export function errorFactory<const Table extends ErrorTable>(
  table: Table,
): <Code extends keyof Table & string>(code: Code, message: string, options?: ErrorOptions) => SallyportError<Code> {
  const rows = new Map<string, ErrorDefinition>(Object.entries(table));
  return (code, message, options) => {
    const definition = rows.get(code);
    if (definition === undefined) throw new TypeError(`error code ${code} is not in its package's table`);
    return new SallyportError(code, definition, message, options);
  };
}

/** True when `value` is a Sallyport error and, if codes are given, carries one of them. */
export function isSallyportError<Code extends string>(
  value: unknown,
  ...codes: readonly Code[]
): value is SallyportError<Code> {
  return value instanceof SallyportError && (codes.length === 0 || codes.some((code) => code === value.code));
}

/** The message of anything that was thrown, for a sentence that names a cause. Never runs code of what was thrown. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === 'object' && thrown !== null ? 'object' : String(thrown);
}
