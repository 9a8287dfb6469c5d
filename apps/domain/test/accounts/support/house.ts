/** A domain in memory with its API, and people in it. */

import { createApi } from '@sallyport/api';
import { ManualClock } from '@sallyport/core';
import type { HttpHandler } from '@sallyport/http';
import { LOCAL_CALLER } from '../../../src/api/local-caller.ts';
import type { Role } from '../../../src/api/roles.ts';
import type { Domain, DomainOptions } from '../../../src/index.ts';
import { DOMAIN_OPERATIONS } from '../../../src/operations.ts';
import { startDomain } from '../../support.ts';
import { Browser, type BrowserOptions } from './browser.ts';

/** Cheap: the tests are not about how slow it is. */
export const CHEAP = { cost: 2 ** 4, blockSize: 8, parallelization: 1 };
const PORT = 8445;
export const PASSWORD = 'correct horse battery';

export interface House {
  readonly domain: Domain;
  readonly clock: ManualClock;
  readonly handler: HttpHandler;
  browser(options?: BrowserOptions): Browser;
  /** The first owner, with a password. */
  owner(name?: string): Promise<Browser>;
  /** Somebody that an owner invited, who came and set a password. */
  member(owner: Browser, role: Role, name: string, options?: BrowserOptions): Promise<Browser>;
  close(): Promise<void>;
}

export function apiOf(domain: Domain, clock: ManualClock): HttpHandler {
  return createApi({
    table: DOMAIN_OPERATIONS,
    host: domain,
    gate: domain.accounts.gate,
    info: { title: 'Home', version: '1', description: '', securitySchemes: {} },
    clock,
    checkAnswers: true,
    onError: () => undefined,
  }).handler;
}

export async function openHouse(changes: Partial<DomainOptions> = {}): Promise<House> {
  const clock = new ManualClock(new Date());
  const hosts = ['home.local', '127.0.0.1'];
  const domain = await startDomain({ listen: undefined, hosts, clock, accounts: { passwordCost: CHEAP }, ...changes });
  // Where the browsers of these tests find it, without a listener in between.
  domain.accounts.own.listensOn(PORT);
  const handler = apiOf(domain, clock);
  const browser = (options?: BrowserOptions) => new Browser(handler, options);
  return {
    domain,
    clock,
    handler,
    browser,
    close: () => domain.close(),
    async owner(name = 'Olga') {
      const link = await domain.accounts.firstLink();
      const page = browser();
      await page.ask.ask('sign-in.link', { token: tokenOf(link?.path), name });
      await page.ask.ask('me.set-password', { password: PASSWORD });
      return page;
    },
    async member(owner, role, name, options) {
      const { link } = await owner.ask.ask('accounts.invite', { name, role });
      const page = browser(options);
      await page.ask.ask('sign-in.link', { token: tokenOf(link.path) });
      await page.ask.ask('me.set-password', { password: PASSWORD });
      return page;
    },
  };
}

/** The secret of a link: what stands behind the `#`. */
export function tokenOf(path: string | undefined): string {
  return path?.split('#')[1] ?? '';
}

export async function idOf(page: Browser): Promise<string> {
  return (await page.ask.ask('me.show', {})).id;
}

/** Resolves when everything is in the log that is written down beside answers: a log stores in the order in which it is asked. */
export async function written({ domain }: House): Promise<void> {
  await domain.accounts.gate.record(LOCAL_CALLER, 'nothing', {});
}
