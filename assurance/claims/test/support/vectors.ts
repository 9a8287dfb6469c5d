import { readFileSync } from 'node:fs';
import type { JsonObject } from '@sallyport/core';

function load<Shape>(name: string): Shape {
  const vectors: Shape = JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
  return vectors;
}

interface KeyPair {
  readonly publicKeyMultibase: string;
}

export const DATA_INTEGRITY = load<{
  readonly keys: Readonly<Record<'Ed25519' | 'P-256' | 'P-384', KeyPair>>;
  readonly suites: readonly {
    readonly name: string;
    readonly signed: JsonObject & { readonly proof: JsonObject };
    readonly canonicalDocument: string;
    readonly canonicalProof: string;
    readonly hashData: string;
    readonly signature: string;
  }[];
  readonly rdfc: JsonObject;
  readonly chain: JsonObject & { readonly proof: readonly JsonObject[] };
}>('w3c-data-integrity');

export const RFC8785 = load<{
  readonly documents: readonly { readonly name: string; readonly input: string; readonly output: string }[];
}>('rfc8785');

export const VC_JOSE = load<{ readonly token: string; readonly controllerDocument: JsonObject }>('w3c-jose');
