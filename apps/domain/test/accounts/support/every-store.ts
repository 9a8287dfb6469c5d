/** The same tests of people over both databases that a domain's log can be in. */

import { after, before, describe } from 'node:test';
import { TestDatabase, WITHOUT_POSTGRES } from '@sallyport/testing/postgres';
import type { DomainOptions } from '../../../src/index.ts';
import { type House, openHouse } from './house.ts';

/** A house whose log is empty. */
export type OpenHouse = (changes?: Partial<DomainOptions>) => Promise<House>;

export function onEveryStore(people: string, declare: (open: OpenHouse) => void): void {
  describe(`${people}, with the log in memory`, () => declare(openHouse));
  describe(`${people}, with the log in PostgreSQL`, { skip: WITHOUT_POSTGRES }, () => {
    let database: TestDatabase;
    before(async () => {
      database = await TestDatabase.make();
    });
    after(() => database.drop());
    declare(async (changes = {}) => {
      await database.empty('sallyport_domain');
      return openHouse({ postgres: database.url, ...changes });
    });
  });
}
