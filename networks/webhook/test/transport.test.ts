import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { it } from 'node:test';
import { DAY, fromUtf8, Secret, seededRandom, systemClock, systemRandom, systemTimer, utf8 } from '@sallyport/core';
import { createHttpsClient, empty, type HttpRequest, startTlsServer } from '@sallyport/http';
import { permit } from '@sallyport/onboarding';
import { buildCertificate, Name, serialNumber, softwareSigner, subjectAltName } from '@sallyport/pki';
import { httpsSender, MessageSigner, MessageVerifier, REQUEST_COMPONENTS, WebhookNetwork } from '@sallyport/webhook';
import { DEVICES, MemoryQueue, MemoryRecord, OUR_KEY, OUR_PUBLIC, parsed, question } from './support/world.ts';

/** A certificate of the other side, for localhost. */
async function localhost() {
  const { publicKey, privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const subject = Name.of([['CN', 'localhost']]);
  const certificate = await buildCertificate({
    subject,
    issuer: subject,
    publicKey,
    signer: softwareSigner(key),
    serialNumber: serialNumber(seededRandom('transport')),
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + DAY),
    extensions: [subjectAltName([{ kind: 'dns', value: 'localhost' }])],
  });
  return { key, certificateChain: [certificate.der] };
}

it('a device comes in and goes out over real TLS, both ways signed', async () => {
  const identity = await localhost();
  const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
  const theirKey = { id: 't', algorithm: 'hmac-sha256', key: Secret.of(systemRandom.bytes(32)) } as const;
  const told: string[] = [];
  const hooks: ((request: HttpRequest) => void)[] = [];
  const there = await startTlsServer({
    ...identity,
    host: '127.0.0.1',
    port: 0,
    requestClientCertificate: false,
    handler: async (request) => {
      for (const hook of hooks) hook(request);
      return empty();
    },
  });
  const url = `https://localhost:${there.port}/hook`;
  const verifier = new MessageVerifier({ keys: [OUR_PUBLIC] }, systemClock);
  hooks.push(({ headers, body, method }) => {
    verifier.verify({ method, url, fields: headers }, body, REQUEST_COMPONENTS);
    told.push(String(parsed(body)['type']));
  });
  const client = createHttpsClient({ trust: { mode: 'verified', anchors: identity.certificateChain } });
  const network = new WebhookNetwork(
    {
      network: 'satellite',
      authorizer: { decide: async () => permit('fine') },
      devices: { find: async () => DEVICES[0] },
      record: new MemoryRecord(),
      key: OUR_KEY,
      destination: {
        url,
        rules: { origins: [new URL(url).origin] },
        queue: new MemoryQueue(),
        send: httpsSender(client),
      },
      questions: { url: 'https://localhost/questions', keys: [theirKey] },
    },
    ports,
  );
  const here = await startTlsServer({
    ...identity,
    host: '127.0.0.1',
    port: 0,
    requestClientCertificate: false,
    handler: network.handle,
  });
  try {
    const body = utf8(JSON.stringify(question('dish-1')));
    const headers = new MessageSigner(theirKey, ports).signRequest('https://localhost/questions', body, {});
    const answer = await client.request(`https://localhost:${here.port}/x`, { method: 'POST', headers, body });
    assert.equal(answer.status, 200, fromUtf8(answer.body));
    const session = String(parsed(answer.body)['session']);
    assert.equal((await network.putOut(session, 'by hand')).outcome, 'done');
    assert.deepEqual(told, ['session.put-out']);
  } finally {
    await network.close();
    client.close();
    await Promise.all([here.close(), there.close()]);
  }
});
