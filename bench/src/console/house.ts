/** A domain with its console and as many devices and claims in its log as wanted, and people who are signed in. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssetSource } from '@sallyport/api';
import { Domain, LOCAL_CALLER, runDomainOperation } from '@sallyport/app-domain';
import { consoleAssets } from '@sallyport/console';
import { utf8 } from '@sallyport/core';
import { benchDomainOptions, CERTIFIED_HOSTS } from './domain-options.ts';
import { copyFixture } from './fixture.ts';

const [NAME, HOST] = CERTIFIED_HOSTS;
/** A page of the same server with nothing on it: what a browser and a TLS connection cost by themselves. */
export const EMPTY_PAGE = '/empty.html';
const EMPTY = utf8('<!doctype html><html lang="en"><title>empty</title><body><p id="ready">empty</p></body></html>');

export interface BenchHouse {
  readonly domain: Domain;
  readonly url: string;
  /** What a browser of somebody new is let in by: `/sign-in#…` */
  invite(): Promise<string>;
  /** A token of somebody new that may listen. */
  token(): Promise<string>;
  close(): Promise<void>;
}

/**
 * `devices`: how many came aboard before, each with a session on a network; 0 for an empty house. `shelf`: where houses are kept
 * between runs.
 */
export async function openBenchHouse(devices: number, claims = 0, shelf?: string): Promise<BenchHouse> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-console-'));
  const home = join(directory, 'domain');
  try {
    if (devices > 0) copyFixture({ devices, claims }, home, shelf);
    const domain = await Domain.start({
      ...benchDomainOptions(home),
      listen: { host: HOST, port: 0 },
      console: { listen: { host: NAME, port: 0 }, assets: withEmptyPage(consoleAssets()) },
    });
    let people = 0;
    return {
      domain,
      url: `https://${NAME}:${domain.console?.port ?? 0}`,
      invite: async () => (await domain.accounts.invite('owner', `owner ${++people}`)).path,
      token: async () => {
        const name = `listener ${++people}`;
        const { id } = membersOf(
          await runDomainOperation(domain, 'accounts.invite', { name, role: 'owner' }, LOCAL_CALLER),
        );
        const wish = { name, scopes: ['read'], days: 1, account: String(id) };
        return String(membersOf(await runDomainOperation(domain, 'tokens.make', wish, LOCAL_CALLER))['token']);
      },
      close: async () => {
        await domain.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  } catch (thrown) {
    rmSync(directory, { recursive: true, force: true });
    throw thrown;
  }
}

function membersOf(answer: unknown): Readonly<Record<string, unknown>> {
  return typeof answer === 'object' && answer !== null ? Object.fromEntries(Object.entries(answer)) : {};
}

function withEmptyPage(assets: AssetSource): AssetSource {
  const etag = `"${createHash('sha256').update(EMPTY).digest('hex').slice(0, 16)}"`;
  return new Map([...assets, [EMPTY_PAGE, { body: EMPTY, type: 'text/html; charset=utf-8', etag, immutable: false }]]);
}

export interface Listener {
  /** Calls `heard` with the time at which each piece came. */
  onPiece(heard: (at: number) => void): void;
  close(): void;
}

/** Opens a stream of events, and gives it once it has begun. */
export function listen({ url, domain }: BenchHouse, token: string): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const ca = domain.authority.certificate.toPem();
    const headers = { authorization: `Bearer ${token}` };
    const asked = request(`${url}/api/v1/events`, { agent: false, ca, headers }, (answer) => {
      if (answer.statusCode !== 200) {
        reject(new TypeError(`the stream was refused: ${answer.statusCode}`));
        return;
      }
      let tell: (at: number) => void = () => undefined;
      answer.on('data', () => tell(performance.now()));
      answer.on('error', () => undefined);
      resolve({
        onPiece: (heard) => {
          tell = heard;
        },
        close: () => asked.destroy(),
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}
