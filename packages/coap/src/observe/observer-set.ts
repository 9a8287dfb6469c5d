/** The observers of one resource, told of a change all together (RFC 7641 §4.2). */

import type { CoapRequest, CoapResponse } from '../exchange.ts';
import type { Observer } from './observer.ts';

export class ObserverSet {
  readonly #observers = new Set<Observer>();

  get size(): number {
    return this.#observers.size;
  }

  /** Takes the client as an observer, if it asks for it and there is room; says whether. */
  accept(request: CoapRequest): boolean {
    const observer = request.observe?.accept(() => {
      if (observer !== undefined) this.#observers.delete(observer);
    });
    if (observer !== undefined) this.#observers.add(observer);
    return observer !== undefined;
  }

  /**
   * A response that is no success is the last one of all.
   * @throws E_COAP_ARGUMENT for what is no response
   */
  notify(response: CoapResponse, options: { readonly confirmable?: boolean } = {}): void {
    for (const observer of [...this.#observers]) observer.notify(response, options);
  }
}
