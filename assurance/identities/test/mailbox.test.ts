import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didKeySigner, makeClaim } from '@sallyport/assurance-claims';
import { parseMailbox } from '@sallyport/assurance-identities';
import { isSallyportError } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { fuzzRuns, refuses } from '@sallyport/testing';
import fc from 'fast-check';

describe('a mailbox', () => {
  for (const [text, address, uri] of [
    ['person@email.com', 'person@email.com', 'mailto:person@email.com'],
    ['Person.Name@Email.COM', 'person.name@email.com', 'mailto:person.name@email.com'],
    ['person@email.com.', 'person@email.com', 'mailto:person@email.com'],
    ['a+b@münchen.example', 'a+b@xn--mnchen-3ya.example', 'mailto:a+b@xn--mnchen-3ya.example'],
    ['a@XN--MNCHEN-3YA.example', 'a@xn--mnchen-3ya.example', 'mailto:a@xn--mnchen-3ya.example'],
    ["o'neill@例え.jp", "o'neill@xn--r8jz45g.jp", "mailto:o'neill@xn--r8jz45g.jp"],
    ['a%b/c?d&e=f#g@x.example', 'a%b/c?d&e=f#g@x.example', 'mailto:a%25b%2Fc%3Fd%26e%3Df%23g@x.example'],
    [`${'a'.repeat(64)}@x.example`, `${'a'.repeat(64)}@x.example`, `mailto:${'a'.repeat(64)}@x.example`],
  ] as const) {
    it(`is read in one form: ${text.slice(0, 40)}`, () => {
      assert.deepEqual(parseMailbox(text), { address, uri });
      assert.deepEqual(parseMailbox(address), { address, uri });
    });
  }

  for (const text of [
    '',
    'person',
    '@email.com',
    'person@',
    'person@localhost',
    'a@b@email.com',
    '.a@email.com',
    'a..b@email.com',
    'a.@email.com',
    '"a b"@email.com',
    'a b@email.com',
    'Person <person@email.com>',
    'person@email.com, other@email.com',
    'person(comment)@email.com',
    'person@email.com\r\nBcc: all@email.com',
    'person\n@email.com',
    'person@email.com\0',
    'person@em\u00adail.com\u200b',
    'person@-email.com',
    'person@email-.com',
    'person@192.0.2.1',
    'person@2130706433.1',
    'person@a_b.example',
    `${'a'.repeat(65)}@x.example`,
    `a@${'b'.repeat(64)}.example`,
    `a@${'bcdefghi.'.repeat(30)}example`,
    'x'.repeat(100_000),
  ]) {
    it(`is refused when it is none: ${JSON.stringify(text.slice(0, 50))}`, async () => {
      await refuses(() => parseMailbox(text), 'E_IDENTITIES_MAILBOX');
    });
  }

  for (const text of ['jürgen@email.com', '用户@例え.jp', 'person@[192.0.2.1]', 'person@[IPv6:2001:db8::1]']) {
    it(`is refused when it is of a kind that is not done: ${text}`, async () => {
      await refuses(() => parseMailbox(text), 'E_IDENTITIES_MAILBOX_UNSUPPORTED');
    });
  }

  it('is one line of ASCII that a claim can name, or is refused with a typed error', () => {
    const { issuer } = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
    const local = fc.string({ unit: 'binary', maxLength: 12 });
    const domain = fc.oneof(fc.domain(), fc.string({ unit: 'grapheme', maxLength: 20 }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.tuple(local, domain).map((parts) => parts.join('@')),
        ),
        (text) => {
          try {
            const { address, uri } = parseMailbox(text);
            assert.match(address, /^[!-~]+@[a-z0-9.-]+$/);
            assert.doesNotMatch(address, /[<>()[\]\\,;:"\s]/);
            assert.deepEqual(parseMailbox(address), { address, uri });
            const confirmed = '2026-11-30T12:00:00Z';
            makeClaim({
              type: 'IdentityBinding',
              issuer,
              validFrom: new Date(),
              subject: { id: issuer, email: uri, confirmed },
            });
          } catch (thrown) {
            assert.ok(
              isSallyportError(thrown, 'E_IDENTITIES_MAILBOX', 'E_IDENTITIES_MAILBOX_UNSUPPORTED'),
              String(thrown),
            );
          }
        },
      ),
      { numRuns: fuzzRuns(1000) },
    );
  });
});
