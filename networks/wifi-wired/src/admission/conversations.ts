/** Where the EAP conversations under way come from, so that whoever judges a certificate knows where it asks to be let in. */

import { fail } from '../errors.ts';
import { type Place, placeKey } from './place.ts';

export class Conversations {
  readonly #places = new Map<string, Place>();

  get size(): number {
    return this.#places.size;
  }

  find(session: string): Place | undefined {
    return this.#places.get(session);
  }

  begin(session: string, place: Place): void {
    this.#places.set(session, place);
  }

  end(session: string | undefined): void {
    if (session !== undefined) this.#places.delete(session);
  }

  /**
   * A State belongs to the NAS and the station that it was given to: what one station proved must not open the network to
   * another.
   * @throws E_ADMISSION_STATE
   */
  check(session: string, place: Place): void {
    const known = this.#places.get(session);
    if (known === undefined || placeKey(known) === placeKey(place)) return;
    throw fail('E_ADMISSION_STATE', 'the State was given to another NAS or for another station');
  }
}
