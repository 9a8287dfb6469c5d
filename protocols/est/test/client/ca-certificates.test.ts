import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CaTrust, judgeCaCertificates } from '@sallyport/est';
import type { Certificate } from '@sallyport/pki';
import { type Identity, lab, makeAuthority, NOW } from '../support/lab.ts';

function judge(received: readonly Identity[], trust: CaTrust) {
  return judgeCaCertificates(
    received.map(({ certificate }) => certificate),
    trust,
    NOW,
  );
}

function same(actual: readonly Certificate[], expected: readonly Identity[]) {
  assert.deepEqual(
    actual.map((each) => each.fingerprint()),
    expected.map(({ certificate }) => certificate.fingerprint()),
  );
}

describe('CA certificates', () => {
  it('over an authenticated connection: roots are anchors, other CAs help, the rest is passed over', async () => {
    const { root, tls } = await lab();
    const intermediate = await makeAuthority('Issuing CA', root);
    const judged = judge([tls, intermediate, root], { basis: 'connection' });
    same(judged.anchors, [root]);
    same(judged.intermediates, [intermediate]);
    same(judged.ignored, [tls]);
  });

  it('without any root are refused', async () => {
    const { root, tls } = await lab();
    const intermediate = await makeAuthority('Issuing CA', root);
    for (const received of [[], [tls], [intermediate]]) {
      assert.throws(() => judge(received, { basis: 'connection' }), { code: 'E_EST_CACERTS_EMPTY' });
    }
  });

  it('belong to a pin that is among them, below them, or above them', async () => {
    const { root, tls } = await lab();
    const intermediate = await makeAuthority('Issuing CA', root);
    const pin = (identity: Identity): CaTrust => ({ basis: 'pinned', certificate: identity.certificate });
    same(judge([root], pin(root)).anchors, [root]);
    same(judge([root], pin(tls)).anchors, [root]);
    same(judge([root, intermediate], pin(intermediate)).anchors, [root]);
    const below = judge([intermediate], pin(root));
    same(below.anchors, [root]);
    same(below.intermediates, [intermediate]);
  });

  it('of another domain than the pinned one are refused', async () => {
    const { root, stranger, tls } = await lab();
    for (const pinned of [root, tls]) {
      const trust: CaTrust = { basis: 'pinned', certificate: pinned.certificate };
      assert.throws(() => judge([stranger], trust), { code: 'E_EST_CACERTS_UNRELATED' });
    }
  });

  it('at a rollover: the new root is believed when the held one vouches for it', async () => {
    const old = await makeAuthority('Domain Root');
    const next = await makeAuthority('Domain Root');
    const newWithOld = await makeAuthority('Domain Root', old, next.keys);
    const oldWithNew = await makeAuthority('Domain Root', next, old.keys);
    const judged = judge([old, next, newWithOld, oldWithNew], { basis: 'rollover', anchors: [old.certificate] });
    same(judged.anchors, [old, next]);
    same(judged.intermediates, [newWithOld, oldWithNew]);
  });

  it('at a rollover: a root that nobody held vouches for is passed over', async () => {
    const { root, stranger } = await lab();
    const judged = judge([root, stranger], { basis: 'rollover', anchors: [root.certificate] });
    same(judged.anchors, [root]);
    same(judged.ignored, [stranger]);
  });

  it('at a rollover: an intermediate of the held root with another name does not make a root of itself', async () => {
    const { root, stranger } = await lab();
    const cross = await makeAuthority('Another Name', root, stranger.keys);
    const trust: CaTrust = { basis: 'rollover', anchors: [root.certificate] };
    assert.throws(() => judge([stranger, cross], trust), { code: 'E_EST_CACERTS_UNRELATED' });
  });
});
