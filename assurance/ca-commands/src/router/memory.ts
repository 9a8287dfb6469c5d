/** What the router has heard, of each registrar, kept before it is acted upon. */

import { type Clock, isSallyportError, reasonOf } from '@sallyport/core';
import { fail } from '../errors.ts';
import { CLOCK_SKEW } from '../limits.ts';
import { RegistrarBook } from './book.ts';
import { MAX_REGISTRARS, NOTHING_HEARD, readMemory, writeMemory } from './document.ts';
import type { RouterStore } from './ports.ts';

export class Memory {
  readonly #store: RouterStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #books: Map<string, RegistrarBook>;
  #current: string | undefined;
  #heardAt: Date | undefined;
  #keptAt: Date | undefined;

  private constructor(store: RouterStore, clock: Pick<Clock, 'now'>, { books, current, heardAt } = NOTHING_HEARD) {
    this.#store = store;
    this.#clock = clock;
    this.#books = new Map(books.map((book) => [book.registrar, book]));
    this.#current = current;
    this.#heardAt = heardAt;
    this.#keptAt = heardAt;
  }

  /** @throws E_CA_COMMANDS_STATE */
  static async open(store: RouterStore, clock: Pick<Clock, 'now'>): Promise<Memory> {
    let document: Uint8Array | undefined;
    try {
      document = await store.load();
    } catch (cause) {
      throw stateError('what the router kept cannot be had', cause);
    }
    return new Memory(store, clock, document === undefined ? undefined : readMemory(document));
  }

  /** Of the registrar whose devices are let through. */
  get current(): RegistrarBook | undefined {
    return this.#current === undefined ? undefined : this.#books.get(this.#current);
  }

  /** The book of a registrar; a new one is kept only once it is in use. @throws E_CA_COMMANDS_TOO_MANY */
  bookOf(registrar: string): RegistrarBook {
    const known = this.#books.get(registrar);
    if (known !== undefined) return known;
    if (this.#books.size < MAX_REGISTRARS) return new RegistrarBook(registrar);
    throw fail('E_CA_COMMANDS_TOO_MANY', `the router knows ${MAX_REGISTRARS} registrars already`);
  }

  /** From now on this book counts. Gives what takes it back. */
  use(book: RegistrarBook): () => void {
    const [before, known] = [this.#current, this.#books.get(book.registrar)];
    this.#books.set(book.registrar, book);
    this.#current = book.registrar;
    return () => {
      this.#current = before;
      if (known === undefined) this.#books.delete(book.registrar);
    };
  }

  /** The registrar in use was heard. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /**
   * Milliseconds since the registrar was heard, as far as wall clocks can tell; undefined when it never was. A clock that
   * went back by more than clocks differ tells nothing: then it was infinitely long ago.
   */
  get sinceHeard(): number | undefined {
    if (this.#heardAt === undefined) return undefined;
    const passed = this.#clock.now().getTime() - this.#heardAt.getTime();
    return passed < -CLOCK_SKEW ? Number.POSITIVE_INFINITY : Math.max(0, passed);
  }

  /** How much of the time since the registrar was heard would be forgotten by losing power now. */
  get unkept(): number {
    return (this.#heardAt?.getTime() ?? 0) - (this.#keptAt?.getTime() ?? 0);
  }

  /** @throws E_CA_COMMANDS_STATE */
  async keep(): Promise<void> {
    const heardAt = this.#heardAt;
    const document = writeMemory({ books: [...this.#books.values()], current: this.#current, heardAt });
    try {
      await this.#store.save(document);
    } catch (cause) {
      throw stateError('what the router heard cannot be kept', cause);
    }
    this.#keptAt = heardAt;
  }
}

function stateError(what: string, cause: unknown) {
  if (isSallyportError(cause, 'E_CA_COMMANDS_STATE')) return cause;
  return fail('E_CA_COMMANDS_STATE', `${what}: ${reasonOf(cause)}`, { cause });
}
