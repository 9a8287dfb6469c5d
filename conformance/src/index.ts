/** Labs for tests of the whole house. */

export * from './lab.ts';
export * from './openssl.ts';
export * from './raw-pledge.ts';
