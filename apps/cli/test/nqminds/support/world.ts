/** The keys and certificates of ../world, as files and as a config.ini in a folder of the test's own. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plain } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';

const WORLD = fileURLToPath(new URL('../world/', import.meta.url));
const TRANSCRIPTS = fileURLToPath(new URL('../transcripts/', import.meta.url));

export function worldFile(name: string): string {
  return join(WORLD, name);
}

export function certificateOf(name: string): Certificate {
  return Certificate.fromPem(readFileSync(worldFile(`${name}.crt`), 'utf8'));
}

export function transcript(name: string): Uint8Array {
  return plain(readFileSync(join(TRANSCRIPTS, `${name}.b64`)));
}

export interface ConfigOptions {
  readonly registrarPort?: number;
  readonly masaPort?: number;
  /** Applied last: what stands in the text, and what shall stand there. */
  readonly changes?: readonly (readonly [string | RegExp, string])[];
}

/** The text of a config.ini over this world. */
export function configText({ registrarPort = 0, masaPort = 0, changes = [] }: ConfigOptions = {}): string {
  let text = readFileSync(worldFile('config.ini'), 'utf8')
    .replaceAll('@WORLD@/', WORLD)
    .replace('@REGISTRAR_PORT@', String(registrarPort))
    .replace('@MASA_PORT@', String(masaPort));
  for (const [from, to] of changes) text = text.replace(from, to);
  return text;
}

/** A folder of the test's own, removed by `remove`. */
export function makeFolder() {
  const path = mkdtempSync(join(tmpdir(), 'nqminds-'));
  return {
    path,
    file: (name: string) => join(path, name),
    config(options?: ConfigOptions) {
      const file = join(path, `config-${Math.random().toString(36).slice(2)}.ini`);
      writeFileSync(file, configText(options));
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export type TestFolder = ReturnType<typeof makeFolder>;
