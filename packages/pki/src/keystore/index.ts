/** Key stores: where private keys are made, kept and used. */

export { EncryptedFileKeyStore, type EncryptedFileKeyStoreOptions } from './encrypted-file-key-store.ts';
export { KEYSTORE_ERRORS } from './errors.ts';
export type { ScryptParameters } from './key-derivation.ts';
export type { KeyStore, StoredKey } from './key-store.ts';
export { MemoryKeyStore } from './memory-key-store.ts';
