// As much of Digital Bazaar's untyped libraries as the tests touch.

declare module '@digitalbazaar/did-method-key' {
  interface DidDocument {
    readonly verificationMethod: readonly { readonly id: string }[];
    readonly assertionMethod: readonly string[];
  }
  export function driver(): {
    use(options: { readonly multibaseMultikeyHeader: string; readonly fromMultibase: unknown }): void;
    get(options: { readonly did: string }): Promise<DidDocument>;
  };
}

declare module '@digitalbazaar/ed25519-multikey' {
  export function from(key: object): Promise<{ signer(): object }>;
}

declare module '@digitalbazaar/ecdsa-multikey' {
  export function from(key: object): Promise<{ signer(): object }>;
}

declare module '@digitalbazaar/eddsa-jcs-2022-cryptosuite' {
  export function createSignCryptosuite(): object;
  export function createVerifyCryptosuite(): object;
}

declare module '@digitalbazaar/ecdsa-jcs-2019-cryptosuite' {
  export function createSignCryptosuite(): object;
  export function createVerifyCryptosuite(): object;
}

declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { readonly signer?: object; readonly date?: Date; readonly cryptosuite: object });
  }
}

declare module '@digitalbazaar/vc' {
  export function issue(options: object): Promise<object>;
  export function verifyCredential(options: object): Promise<{
    readonly verified: boolean;
    readonly error?: { readonly errors?: readonly Error[] };
  }>;
  export function defaultDocumentLoader(url: string): Promise<object>;
}
