import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { it } from 'node:test';
import { announce, browse, type Service } from '@sallyport/dns-sd';
import { found } from './support/multicast.ts';

it('the example of the README works', { skip: typeof found === 'string' ? found : false }, async () => {
  const link = typeof found === 'string' ? {} : { interface: found.name, mdnsPort: randomInt(20_000, 32_000) };
  const up = Promise.withResolvers<Service>();
  const browser = await browse({ type: '_brski-registrar._tcp', ...link }, { up: (service) => up.resolve(service) });
  const announcement = await announce({ type: '_brski-registrar._tcp', name: 'Gate', port: 8443, ...link });
  const { name, port } = await up.promise;
  await announcement.close();
  await browser.close();
  assert.deepEqual({ name, port }, { name: 'Gate', port: 8443 });
});
