/**
 * The config.ini of the brski tool (CAHN, "BRSKI tool usage"): sections pledge, registrar and masa.
 *
 * Paths are taken as they stand, relative to the working directory. An empty value is an absent one. The three keys for
 * additional, verifying and trusted certificates may be repeated; the tool reads the first of them so many times over.
 */

import { readFileSync } from 'node:fs';
import { parseDateAndTime } from '@sallyport/brski';
import { reasonOf } from '@sallyport/core';
import { fail } from './errors.ts';
import { type Ini, parseIni } from './ini.ts';

/** What each role signs with and whom it believes. */
export interface CmsConfig {
  readonly signKeyPath: string | undefined;
  readonly signCertPath: string | undefined;
  readonly additionalCertPaths: readonly string[];
  readonly verifyCertPaths: readonly string[];
  /** Empty: any signer will do, as in the tool. */
  readonly verifyStorePaths: readonly string[];
}

export interface PledgeConfig {
  /** Default: now. */
  readonly createdOn: Date | undefined;
  readonly serialNumber: string | undefined;
  /** Base64. */
  readonly nonce: string | undefined;
  readonly idevidKeyPath: string | undefined;
  readonly idevidCertPath: string | undefined;
  readonly idevidCaCertPath: string | undefined;
  readonly cms: CmsConfig;
}

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly tlsKeyPath: string | undefined;
  readonly tlsCertPath: string | undefined;
  readonly tlsCaCertPath: string | undefined;
  readonly cms: CmsConfig;
}

export interface RegistrarConfig extends ServerConfig {
  /** Signs what comes to simpleenroll; the built tool has this key, the documented one does not. */
  readonly tlsCaKeyPath: string | undefined;
}

export interface MasaConfig extends ServerConfig {
  readonly expiresOn: Date | undefined;
  readonly ldevidCaKeyPath: string | undefined;
  /** What vouchers pin. */
  readonly ldevidCaCertPath: string | undefined;
}

export interface NqmindsConfig {
  readonly pledge: PledgeConfig;
  readonly registrar: RegistrarConfig;
  readonly masa: MasaConfig;
}

/** @throws E_NQMINDS_FILE, E_NQMINDS_CONFIG */
export function loadConfig(path: string): NqmindsConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw fail('E_NQMINDS_FILE', `cannot read the config file: ${reasonOf(cause)}`, { cause });
  }
  return parseConfig(text);
}

/** @throws E_NQMINDS_CONFIG */
export function parseConfig(text: string): NqmindsConfig {
  const ini = parseIni(text);
  const pledge = new Section(ini, 'pledge');
  const registrar = new Section(ini, 'registrar');
  const masa = new Section(ini, 'masa');
  return {
    pledge: {
      createdOn: pledge.date('createdOn'),
      serialNumber: pledge.text('serialNumber'),
      nonce: pledge.text('nonce'),
      idevidKeyPath: pledge.text('idevidKeyPath'),
      idevidCertPath: pledge.text('idevidCertPath'),
      idevidCaCertPath: pledge.text('idevidCACertPath'),
      cms: pledge.cms(),
    },
    registrar: { ...registrar.server(), tlsCaKeyPath: registrar.text('tlsCAKeyPath') },
    masa: {
      ...masa.server(),
      expiresOn: masa.date('expiresOn'),
      ldevidCaKeyPath: masa.text('ldevidCAKeyPath'),
      ldevidCaCertPath: masa.text('ldevidCACertPath'),
    },
  };
}

/** The value of a key that a command cannot do without. @throws E_NQMINDS_CONFIG */
export function required<T>(value: T | undefined, key: string): T {
  if (value === undefined) throw fail('E_NQMINDS_CONFIG', `config.ini has no value for ${key}`);
  return value;
}

class Section {
  readonly #name: string;
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(ini: Ini, name: string) {
    this.#name = name;
    this.#values = ini.get(name) ?? new Map();
  }

  list(key: string): readonly string[] {
    return (this.#values.get(key.toLowerCase()) ?? []).filter((value) => value !== '');
  }

  text(key: string): string | undefined {
    const value = this.#values.get(key.toLowerCase())?.[0];
    return value === '' ? undefined : value;
  }

  date(key: string): Date | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    const date = parseDateAndTime(value);
    if (date === undefined)
      throw fail('E_NQMINDS_CONFIG', `[${this.#name}] ${key} is not a date such as 2030-12-30T00:00:00Z`);
    return date;
  }

  cms(): CmsConfig {
    return {
      signKeyPath: this.text('cmsSignKeyPath'),
      signCertPath: this.text('cmsSignCertPath'),
      additionalCertPaths: this.list('cmsAdditionalCertPath'),
      verifyCertPaths: this.list('cmsVerifyCertPath'),
      verifyStorePaths: this.list('cmsVerifyStorePath'),
    };
  }

  server(): ServerConfig {
    return {
      host: this.#host(),
      port: this.#port(),
      tlsKeyPath: this.text('tlsKeyPath'),
      tlsCertPath: this.text('tlsCertPath'),
      tlsCaCertPath: this.text('tlsCACertPath'),
      cms: this.cms(),
    };
  }

  /** CAHN's examples write both `127.0.0.1` and `https://registrar-address.com`. */
  #host(): string {
    const value = this.text('bindAddress') ?? '0.0.0.0';
    return value.replace(/^https:\/\//i, '').replace(/\/+$/, '');
  }

  #port(): number {
    const value = this.text('port') ?? '0';
    const port = Number(value);
    if (!/^\d{1,5}$/.test(value) || port > 65535) {
      throw fail('E_NQMINDS_CONFIG', `[${this.#name}] port is not a port number`);
    }
    return port;
  }
}
