import { timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

const REDACTED = '[secret]';

/**
 * Bytes that must not be printed. Every way JavaScript has to turn a value into text gives `[secret]`;
 * reading the bytes takes a call to {@link Secret.expose}, which is easy to search for.
 */
export class Secret {
  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Takes a copy of `value`; text is taken as UTF-8. */
  static of(value: Uint8Array | string): Secret {
    return new Secret(typeof value === 'string' ? new TextEncoder().encode(value) : Uint8Array.from(value));
  }

  /** The bytes themselves, not a copy: do not keep, print or change them. */
  expose(): Uint8Array {
    return this.#bytes;
  }

  /** Number of bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Compares in time that depends on the lengths only. */
  equals(other: Secret): boolean {
    return this.#bytes.length === other.#bytes.length && timingSafeEqual(this.#bytes, other.#bytes);
  }

  /** Overwrites the bytes with zeros. Copies made by the runtime are out of reach. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return `Secret ${REDACTED}`;
  }
}
