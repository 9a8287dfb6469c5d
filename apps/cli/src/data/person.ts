/** A person's key in a data directory, and which server binds it to which mailbox. */

import { existsSync, readFileSync } from 'node:fs';
import { type ClaimSigner, didKeySigner } from '@sallyport/assurance-claims';
import { openFileVault } from '@sallyport/ca';
import { parseJson, utf8 } from '@sallyport/core';
import { replaceFileDurablySync } from '@sallyport/files';
import { Certificate } from '@sallyport/pki';
import { z } from 'zod';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { openHouse } from '../services/house.ts';
import type { DataDirectory } from './data-directory.ts';

const text = z.string().min(1);
const SHAPE = z.object({
  /** As the person writes it. */
  email: text,
  /** Of the authentication server, `https://…/identities`. */
  server: text,
  /** PEM of what its certificate leads to. */
  anchors: text,
  /** The claim that binds the key to the mailbox, once there is one. */
  binding: text.optional(),
});

export type PersonNote = z.infer<typeof SHAPE>;

const VAULT = 'identity';
const NOTE = 'identity.json';
const LIMITS = { maxBytes: 1 << 20, maxDepth: 4 };

/** Does something with the key of the person, which is made when there is none. @throws E_KEYSTORE_…, E_CA_VAULT, E_CLI_… */
export async function withPerson<T>(
  dataDir: string,
  context: RunContext,
  work: (signer: ClaimSigner, directory: DataDirectory) => Promise<T>,
): Promise<T> {
  const { directory, passphrase } = openHouse(dataDir, context);
  const { random } = context;
  const vault = await openFileVault({ directory: directory.file(VAULT), passphrase: passphrase.secret, random });
  try {
    return await work(didKeySigner(await vault.key('person', 'Ed25519')), directory);
  } finally {
    await vault.close();
  }
}

/** Undefined before a binding was ever asked for. @throws E_CLI_DATA_DIRECTORY */
export function personNote(directory: DataDirectory): PersonNote | undefined {
  const path = directory.file(NOTE);
  if (!existsSync(path)) return undefined;
  try {
    return SHAPE.parse(parseJson(readFileSync(path), LIMITS));
  } catch (cause) {
    throw fail('E_CLI_DATA_DIRECTORY', `${path} is damaged`, { cause });
  }
}

/** On disk before this returns. */
export function keepPersonNote(directory: DataDirectory, note: PersonNote): void {
  replaceFileDurablySync(directory.file(NOTE), utf8(`${JSON.stringify(note, null, 2)}\n`));
}

/** @throws E_CLI_USAGE when nothing was asked for yet */
export function requireNote(directory: DataDirectory): PersonNote {
  const note = personNote(directory);
  if (note === undefined) {
    throw fail('E_CLI_USAGE', 'no server was asked yet: give --server and --ca to `sallyport identity request`');
  }
  return note;
}

export function anchorsIn({ anchors }: PersonNote): readonly Certificate[] {
  return Certificate.allFromPem(anchors);
}
