/**
 * A simulated Thread device as its maker builds it: an EUI-64 and a code from the factory, printed on it, and the network's
 * credentials once it has joined. One document, replaced whole, so that a power cut leaves the old state or the new one.
 */

import { join } from 'node:path';
import {
  isJsonObject,
  isSallyportError,
  type JsonValue,
  parseJson,
  type Random,
  reasonOf,
  Secret,
  toHex,
  utf8,
} from '@sallyport/core';
import {
  type ActiveDataset,
  datasetFromHex,
  exposeDatasetHex,
  exposeJoinerQr,
  PSKD_ALPHABET,
  parseEui64,
  requireActive,
  requirePskd,
} from '@sallyport/thread';
import { fail } from '../errors.ts';
import { ensureDirectory, readIfThere, writeDurably } from '../storage/durable-file.ts';

export interface ThreadBirth {
  /** Eight bytes. */
  readonly eui64: Uint8Array;
  /** The code printed on the device. */
  readonly pskd: Secret;
}

/** A network the device belongs to. */
export interface ThreadMembership {
  readonly dataset: ActiveDataset;
  readonly keySequence: number;
}

const FILE = 'thread-device.json';
const VERSION = 1;
const LIMITS = { maxBytes: 1 << 14, maxDepth: 4 };
const PSKD_LENGTH = 10;
const EUI64_BYTES = 8;

export class ThreadDevice {
  readonly birth: ThreadBirth;
  readonly #path: string | undefined;
  #membership: ThreadMembership | undefined;

  private constructor(birth: ThreadBirth, membership: ThreadMembership | undefined, path: string | undefined) {
    this.birth = birth;
    this.#membership = membership;
    this.#path = path;
  }

  /**
   * The device in `directory`, made when there is none; with undefined, one that is not kept.
   * The file holds the code and the network's keys, and only its owner may read it.
   * @throws E_DEVICE_STORAGE, E_DEVICE_STATE
   */
  static async open(directory: string | undefined, random: Random, birth?: ThreadBirth): Promise<ThreadDevice> {
    if (directory === undefined) return new ThreadDevice(birth ?? newBirth(random), undefined, undefined);
    await ensureDirectory(directory);
    const path = join(directory, FILE);
    const document = await readIfThere(path);
    if (document !== undefined) {
      const kept = decode(document);
      return new ThreadDevice(kept.birth, kept.membership, path);
    }
    const device = new ThreadDevice(birth ?? newBirth(random), undefined, path);
    await device.#write(undefined);
    return device;
  }

  /** The network it belongs to, if any. */
  get membership(): ThreadMembership | undefined {
    return this.#membership;
  }

  /** What is printed on it as a QR code. The code is in it, in plain sight, as on the device. */
  get label(): string {
    return exposeJoinerQr(this.birth);
  }

  /** Keeps a network's credentials: on disk before this resolves. */
  async install(membership: ThreadMembership): Promise<void> {
    await this.#write(membership);
    this.#membership = membership;
  }

  /** Back to factory state: forgets the network, keeps EUI-64 and code. */
  async reset(): Promise<void> {
    await this.#write(undefined);
    this.#membership = undefined;
  }

  async #write(membership: ThreadMembership | undefined): Promise<void> {
    if (this.#path === undefined) return;
    const { eui64, pskd } = this.birth;
    const document = {
      version: VERSION,
      eui64: toHex(eui64),
      pskd: new TextDecoder().decode(pskd.expose()),
      ...(membership === undefined
        ? {}
        : { network: { dataset: exposeDatasetHex(membership.dataset.dataset), keySequence: membership.keySequence } }),
    };
    await writeDurably(this.#path, utf8(`${JSON.stringify(document, undefined, 2)}\n`));
  }
}

/** What a factory gives: an EUI-64 of nobody's by assignment (its local bit is set), and a code at random. */
export function newBirth(random: Random): ThreadBirth {
  const eui64 = Uint8Array.from(random.bytes(EUI64_BYTES));
  eui64[0] = ((eui64[0] ?? 0) & 0xfe) | 0x02;
  // 32 letters: each byte modulo 32 is as likely.
  const letters = [...random.bytes(PSKD_LENGTH)].map((byte) => PSKD_ALPHABET[byte % PSKD_ALPHABET.length]);
  return { eui64, pskd: requirePskd(letters.join('')) };
}

function decode(document: Uint8Array): { birth: ThreadBirth; membership: ThreadMembership | undefined } {
  try {
    const root = parseJson(document, LIMITS);
    if (!isJsonObject(root) || root['version'] !== VERSION) throw fail('E_DEVICE_STATE', 'of another version');
    const network = root['network'];
    return {
      birth: { eui64: parseEui64(text(root['eui64'])), pskd: requirePskd(Secret.of(text(root['pskd']))) },
      membership: network === undefined ? undefined : membershipIn(network),
    };
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_DEVICE_STATE', `${FILE} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function membershipIn(network: JsonValue): ThreadMembership {
  if (!isJsonObject(network)) throw fail('E_DEVICE_STATE', 'the network is no object');
  const sequence = network['keySequence'];
  if (typeof sequence !== 'number' || !isSequence(sequence)) throw fail('E_DEVICE_STATE', 'keySequence is no counter');
  return { dataset: requireActive(datasetFromHex(text(network['dataset']))), keySequence: sequence };
}

/** A counter of 32 bits. */
function isSequence(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 32;
}

function text(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw fail('E_DEVICE_STATE', 'a text is missing');
  return value;
}
