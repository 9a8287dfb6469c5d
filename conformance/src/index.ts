/** Labs for tests of the whole house. */

export * from './lab.ts';
export * from './log-of.ts';
export * from './openssl.ts';
export * from './party.ts';
export * from './raw-pledge.ts';
export * from './scripted-masa.ts';
