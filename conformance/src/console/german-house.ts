/** A furnished house whose console is looked at in German, and what is meant to stand on its pages all the same. */

import assert from 'node:assert/strict';
import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import type { Browser } from 'playwright-core';
import { openChromium } from './chromium.ts';
import { English, textsOf } from './english.ts';
import { furnish, WRITTEN } from './furnished.ts';
import { ConsoleHouse } from './house.ts';
import { picture } from './screenshots.ts';
import { settle } from './views.ts';
import { memberOf, Visitor } from './visitor.ts';

export const GERMAN_SIZES = {
  phone: { width: 360, height: 800 },
  desk: { width: 1280, height: 900 },
} as const;
export type GermanSize = keyof typeof GERMAN_SIZES;

/** What is meant to stand on a German page. */
const ALLOWED: readonly RegExp[] = [
  // What people of the house wrote, and what makers and devices are called.
  ...WRITTEN,
  // Names of certificates, as X.509 writes them.
  /^(?:CN|O|OU|serialNumber)=/,
  // What the maker is called, also where a picture has it in two lines, and a model of this house.
  /^(?:Example )?Devices$/,
  /(?:^| )Simulated device$/,
  // Formats of bills of materials.
  /^(?:CycloneDX|SPDX)$/,
  // Chapters of CAHN are called as there.
  /^CAHN, (?:Network Owner Trusts|Device Has Been|Device No Major) [A-Z][a-z]+: (?!.*\b(?:the|of|and|trusted|somebody)\b)/,
];

/** In the page: by how much it is wider than the screen. */
const BEYOND = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

export class GermanHouse {
  readonly house: ConsoleHouse;
  readonly english: English;
  readonly #browser: Browser;

  private constructor(house: ConsoleHouse, browser: Browser, english: English) {
    this.house = house;
    this.#browser = browser;
    this.english = english;
  }

  static async open(): Promise<GermanHouse> {
    const house = await ConsoleHouse.open({ hasThread: true });
    try {
      await furnish(house);
      const browser = await openChromium([house.domain.authority.certificate]);
      return new GermanHouse(house, browser, await englishOf(house));
    } catch (thrown) {
      await house.close();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.house.close();
  }

  async visitor(size: GermanSize): Promise<GermanVisitor> {
    const options = { size: GERMAN_SIZES[size], language: 'de' } as const;
    return new GermanVisitor(this, size, await Visitor.signedIn(this.#browser, this.house, 'owner', options));
  }
}

/** An owner who looks at the pages in German. */
export class GermanVisitor {
  readonly owner: Visitor;
  readonly #house: GermanHouse;
  readonly #size: GermanSize;

  constructor(house: GermanHouse, size: GermanSize, owner: Visitor) {
    this.#house = house;
    this.#size = size;
    this.owner = owner;
  }

  /** The page is German as it is now, fits the screen, and nothing in it failed. */
  async assertGerman(what: string): Promise<void> {
    const { page, trouble } = this.owner;
    await settle(page);
    await picture(page, `german-${what}-${this.#size}`);
    assert.deepEqual(this.#house.english.in(await textsOf(page)), [], what);
    const wide: number = await page.evaluate(BEYOND);
    assert.ok(wide <= 0, `${what} is ${wide} pixels wider than the screen`);
    assert.deepEqual(trouble, [], what);
  }

  /** As {@link assertGerman}, in each part of the page that has parts. */
  async assertGermanParts(what: string): Promise<void> {
    await this.assertGerman(what);
    const parts = this.owner.main.getByRole('tab');
    for (let part = 1; part < (await parts.count()); part++) {
      await parts.nth(part).click();
      await this.assertGerman(`${what}-${part + 1}`);
    }
  }
}

/** The objects in a list of an answer. */
export function objectsIn(answer: JsonValue, name: string): readonly JsonObject[] {
  const list = memberOf(answer, name);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

async function englishOf(house: ConsoleHouse): Promise<English> {
  const policies = objectsIn(await house.ask('policy.show'), 'shipped');
  const shipped = await Promise.all(
    policies.map(({ policy }) => house.ask('policy.shipped', { policy: String(policy) })),
  );
  const rules = shipped.flatMap((policy) => objectsIn(policy, 'rules'));
  return new English({
    said: [await house.ask('claims.templates'), ...[...policies, ...rules].map(({ about }) => about ?? '')],
    allowed: [...ALLOWED, ...namesOf(policies, 'policy'), ...namesOf(rules, 'rule')],
  });
}

/** Rules and policies are called alike in every language. */
function namesOf(objects: readonly JsonObject[], member: string): readonly RegExp[] {
  return objects.map((object) => new RegExp(`^${String(object[member])}$`));
}
