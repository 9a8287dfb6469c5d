import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AssetSource } from '@sallyport/api';
import { SallyportError } from '@sallyport/core';
import { DEFAULTS } from '../../src/defaults.ts';
import { consoleOptions } from '../../src/services/console.ts';
import { testContext } from '../support/context.ts';

const PAGES: AssetSource = new Map();
const host = '127.0.0.1';
const portOf = (settings: { port?: number }, kept: { consolePort?: number }, port?: number) =>
  consoleOptions(settings, kept, { host, port }, testContext(), () => PAGES).listen.port;

describe('the console of a domain', () => {
  it('is where it was said, else where it was, else where everybody looks for it', () => {
    assert.equal(portOf({ port: 1 }, { consolePort: 2 }), 1);
    assert.equal(portOf({}, { consolePort: 2 }), 2);
    assert.equal(portOf({}, {}), DEFAULTS.consolePort);
  });

  it('is anywhere when the registrar is, which is not alone on its machine then', () => {
    assert.equal(portOf({}, {}, 0), 0);
    assert.equal(portOf({}, { consolePort: 2 }, 0), 2);
  });

  it('is reached where it was said, else where it was, and by itself again when that is said', () => {
    const originOf = (settings: { origin?: string }, kept: { consoleOrigin?: string }) =>
      consoleOptions(settings, kept, { host }, testContext(), () => PAGES).origin;
    assert.equal(
      originOf({ origin: 'https://a.example' }, { consoleOrigin: 'https://b.example' }),
      'https://a.example',
    );
    assert.equal(originOf({}, { consoleOrigin: 'https://b.example' }), 'https://b.example');
    assert.equal(originOf({ origin: '' }, { consoleOrigin: 'https://b.example' }), undefined);
    assert.equal(originOf({}, {}), undefined);
  });

  it('is its interface alone, and says so, where nobody built the pages', () => {
    const context = testContext();
    const options = consoleOptions({}, {}, { host }, context, () => {
      throw new SallyportError('E_CONSOLE_NOT_BUILT', { fault: 'environment', hint: 'Build them.' }, 'no pages');
    });
    assert.equal('assets' in options, false);
    assert.equal(context.written.note, 'the console has no pages, only its API: Build them.\n');
  });

  it('fails for any other reason', () => {
    const broken = () => {
      throw new TypeError('broken');
    };
    assert.throws(() => consoleOptions({}, {}, { host }, testContext(), broken), TypeError);
  });
});
