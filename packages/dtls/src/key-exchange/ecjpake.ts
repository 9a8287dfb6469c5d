/**
 * EC-JPAKE as a key exchange of TLS (draft-cragie-tls-ecjpake-01 §7): round one in the hellos, round two in the key
 * exchange messages.
 */

import type { Secret } from '@sallyport/core';
import type { EcJpake } from '../ecjpake/index.ts';
import type { ClientKeyExchange, ServerKeyExchange } from './key-exchange.ts';

/** Round one was written into the ClientHello and read from the ServerHello before. */
export class EcjpakeClient implements ClientKeyExchange {
  readonly #exchange: EcJpake;

  constructor(exchange: EcJpake) {
    this.#exchange = exchange;
  }

  readServer(body: Uint8Array): void {
    this.#exchange.readRoundTwo(body);
  }

  write(): Uint8Array {
    return this.#exchange.writeRoundTwo();
  }

  premaster(): Secret {
    return this.#exchange.premasterSecret();
  }
}

export class EcjpakeServer implements ServerKeyExchange {
  readonly #exchange: EcJpake;

  constructor(exchange: EcJpake) {
    this.#exchange = exchange;
  }

  write(): Uint8Array {
    return this.#exchange.writeRoundTwo();
  }

  readClient(body: Uint8Array): Secret {
    this.#exchange.readRoundTwo(body);
    return this.#exchange.premasterSecret();
  }
}
