/** The 256 identifiers of one source port or connection, the one least recently used first (RFC 5080 §2.2.2). */

export const IDENTIFIERS = 256;

export class Identifiers {
  readonly #free: number[];

  /** `reserved` ones are never given. */
  constructor(first: number, reserved: readonly number[] = []) {
    this.#free = Array.from({ length: IDENTIFIERS }, (_, at) => (first + at) % IDENTIFIERS).filter(
      (identifier) => !reserved.includes(identifier),
    );
  }

  /** Undefined when all are in use. */
  take(): number | undefined {
    return this.#free.shift();
  }

  release(identifier: number): void {
    this.#free.push(identifier);
  }
}
