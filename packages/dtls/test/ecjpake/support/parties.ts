import { type Random, Secret, seededRandom } from '@sallyport/core';
import { addScalars, multiplyScalars, P256Point, randomScalar, reduceScalar } from '@sallyport/crypto';
import { EcJpake } from '../../../src/ecjpake/index.ts';
import { type Identity, proveKey } from '../../../src/ecjpake/schnorr.ts';
import { CURVE_PARAMETERS, type KeyProof, writeKeyProof } from '../../../src/ecjpake/structures.ts';

export const random = seededRandom('EC-JPAKE');
export const PASSWORD = Secret.of('J01NME');

export function party(role: Identity, password: Secret = PASSWORD, source: Random = random): EcJpake {
  return new EcJpake({ role, password, random: source });
}

/** Gives these numbers in turn, then random ones. */
export function scripted(...numbers: readonly Uint8Array[]): Random {
  const left = [...numbers];
  return { bytes: (length) => Uint8Array.from(left.shift() ?? random.bytes(length)) };
}

/** Both sides with round one behind them. */
export function afterRoundOne(
  client: EcJpake = party('client'),
  server: EcJpake = party('server'),
): { client: EcJpake; server: EcJpake } {
  server.readRoundOne(client.writeRoundOne());
  client.readRoundOne(server.writeRoundOne());
  return { client, server };
}

/** A server that knows the client's private keys, as no server does, and proves whatever keys it likes. */
export class ForgingServer {
  readonly first: Uint8Array;
  readonly second: Uint8Array;

  constructor(first: Uint8Array = randomScalar(random), second: Uint8Array = randomScalar(random)) {
    this.first = first;
    this.second = second;
  }

  roundOne(): Uint8Array {
    return pair(
      proveKey(P256Point.base, this.first, 'server', random),
      proveKey(P256Point.base, this.second, 'server', random),
    );
  }

  /** Over the generator (x1 + x2 + x3)·G. */
  roundTwo(clientFirst: Uint8Array, clientSecond: Uint8Array): Uint8Array {
    const generator = P256Point.baseMultiple(addScalars(addScalars(clientFirst, clientSecond), this.first));
    const privateKey = multiplyScalars(this.second, reduceScalar(PASSWORD.expose()));
    return join(CURVE_PARAMETERS, writeKeyProof(proveKey(generator, privateKey, 'server', random)));
  }
}

export function pair(first: KeyProof, second: KeyProof): Uint8Array {
  return join(writeKeyProof(first), writeKeyProof(second));
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
