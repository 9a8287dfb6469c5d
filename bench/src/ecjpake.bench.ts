/** EC-JPAKE exchanges, both sides, beside a foreign program and beside their point multiplications alone. */

import { spawnSync } from 'node:child_process';
import { createECDH } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { Secret, systemRandom } from '@sallyport/core';
import { P256Point, randomScalar } from '@sallyport/crypto';
import { EcJpake } from '@sallyport/dtls';
import { type Comparison, type Contender, compare, type Effort, inProcess } from './harness.ts';

/**
 * Point multiplications of one exchange, both sides, counted from the protocol (RFC 8236 §3, RFC 8235 §3). A side makes
 * two keys and two commitments over the base point; checks two proofs over it, r·G + h·X each; makes a key and a
 * commitment over a generator of round two; checks one proof over another, r·G' + h·X; and takes two more to the secret.
 */
const BASE_MULTIPLES = 2 * (4 + 2);
const OTHER_MULTIPLES = 2 * (2 + 2 + 2 + 2);
/** x coordinates that these cost in node:crypto: two for a whole point; the last one needs no more than x. */
const NATIVE_X_COORDINATES = 2 * OTHER_MULTIPLES - 2;

/**
 * Names a program that takes a number of seconds as its argument, does whole exchanges, both sides, for so long, and
 * prints `per_cpu_second=` and how many it did in a second of CPU time.
 */
const PROGRAM = 'SALLYPORT_BENCH_MBEDTLS_ECJPAKE';

export async function ecjpakeBenchmarks(effort: Effort, note: (text: string) => void): Promise<readonly Comparison[]> {
  const ours = inProcess('sallyport', exchange);
  const program = process.env[PROGRAM];
  if (program === undefined) note(`${PROGRAM} names no program: the comparison with Mbed TLS is left out\n`);
  const others: readonly (readonly [string, Contender])[] = [
    ...(program === undefined ? [] : [['EC-JPAKE exchange vs Mbed TLS', external(program)] as const]),
    ['EC-JPAKE exchange vs its multiplications in node:crypto', inProcess('node:crypto alone', nativeMultiples())],
    ['EC-JPAKE exchange vs its multiplications in @noble/curves', inProcess('@noble/curves alone', nobleMultiples())],
  ];
  const results: Comparison[] = [];
  for (const [claim, theirs] of others) {
    note(`${claim} …\n`);
    results.push(await compare(claim, ours, theirs, effort));
  }
  return results;
}

const password = Secret.of('J01NME');

function exchange(): void {
  const client = new EcJpake({ role: 'client', password, random: systemRandom });
  const server = new EcJpake({ role: 'server', password, random: systemRandom });
  server.readRoundOne(client.writeRoundOne());
  client.readRoundOne(server.writeRoundOne());
  client.readRoundTwo(server.writeRoundTwo());
  server.readRoundTwo(client.writeRoundTwo());
  if (!client.premasterSecret().equals(server.premasterSecret())) throw new RangeError('the secrets differ');
}

/** What no implementation on this runtime can do without, as long as node:crypto does the multiplications. */
function nativeMultiples(): () => void {
  const ecdh = createECDH('prime256v1');
  const scalar = randomScalar(systemRandom);
  const point = P256Point.baseMultiple(randomScalar(systemRandom)).toBytes();
  return () => {
    for (let i = 0; i < BASE_MULTIPLES; i++) {
      ecdh.setPrivateKey(scalar);
      ecdh.getPublicKey();
    }
    for (let i = 0; i < NATIVE_X_COORDINATES; i++) {
      ecdh.setPrivateKey(scalar);
      ecdh.computeSecret(point);
    }
  };
}

function nobleMultiples(): () => void {
  const { Point } = p256;
  const scalar = Point.Fn.fromBytes(randomScalar(systemRandom));
  const point = Point.BASE.multiply(Point.Fn.fromBytes(randomScalar(systemRandom)));
  return () => {
    for (let i = 0; i < BASE_MULTIPLES; i++) Point.BASE.multiply(scalar);
    for (let i = 0; i < OTHER_MULTIPLES; i++) point.multiply(scalar);
  };
}

function external(program: string): Contender {
  return {
    name: 'Mbed TLS',
    round: async (seconds) => {
      const run = spawnSync(program, [String(seconds)], { encoding: 'utf8' });
      const rate = Number(/per_cpu_second=([\d.]+)/.exec(run.stdout ?? '')?.[1]);
      if (run.status !== 0 || !(rate > 0))
        throw new RangeError(`${program} failed: ${run.error?.message ?? run.stderr}`);
      return { operations: rate * seconds, cpuSeconds: seconds };
    },
  };
}
