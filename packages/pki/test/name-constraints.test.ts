import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { der } from '@sallyport/der';
import {
  type Extension,
  extension,
  type GeneralNameInput,
  Name,
  nameConstraints,
  OID,
  subjectAltName,
  validatePath,
} from '@sallyport/pki';
import { authority, cn, endEntity, type Identity, NOW } from './support.ts';

let root: Identity;
before(async () => {
  root = await authority('root');
});

const dns = (value: string) => ({ kind: 'dns', value }) as const;
const email = (value: string) => ({ kind: 'email', value }) as const;

/** Whether a leaf with these names stands under a CA with these constraints. */
async function allows(constraints: Extension, names: readonly GeneralNameInput[], subject: Name = cn('x')) {
  const ca = await authority('ca', root, { more: [constraints] });
  const more = names.length === 0 ? [] : [subjectAltName(names)];
  const leaf = await endEntity('leaf', ca, { subject, more });
  return outcome(leaf, [ca]);
}

function outcome(leaf: Identity, cas: readonly Identity[]): boolean {
  const intermediates = cas.map(({ certificate }) => certificate);
  try {
    return Boolean(validatePath({ leaf: leaf.certificate, intermediates, anchors: [root.certificate], at: NOW }));
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'E_PKI_PATH_NAME_CONSTRAINTS', String(error));
    return false;
  }
}

function ipConstraints(octets: readonly number[], tag: 0 | 1): Extension {
  const subtree = der.sequence(der.contextValue(7, Uint8Array.from(octets)));
  return extension(OID.nameConstraints, der.sequence(der.context(tag, subtree)), true);
}

describe('name constraints', () => {
  it('permit a DNS name and what lies below it, in any case', async () => {
    const constraints = nameConstraints({ permitted: [dns('Example.com')] });
    assert.equal(await allows(constraints, [dns('example.com')]), true);
    assert.equal(await allows(constraints, [dns('a.b.EXAMPLE.com')]), true);
    assert.equal(await allows(constraints, [dns('badexample.com')]), false);
    assert.equal(await allows(constraints, [dns('example.com.evil')]), false);
    assert.equal(await allows(constraints, [dns('a.example.com'), dns('other')]), false);
    assert.equal(await allows(constraints, []), true);
    assert.equal(await allows(constraints, [email('a@other')]), true);
  });

  it('take a leading dot to leave out the name itself', async () => {
    const constraints = nameConstraints({ permitted: [dns('.example.com')] });
    assert.equal(await allows(constraints, [dns('a.example.com')]), true);
    assert.equal(await allows(constraints, [dns('example.com')]), false);
  });

  it('exclude before they permit, and see through wildcards', async () => {
    const constraints = nameConstraints({ permitted: [dns('example.com')], excluded: [dns('secret.example.com')] });
    assert.equal(await allows(constraints, [dns('open.example.com')]), true);
    assert.equal(await allows(constraints, [dns('secret.example.com')]), false);
    assert.equal(await allows(constraints, [dns('a.secret.example.com')]), false);
    assert.equal(await allows(constraints, [dns('*.example.com')]), false);
    assert.equal(await allows(constraints, [dns('*.open.example.com')]), true);
  });

  it('compare directory names as subtrees', async () => {
    const base = Name.of([
      ['C', 'FR'],
      ['O', 'Maker'],
    ]);
    const constraints = nameConstraints({ permitted: [{ kind: 'directory', value: base }] });
    const under = (organization: string) =>
      Name.of([
        ['C', 'fr'],
        ['O', organization],
        ['CN', 'device'],
      ]);
    assert.equal(await allows(constraints, [], under('MAKER')), true);
    assert.equal(await allows(constraints, [], under('Other')), false);
    assert.equal(await allows(constraints, [], Name.of([['C', 'FR']])), false);
    assert.equal(await allows(constraints, [{ kind: 'directory', value: under('Other') }], under('Maker')), false);
  });

  it('compare mailboxes, hosts and domains, in the subject as well', async () => {
    const host = nameConstraints({ permitted: [email('example.com')] });
    assert.equal(await allows(host, [email('a@EXAMPLE.com')]), true);
    assert.equal(await allows(host, [email('a@b.example.com')]), false);
    const domain = nameConstraints({ permitted: [email('.example.com')] });
    assert.equal(await allows(domain, [email('a@b.example.com')]), true);
    assert.equal(await allows(domain, [email('a@example.com')]), false);
    const mailbox = nameConstraints({ excluded: [email('a@example.com')] });
    assert.equal(await allows(mailbox, [email('a@example.com')]), false);
    assert.equal(await allows(mailbox, [email('A@example.com')]), true);
    assert.equal(await allows(mailbox, [], Name.of([['emailAddress', 'a@example.com']])), false);
  });

  it('compare IP addresses with networks of their own family', async () => {
    const permitted = ipConstraints([10, 1, 0, 0, 255, 255, 0, 0], 0);
    assert.equal(await allows(permitted, [{ kind: 'ip', value: '10.1.2.3' }]), true);
    assert.equal(await allows(permitted, [{ kind: 'ip', value: '10.2.2.3' }]), false);
    assert.equal(await allows(permitted, [{ kind: 'ip', value: '::1' }]), false);
    const excluded = ipConstraints([10, 1, 0, 0, 255, 255, 0, 0], 1);
    assert.equal(await allows(excluded, [{ kind: 'ip', value: '10.1.2.3' }]), false);
    assert.equal(await allows(excluded, [{ kind: 'ip', value: '::1' }]), true);
  });

  it('compare the host of a URI, and refuse one that has no host name', async () => {
    const uri = (value: string) => ({ kind: 'uri', value }) as const;
    const constraint = (value: string, tag: number) => {
      const subtree = der.sequence(der.contextValue(6, Uint8Array.from(Buffer.from(value))));
      return extension(OID.nameConstraints, der.sequence(der.context(tag, subtree)), true);
    };
    const host = constraint('example.com', 0);
    assert.equal(await allows(host, [uri('https://EXAMPLE.com:8443/path?a#b')]), true);
    assert.equal(await allows(host, [uri('https://user@example.com')]), true);
    assert.equal(await allows(host, [uri('https://a.example.com/')]), false);
    assert.equal(await allows(host, [uri('https://evil.test/@example.com')]), false);
    assert.equal(await allows(host, [uri('https://evil.test#@example.com')]), false);
    const domain = constraint('.example.com', 0);
    assert.equal(await allows(domain, [uri('https://a.b.example.com')]), true);
    assert.equal(await allows(domain, [uri('https://example.com')]), false);
    const excluded = constraint('example.com', 1);
    assert.equal(await allows(excluded, [uri('https://example.com/')]), false);
    assert.equal(await allows(excluded, [uri('https://example.org/')]), true);
    for (const text of ['urn:example:a', 'https://192.0.2.1/', 'https://[::1]/', 'example.org']) {
      assert.equal(await allows(excluded, [uri(text)]), false);
    }
  });

  it('refuse names of a form they constrain and this side cannot compare', async () => {
    const subtree = der.sequence(der.objectIdentifier('1.2.3', 0x88));
    const constraints = extension(OID.nameConstraints, der.sequence(der.context(0, subtree)), true);
    assert.equal(await allows(constraints, [{ kind: 'registeredId', value: '1.2.3' }]), false);
    assert.equal(await allows(constraints, [dns('example.com')]), true);
  });

  it('add up along the chain', async () => {
    const outer = await authority('outer', root, { more: [nameConstraints({ permitted: [dns('example.com')] })] });
    const inner = await authority('inner', outer, { more: [nameConstraints({ permitted: [dns('evil.test')] })] });
    for (const name of ['a.example.com', 'a.evil.test']) {
      const leaf = await endEntity('leaf', inner, { more: [subjectAltName([dns(name)])] });
      assert.equal(outcome(leaf, [inner, outer]), false);
    }
  });

  it('pass over self-issued CAs but not over a self-issued leaf', async () => {
    const base = Name.of([['O', 'Maker']]);
    const constraints = nameConstraints({ permitted: [{ kind: 'directory', value: base }] });
    const ca = await authority('ca', root, { more: [constraints] });
    const rekeyed = await authority('ca', ca);
    const good = await endEntity('x', rekeyed, { subject: base });
    assert.equal(outcome(good, [rekeyed, ca]), true);
    const bad = await endEntity('ca', ca);
    assert.equal(outcome(bad, [ca]), false);
  });

  it('give up on more comparisons than an honest chain needs', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => dns(`h${i}.example.com`));
    const constraints = nameConstraints({ permitted: [dns('example.com'), ...many(300)] });
    assert.equal(await allows(constraints, many(300)), false);
    assert.equal(await allows(constraints, many(100)), true);
  });
});
