/** Somebody with a browser who looks at the console, and what their browser complained of. */

import { isJsonObject, type JsonValue } from '@sallyport/core';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { ConsoleHouse } from './house.ts';

export type VisitorRole = 'owner' | 'installer' | 'auditor';

export interface VisitorOptions {
  /** Default 1280 × 800. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** Default `en`. */
  readonly language?: 'en' | 'de';
  /** For tools that bring scripts of their own into the page. */
  readonly bypassCSP?: boolean;
  readonly userAgent?: string;
  /** What the browser lets pages do, for example `camera`. */
  readonly permissions?: string[];
}

export interface Answer {
  readonly status: number;
  readonly body: JsonValue;
}

/** What waits for a busy machine, and is no measure of anything. */
export const PATIENCE = 30_000;

let count = 0;

export class Visitor {
  readonly house: ConsoleHouse;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of scripts, refusals of the page's policy, and dialogs that nobody asked for. */
  readonly trouble: string[] = [];

  private constructor(house: ConsoleHouse, context: BrowserContext, page: Page) {
    this.house = house;
    this.context = context;
    this.page = page;
    this.watch(page);
  }

  static async come(browser: Browser, house: ConsoleHouse, options: VisitorOptions = {}): Promise<Visitor> {
    const { size = { width: 1280, height: 800 }, colorScheme = 'light', language = 'en', ...rest } = options;
    const given: BrowserContextOptions = { viewport: size, colorScheme, locale: language, ...rest };
    const context = await browser.newContext(given);
    context.setDefaultTimeout(PATIENCE);
    return new Visitor(house, context, await context.newPage());
  }

  /** Somebody who is signed in: a new person of the house in this role, by a link that is used up. */
  static async signedIn(
    browser: Browser,
    house: ConsoleHouse,
    role: VisitorRole,
    options: VisitorOptions = {},
  ): Promise<Visitor> {
    const visitor = await Visitor.come(browser, house, options);
    const { url } = await house.invite(`${role} ${++count}`, role);
    await visitor.enter(url);
    return visitor;
  }

  watch(page: Page): void {
    page.on('pageerror', (error) => this.trouble.push(`script: ${error.message}`));
    page.on('console', (message) => {
      // That an answer was a refusal is told by the page itself; what the policy of the page refused is not.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.trouble.push(`console: ${message.text()}`);
      }
    });
    page.on('dialog', (dialog) => {
      this.trouble.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** Signs in by a link, without looking at the page for it. */
  async enter(link: string): Promise<void> {
    const { origin, hash } = new URL(link);
    await this.page.goto(`${origin}/icon.svg`);
    const entered = await this.#fetch('POST', '/sign-in/link', { token: hash.slice(1) });
    if (entered.status !== 200 || !isJsonObject(entered.body)) {
      throw new TypeError(`the link was refused: ${JSON.stringify(entered)}`);
    }
    const key = String(entered.body['pageKey']);
    await this.page.evaluate((value) => localStorage.setItem('sallyport.pageKey', value), key);
    await this.page.goto(`${origin}/`);
    await this.main.waitFor();
  }

  get main(): Locator {
    return this.page.locator('main#content');
  }

  async go(path: string): Promise<void> {
    await this.page.goto(this.house.url + path);
    await this.main.waitFor();
  }

  /** Asks the API from within the page, with the session it has. */
  async call(method: string, path: string, body?: JsonValue): Promise<Answer> {
    return this.#fetch(method, path, body);
  }

  /** Both halves of the session, as somebody who stole them would have them. */
  async session(): Promise<{ readonly cookie: string; readonly pageKey: string; readonly userAgent: string }> {
    const cookies = await this.context.cookies(this.house.url);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const pageKey = await this.page.evaluate(() => localStorage.getItem('sallyport.pageKey') ?? '');
    return { cookie, pageKey, userAgent: await this.page.evaluate(() => navigator.userAgent) };
  }

  close(): Promise<void> {
    return this.context.close();
  }

  async #fetch(method: string, path: string, body?: JsonValue): Promise<Answer> {
    const sent = body === undefined ? null : JSON.stringify(body);
    const { status, text } = await this.page.evaluate(
      async ([verb, at, json]) => {
        const type = json === null ? {} : { 'content-type': 'application/json' };
        const answer = await fetch(`/api/v1${at}`, {
          method: verb,
          headers: { 'X-Sallyport': localStorage.getItem('sallyport.pageKey') ?? '1', ...type },
          ...(json === null ? {} : { body: json }),
        });
        return { status: answer.status, text: await answer.text() };
      },
      [method, path, sent] as const,
    );
    return { status, body: jsonOr(text) };
  }
}

/** What was meant for people stays a text. */
function jsonOr(text: string): JsonValue {
  try {
    const read: JsonValue = JSON.parse(text);
    return read;
  } catch {
    return text;
  }
}

/** A member of an answer that is an object. */
export function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}
