import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authorizeServer, type ServerExpectation } from '@sallyport/est';
import { extendedKeyUsage, Name, OID, subjectAltName } from '@sallyport/pki';
import { type Identity, issueFrom, lab, NOW } from '../support/lab.ts';

async function server(issuer: Identity, options: { dns?: string; purpose?: string; notAfter?: Date } = {}) {
  const { dns, purpose, notAfter } = options;
  return issueFrom(issuer, {
    subject: Name.of([['CN', 'est.example']]),
    ...(notAfter === undefined ? {} : { notAfter }),
    extensions: [
      ...(dns === undefined ? [] : [subjectAltName([{ kind: 'dns', value: dns }])]),
      ...(purpose === undefined ? [] : [extendedKeyUsage([purpose])]),
    ],
  });
}

function judge({ certificate }: Identity, expectation: Partial<ServerExpectation>) {
  return authorizeServer([certificate.der], { host: 'est.example', at: NOW, ...expectation });
}

describe('authorization of an EST server', () => {
  it('under an explicit anchor: by its name', async () => {
    const { root } = await lab();
    const named = await server(root, { dns: 'est.example', purpose: OID.serverAuth });
    assert.equal(judge(named, { explicit: [root.certificate] }), 'explicit');
  });

  it('under an explicit anchor: by id-kp-cmcRA, whatever its name', async () => {
    const { root } = await lab();
    const registrar = await server(root, { purpose: OID.cmcRa });
    assert.equal(judge(registrar, { explicit: [root.certificate] }), 'explicit');
  });

  it('under an explicit anchor: not by its common name', async () => {
    const { root } = await lab();
    const nameless = await server(root, { purpose: OID.serverAuth });
    assert.throws(() => judge(nameless, { explicit: [root.certificate] }), { code: 'E_EST_SERVER_UNAUTHORIZED' });
  });

  it('under an implicit anchor: by its name alone', async () => {
    const { stranger } = await lab();
    const implicit = [stranger.certificate];
    assert.equal(judge(await server(stranger, { dns: 'est.example' }), { implicit }), 'implicit');
    const registrar = await server(stranger, { purpose: OID.cmcRa });
    assert.throws(() => judge(registrar, { implicit }), { code: 'E_EST_SERVER_UNAUTHORIZED' });
    const other = await server(stranger, { dns: 'other.example' });
    assert.throws(() => judge(other, { implicit }), { code: 'E_EST_SERVER_UNAUTHORIZED' });
  });

  it('takes an IP address for a name', async () => {
    const { root } = await lab();
    const { tls } = await lab();
    assert.equal(judge(tls, { explicit: [root.certificate], host: '127.0.0.1' }), 'explicit');
    const named = await server(root, { dns: 'est.example' });
    const expectation = { explicit: [root.certificate], host: '192.0.2.1' };
    assert.throws(() => judge(named, expectation), { code: 'E_EST_SERVER_UNAUTHORIZED' });
  });

  it('is refused without a path, without anchors, after its time, and without a certificate', async () => {
    const { root, stranger } = await lab();
    const good = await server(root, { dns: 'est.example' });
    const old = await server(root, { dns: 'est.example', notAfter: new Date('2026-02-01T00:00:00Z') });
    const untrusted = { code: 'E_EST_SERVER_UNTRUSTED' };
    assert.throws(() => judge(good, { explicit: [stranger.certificate], implicit: [stranger.certificate] }), untrusted);
    assert.throws(() => judge(good, {}), untrusted);
    assert.throws(() => judge(old, { explicit: [root.certificate] }), untrusted);
    assert.equal(judge(old, { explicit: [root.certificate], at: 'ignore-validity' }), 'explicit');
    for (const chain of [[], [new Uint8Array(3)]]) {
      assert.throws(() => authorizeServer(chain, { host: 'x', explicit: [root.certificate], at: NOW }), untrusted);
    }
  });
});
