/**
 * Where the authentication server's mails go: to a mail server over SMTP, into a directory, or onto a console. The last two are
 * for houses without mail, where the owner hands links on by hand.
 */

import { join } from 'node:path';
import type { Mail, Outbox } from '@sallyport/assurance-identities';
import {
  type Clock,
  fromUtf8,
  type Milliseconds,
  type Random,
  reasonOf,
  SECOND,
  type Secret,
  toHex,
  utf8,
} from '@sallyport/core';
import { createFileDurably } from '@sallyport/files';
import { createTransport } from 'nodemailer';
import { fail } from '../errors.ts';

export interface SmtpOptions {
  /**
   * `smtp://host:port` with STARTTLS, which is insisted on, or `smtps://host:port` with TLS from the first octet. A user may be
   * named before the host, its password not. With `?tls=none` in the clear, which only a server on this machine may be spoken to in.
   */
  readonly url: string;
  /** Of the user in the URL. */
  readonly password?: Secret;
  /** The mailbox that mails come from; the mail server must let it. */
  readonly from: string;
  /** PEM of the anchors of the mail server's certificate; those that come with Node.js if left out. */
  readonly anchors?: string;
  /** For connecting, for the greeting, and for each silence after. Default 20 s. */
  readonly timeout?: Milliseconds;
}

const TIMEOUT: Milliseconds = 20 * SECOND;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

/** @throws E_DOMAIN_ARGUMENT; sending throws E_DOMAIN_MAIL */
export function smtpOutbox(options: SmtpOptions): Outbox {
  const transport = createTransport(transportOptions(options));
  return {
    async send({ to, subject, text }) {
      try {
        await transport.sendMail({
          from: options.from,
          // As an object, so that nothing looks for several addresses in it.
          to: { name: '', address: to },
          envelope: { from: options.from, to: [to] },
          subject,
          text,
          // RFC 3834 §5: nobody's machine is to answer.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (cause) {
        throw fail('E_DOMAIN_MAIL', `the mail server did not take a mail (${reasonOf(cause)})`, { cause });
      }
    },
  };
}

function transportOptions({ url, password, anchors, timeout = TIMEOUT }: SmtpOptions) {
  const { protocol, hostname, port, username, password: inUrl, search } = parse(url);
  const defaultPort = DEFAULT_PORTS[protocol];
  if (defaultPort === undefined || hostname === '') throw argument('the mail server is smtp://host or smtps://host');
  if (inUrl !== '') throw argument('the password of the mail server does not belong into its URL');
  if (search !== '' && search !== '?tls=none')
    throw argument('the URL of the mail server takes ?tls=none and nothing else');
  const isClear = search === '?tls=none';
  if (isClear && (protocol === 'smtps:' || !LOOPBACK.test(hostname))) {
    throw argument('only smtp to a mail server on this machine goes without TLS');
  }
  if ((username === '') !== (password === undefined))
    throw argument('a mail server takes a user with a password, or neither');
  const host = hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: port === '' ? defaultPort : Number(port),
    secure: protocol === 'smtps:',
    requireTLS: !isClear,
    ignoreTLS: isClear,
    ...(password === undefined
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: fromUtf8(password.expose()) } }),
    tls: { minVersion: 'TLSv1.2', ...(anchors === undefined ? {} : { ca: anchors }) },
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    // A mail is what it says and never the content of a file or page that it names.
    disableFileAccess: true,
    disableUrlAccess: true,
  } as const;
}

/** Writes each mail into a file of its own, which only the owner of this process can read: it holds a link that works. */
export function fileOutbox(
  directory: string,
  { clock, random }: { readonly clock: Pick<Clock, 'now'>; readonly random: Random },
): Outbox {
  return {
    async send(mail) {
      const unique = toHex(random.bytes(8));
      const name = `${clock.now().toISOString().replaceAll(':', '')}-${unique}.txt`;
      try {
        await createFileDurably(join(directory, name), utf8(plainMail(mail)), unique);
      } catch (cause) {
        throw fail('E_DOMAIN_MAIL', `a mail cannot be written to ${directory} (${reasonOf(cause)})`, { cause });
      }
    },
  };
}

/** Shows each mail to whoever watches the console. */
export function consoleOutbox(write: (text: string) => void): Outbox {
  return { send: async (mail) => write(plainMail(mail)) };
}

function plainMail({ to, subject, text }: Mail): string {
  return `To: ${to}\nSubject: ${subject}\n\n${text}`;
}

function parse(url: string): URL {
  if (!URL.canParse(url)) throw argument('the mail server is not named by a URL');
  return new URL(url);
}

function argument(message: string) {
  return fail('E_DOMAIN_ARGUMENT', message);
}
