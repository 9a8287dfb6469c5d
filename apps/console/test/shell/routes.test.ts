import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { exec } from 'preact-iso/router';
import { IN_BAR, PLACES, pathTo, placeOf, ROUTES, type ViewName } from '../../src/shell/routes.ts';

const VIEWS = Object.keys(ROUTES);

describe('the addresses of views', () => {
  it('are found again by the router, whatever a device is called', () => {
    for (const serialNumber of ['SN-1', 'a/b', 'ö ä%20', '<script>', '?x#y', 'a.b']) {
      const path = pathTo('device', { manufacturer: 'ab12', serialNumber });
      const found = exec(path, ROUTES.device, { path: '', query: {}, params: {} });
      assert.deepEqual({ ...found.params }, { manufacturer: 'ab12', serialNumber }, path);
    }
  });

  it('end where something may be absent and is', () => {
    assert.equal(pathTo('makers'), '/makers');
    assert.equal(pathTo('makers', { maker: 'x' }), '/makers/x');
    assert.equal(pathTo('makers', { maker: 'x', type: 'y' }), '/makers/x/y');
    assert.equal(pathTo('now'), '/');
  });

  it('carry what narrows a view', () => {
    assert.equal(
      pathTo('devices', {}, { state: 'aboard', search: 'a b', none: undefined }),
      '/devices?state=aboard&search=a+b',
    );
  });

  it('belong to one place of the navigation', () => {
    assert.equal(placeOf('/'), 'now');
    assert.equal(placeOf('/devices/a/b'), 'devices');
    assert.equal(placeOf('/claims/7'), 'claims');
    assert.equal(placeOf('/nowhere'), undefined);
  });
});

describe('the navigation', () => {
  const places = PLACES.flatMap((group) => group.places.map(({ view }) => view));

  it('leads to each view but that of one device, and to each once', () => {
    assert.deepEqual(places.toSorted(), VIEWS.filter((view) => view !== 'device').sort());
  });

  it('has the views of the bar among its own', () => {
    const missing: readonly ViewName[] = IN_BAR.filter((view) => !places.includes(view));
    assert.deepEqual(missing, []);
  });

  it('leads to views that are there', () => {
    for (const view of VIEWS)
      assert.ok(existsSync(join(import.meta.dirname, '../../src/views', view, 'index.tsx')), view);
  });
});
