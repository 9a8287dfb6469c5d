import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DAY, type JsonObject, systemRandom, utf8 } from '@sallyport/core';
import { bytes, type RunningTlsServer, startTlsServer, text } from '@sallyport/http';
import {
  buildCertificate,
  type Certificate,
  type Extension,
  generateKeyPair,
  keyUsage,
  Name,
  type Signer,
  serialNumber,
  softwareSigner,
  subjectAltName,
} from '@sallyport/pki';
import { signCms } from '@sallyport/pki/cms';
import type { Domain, DomainAssuranceOptions } from '../../src/index.ts';
import { type Authority, authority, startDomain } from '../support.ts';
import { claim, decide, type Lamp, lampFor, makeWelcome, objectsOf, outcomeAt, run } from './support.ts';

interface Certified {
  readonly certificate: Certificate;
  readonly signer: Signer;
  readonly key: ReturnType<typeof generateKeyPair>['privateKey'];
}

async function certified(by: Authority, name: string, extensions: readonly Extension[]): Promise<Certified> {
  const pair = generateKeyPair('P-256');
  const certificate = await buildCertificate({
    subject: Name.of([['CN', name]]),
    issuer: by.certificate.subject,
    signer: by.signer,
    publicKey: pair.publicKey,
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date(Date.now() - DAY / 2),
    notAfter: new Date(Date.now() + DAY / 2),
    extensions,
  });
  return { certificate, signer: softwareSigner(pair.privateKey), key: pair.privateKey };
}

/** The lamp may talk to whoever listens on port 8883 of these hosts. */
function mudFile(url: string): Uint8Array {
  const acl = (name: string, ace: JsonObject): JsonObject => ({ name, type: 'ipv4-acl-type', aces: { ace: [ace] } });
  const policy = (name: string): JsonObject => ({ 'access-lists': { 'access-list': [{ name }] } });
  const actions = { forwarding: 'accept' };
  const port = { operator: 'eq', port: 8883 };
  return utf8(
    JSON.stringify({
      'ietf-mud:mud': {
        'mud-version': 1,
        'mud-url': url,
        'last-update': '2026-05-01T00:00:00Z',
        'is-supported': true,
        'from-device-policy': policy('fr'),
        'to-device-policy': policy('to'),
      },
      'ietf-access-control-list:acls': {
        acl: [
          acl('fr', {
            name: 'a',
            matches: {
              'ietf-mud:mud': { 'local-networks': [null] },
              ipv4: { protocol: 6 },
              tcp: { 'destination-port': port },
            },
            actions,
          }),
          acl('to', {
            name: 'b',
            matches: {
              'ietf-mud:mud': { 'local-networks': [null] },
              ipv4: { protocol: 6 },
              tcp: { 'source-port': port },
            },
            actions,
          }),
        ],
      },
    }),
  );
}

let domain: Domain;
let lamp: Lamp;
let server: RunningTlsServer;
let mudAnchor: Authority;
let tlsAnchor: Authority;
let url: string;
let isBroken: boolean;

beforeEach(async () => {
  isBroken = false;
  [mudAnchor, tlsAnchor] = [await authority('MUD Root'), await authority('Web Root')];
  const maker = await certified(mudAnchor, 'Maker of lamps', [keyUsage('digitalSignature')]);
  const web = await certified(tlsAnchor, 'localhost', [subjectAltName([{ kind: 'dns', value: 'localhost' }])]);
  server = await startTlsServer({
    host: '127.0.0.1',
    port: 0,
    key: web.key,
    certificateChain: [web.certificate.der],
    requestClientCertificate: false,
    handler: async ({ path }) => {
      if (isBroken) return text(500, 'out of order');
      const file = mudFile(url);
      if (path === '/lamp.json') return bytes(200, 'application/mud+json', file);
      const content = await signCms({ content: file, signers: [maker], detached: true });
      return bytes(200, 'application/pkcs7-signature', content);
    },
  });
  url = `https://localhost:${server.port}/lamp.json`;
});
afterEach(async () => {
  await domain.close();
  await server.close();
});

async function start(policy: string, mud?: DomainAssuranceOptions['mud']): Promise<void> {
  domain = await startDomain({ listen: undefined, assurance: mud === undefined ? {} : { mud } });
  lamp = await lampFor(domain);
  await run(domain, 'policy.adopt', { policy });
  await outcomeAt(domain, lamp.device, 'C.3');
  await makeWelcome(domain, lamp);
  await claim(domain, 'Mud', { deviceType: 'lamp-2', mud: { url } });
}

const mud = () => ({
  anchors: [mudAnchor.certificate],
  tlsAnchors: [tlsAnchor.certificate],
  localNetworks: ['192.0.2.0/24'],
});
const KEEP_TO_IT = { rule: 'keep_to_mud', source: 'obligation(D, mud, Url) :- type_of(D, T), mud(T, Url, _).\n' };

async function obligations(): Promise<readonly string[]> {
  const decision = await decide(domain, lamp.device, 'E.2');
  assert.equal(decision.outcome, 'permit', decision.reason);
  return decision.outcome === 'permit' ? decision.obligations.map(({ type, value }) => `${type}=${value}`) : [];
}

describe('a policy that has devices keep to their MUD files', () => {
  it('gives the NAS the rules of the file', async () => {
    await start('build-5', mud());
    assert.deepEqual(await obligations(), []);
    await run(domain, 'policy.replace', KEEP_TO_IT);
    const rules = await obligations();
    assert.ok(rules.includes('filter-rule=permit in 6 from any to 192.0.2.0/24 8883'), rules.join('\n'));
    assert.equal(rules.at(-1), 'filter-rule=deny out ip from any to any');
    const [file] = objectsOf(await run(domain, 'mud.show', { type: 'lamp-2' }), 'files');
    assert.deepEqual([file?.['url'], file?.['problem']], [url, null]);
  });

  it('denies a device whose file cannot be had', async () => {
    await start('build-5', mud());
    isBroken = true;
    await run(domain, 'policy.replace', KEEP_TO_IT);
    const { outcome, reason } = await decide(domain, lamp.device, 'E.2');
    assert.equal(outcome, 'deny');
    assert.match(reason, /MUD file, which cannot be had/);
    const [file] = objectsOf(await run(domain, 'mud.show', { type: 'lamp-2' }), 'files');
    assert.equal(file?.['code'], 'E_BEHAVIOUR_FETCH_STATUS');
  });

  it('denies a device whose file is signed by a stranger', async () => {
    await start('build-5', { ...mud(), anchors: [tlsAnchor.certificate] });
    await run(domain, 'policy.replace', KEEP_TO_IT);
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
  });

  it('denies everybody where no files are fetched', async () => {
    await start('build-5');
    await run(domain, 'policy.replace', KEEP_TO_IT);
    assert.match((await decide(domain, lamp.device, 'E.2')).reason, /none is fetched here/);
    await assert.rejects(run(domain, 'mud.show', { type: 'lamp-2' }), { code: 'E_DOMAIN_MUD' });
  });
});

describe('a policy that holds it against devices what their MUD files do not allow', () => {
  it('puts them out for what they did, and not for what they may do', async () => {
    await start('build-5-mud', mud());
    await run(domain, 'addresses.set', { device: 'LAMP-1', addresses: ['192.0.2.7'] });
    const see = async (destination: string, destinationPort: number) => {
      const flow = {
        at: domain.now().toISOString(),
        source: '192.0.2.7',
        destination,
        destinationPort,
        protocol: 'tcp',
      };
      await run(domain, 'flows.submit', { flows: Buffer.from(JSON.stringify(flow)).toString('base64') });
      return outcomeAt(domain, lamp.device, 'E.2');
    };
    assert.equal(await see('192.0.2.99', 8883), 'permit');
    assert.equal(await see('198.51.100.1', 443), 'deny');
    const { reason } = await decide(domain, lamp.device, 'E.2');
    assert.match(reason, /went to 198.51.100.1, which its MUD file does not allow/);
  });
});
