import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { ClaimLog, claimLogProjection } from '@sallyport/assurance-claim-log';
import { didKeySigner } from '@sallyport/assurance-claims';
import {
  AuthenticationServer,
  identitiesProjection,
  type Mail,
  signIdentityRequest,
} from '@sallyport/assurance-identities';
import {
  isSallyportError,
  ManualClock,
  Secret,
  seededRandom,
  systemClock,
  systemRandom,
  systemTimer,
  utf8,
} from '@sallyport/core';
import { buildCertificate, generateKeyPair, Name, serialNumber, softwareSigner, subjectAltName } from '@sallyport/pki';
import { openSqliteStore } from '@sallyport/store';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { consoleOutbox, fileOutbox, type SmtpOptions, smtpOutbox } from '../../src/assurance/mail-outbox.ts';

const FROM = 'sallyport@house.example';
const PASSWORD = 'correct horse battery';
const MAIL: Mail = {
  to: 'person@email.com',
  subject: 'Confirm that a key is yours',
  text: `Open\n\nhttps://house.example:8443/identities/confirm?token=${'A'.repeat(43)}\n\n.\nand press the button.\n`,
  link: `https://house.example:8443/identities/confirm?token=${'A'.repeat(43)}`,
};

async function selfSigned(host: string): Promise<{ readonly key: string; readonly cert: string }> {
  const { privateKey, publicKey } = generateKeyPair('P-256');
  const subject = Name.of([['CN', host]]);
  const certificate = await buildCertificate({
    subject,
    issuer: subject,
    publicKey,
    signer: softwareSigner(privateKey),
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [subjectAltName([{ kind: 'dns', value: host }])],
  });
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: certificate.toPem() };
}

const MAIL_SERVER = await selfSigned('localhost');

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly isSecure: boolean;
  readonly user: string;
}

/** A real mail server that keeps what it is given. */
async function withMailServer(
  options: SMTPServerOptions,
  run: (port: number, taken: Taken[]) => Promise<void>,
): Promise<void> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    ...MAIL_SERVER,
    logger: false,
    authOptional: true,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) => {
      if (password === PASSWORD) done(null, { user: username });
      else done(new Error('wrong'));
    },
    onData: (stream, { envelope, secure, user }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
          isSecure: secure,
          user: String(user),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  try {
    await run(typeof address === 'object' && address !== null ? address.port : 0, taken);
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
}

function outbox(changes: Partial<SmtpOptions> & { readonly url: string }) {
  return smtpOutbox({ from: FROM, anchors: MAIL_SERVER.cert, timeout: 60_000, ...changes });
}

/** Header fields and body of a mail as a mail program shows them (RFC 5322, RFC 2045 §6.7). */
function read(raw: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const unfolded = raw.slice(0, end).replace(/\r\n[ \t]+/g, ' ');
  const headers = new Map(
    unfolded.split('\r\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = raw.slice(end + 4).replaceAll('\r\n', '\n');
  if (headers.get('content-transfer-encoding') !== 'quoted-printable') return { headers, body };
  const decoded = body
    .replaceAll('=\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { headers, body: decoded };
}

async function refuses(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (thrown) => {
    assert.ok(isSallyportError(thrown, 'E_DOMAIN_MAIL'), inspect(thrown));
    assert.doesNotMatch(inspect(thrown, { depth: 9 }), new RegExp(PASSWORD));
    return true;
  });
}

describe('mails over SMTP', () => {
  it('are delivered after STARTTLS, by the user of the mail server, as they were written', async () => {
    await withMailServer({}, async (port, taken) => {
      await outbox({ url: `smtp://house%40example@localhost:${port}`, password: Secret.of(PASSWORD) }).send(MAIL);
      const [mail] = taken;
      assert.deepEqual(
        { ...mail, raw: '' },
        { from: FROM, to: [MAIL.to], raw: '', isSecure: true, user: 'house@example' },
      );
      const { headers, body } = read(mail?.raw ?? '');
      assert.equal(headers.get('to'), MAIL.to);
      assert.equal(headers.get('from'), FROM);
      assert.equal(headers.get('subject'), MAIL.subject);
      assert.equal(headers.get('auto-submitted'), 'auto-generated');
      assert.equal(body.trimEnd(), MAIL.text.trimEnd());
    });
  });

  it('are delivered over TLS from the first octet', async () => {
    await withMailServer({ secure: true }, async (port, taken) => {
      await outbox({ url: `smtps://localhost:${port}` }).send(MAIL);
      assert.equal(taken[0]?.isSecure, true);
    });
  });

  it('go in the clear only to a server on this machine, and only when told to', async () => {
    await withMailServer({ disabledCommands: ['STARTTLS'] }, async (port, taken) => {
      await refuses(outbox({ url: `smtp://localhost:${port}` }).send(MAIL));
      assert.equal(taken.length, 0);
      await outbox({ url: `smtp://localhost:${port}?tls=none` }).send(MAIL);
      assert.equal(taken[0]?.isSecure, false);
      assert.throws(() => outbox({ url: 'smtp://mail.example?tls=none' }), { code: 'E_DOMAIN_ARGUMENT' });
    });
  });

  it('are not given to a server that cannot prove who it is', async () => {
    const other = await selfSigned('elsewhere.example');
    for (const anchors of [other.cert, undefined]) {
      await withMailServer({}, async (port, taken) => {
        const trust = anchors === undefined ? {} : { anchors };
        await refuses(
          smtpOutbox({ from: FROM, url: `smtp://localhost:${port}`, timeout: 60_000, ...trust }).send(MAIL),
        );
        assert.equal(taken.length, 0);
      });
    }
    await withMailServer(other, async (port, taken) => {
      await refuses(outbox({ url: `smtp://localhost:${port}`, anchors: other.cert }).send(MAIL));
      assert.equal(taken.length, 0);
    });
  });

  it('that are not taken fail with the reason, and never with the password', async () => {
    await withMailServer({}, async (port) => {
      const url = `smtp://user@localhost:${port}`;
      await refuses(outbox({ url, password: Secret.of('wrong') }).send(MAIL));
    });
    const onRcptTo: SMTPServerOptions['onRcptTo'] = (_address, _session, done) => done(new Error('no such user'));
    await withMailServer({ onRcptTo }, async (port, taken) => {
      await refuses(outbox({ url: `smtp://localhost:${port}` }).send(MAIL));
      assert.equal(taken.length, 0);
    });
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const address = closed.address();
    await new Promise((resolve) => closed.close(resolve));
    const port = typeof address === 'object' ? address?.port : 0;
    await refuses(outbox({ url: `smtp://localhost:${port}` }).send(MAIL));
  });

  it('are given up on a server that says nothing', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    try {
      await refuses(outbox({ url: `smtp://localhost:${port}`, timeout: 50 }).send(MAIL));
    } finally {
      silent.close();
    }
  });

  it('go to one mailbox, whatever its name looks like', async () => {
    await withMailServer({}, async (port, taken) => {
      await outbox({ url: `smtp://localhost:${port}` }).send({ ...MAIL, to: "o'neill+a=b{c}@email.com" });
      assert.deepEqual(taken[0]?.to, ["o'neill+a=b{c}@email.com"]);
    });
  });

  it('need a URL that can be understood', () => {
    for (const url of [
      '',
      'mail.example',
      'http://mail.example',
      'smtp:',
      'smtp://a:secret@mail.example',
      'smtp://mail.example?x=1',
      'smtps://localhost?tls=none',
      'smtp://user@mail.example',
    ]) {
      assert.throws(
        () => outbox({ url }),
        (thrown) => isSallyportError(thrown, 'E_DOMAIN_ARGUMENT') && !/secret/.test(inspect(thrown)),
      );
    }
    assert.throws(() => outbox({ url: 'smtp://mail.example', password: Secret.of('x') }), {
      code: 'E_DOMAIN_ARGUMENT',
    });
  });
});

describe('mails without a mail server', () => {
  it('are files that only their owner reads', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-outbox-'));
    try {
      const files = fileOutbox(directory, { clock: new ManualClock(), random: seededRandom('outbox') });
      await files.send(MAIL);
      await files.send(MAIL);
      const names = readdirSync(directory);
      assert.equal(names.length, 2);
      for (const name of names) {
        assert.match(name, /^2026-01-01T000000\.000Z-[0-9a-f]{16}\.txt$/);
        assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600);
        assert.equal(
          readFileSync(join(directory, name), 'utf8'),
          `To: ${MAIL.to}\nSubject: ${MAIL.subject}\n\n${MAIL.text}`,
        );
      }
      await refuses(fileOutbox(join(directory, 'none'), { clock: systemClock, random: systemRandom }).send(MAIL));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('are shown on the console', async () => {
    const shown: string[] = [];
    await consoleOutbox((text) => shown.push(text)).send(MAIL);
    assert.deepEqual(shown, [`To: ${MAIL.to}\nSubject: ${MAIL.subject}\n\n${MAIL.text}`]);
  });
});

it('a key is bound by the link in a mail that really came', async () => {
  await withMailServer({}, async (port, taken) => {
    await using store = await openSqliteStore({
      path: ':memory:',
      projections: [claimLogProjection, identitiesProjection],
    });
    const log = await ClaimLog.open({ store, clock: systemClock });
    const url = 'https://house.example:8443/identities';
    const server = await AuthenticationServer.open({
      store,
      log,
      signer: didKeySigner(softwareSigner(generateKeyPair('P-256').privateKey)),
      outbox: outbox({ url: `smtp://localhost:${port}` }),
      clock: systemClock,
      random: systemRandom,
      timer: systemTimer,
      url,
      onError: (error) => assert.fail(inspect(error)),
    });
    const asker = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
    const request = await signIdentityRequest('Person@München.example', {
      audience: url,
      signer: asker,
      at: systemClock.now(),
    });
    const { fingerprint } = await server.request(utf8(request), 'peer');
    await server.close();
    const [mail] = taken;
    // This mail server shows domains in Unicode, whatever it was given.
    assert.deepEqual(mail?.to, ['person@münchen.example']);
    const { headers, body } = read(mail?.raw ?? '');
    assert.equal(headers.get('to'), 'person@xn--mnchen-3ya.example');
    assert.ok(body.includes(fingerprint));
    const token =
      /^https:\/\/house\.example:8443\/identities\/confirm\?token=([A-Za-z0-9_-]{43})$/m.exec(body)?.[1] ?? '';
    const { key, mailbox } = await server.confirm(token);
    assert.deepEqual([key, mailbox.uri], [asker.issuer, 'mailto:person@xn--mnchen-3ya.example']);
    assert.equal((await log.page({ origin: 'issued' })).claims.length, 1);
  });
});
