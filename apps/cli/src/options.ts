/** Reading option values, with a sentence that names the option when one is wrong. */

import { parseMailbox } from '@sallyport/assurance-identities';
import { isSallyportError } from '@sallyport/core';
import { InvalidArgumentError } from 'commander';

const MAX_PORT = 65_535;

/** A TCP port; 0 lets the system choose. */
export function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > MAX_PORT)
    throw new InvalidArgumentError(`it is a whole number from 0 to ${MAX_PORT}.`);
  return value;
}

/** A whole number from 1. */
export function count(text: string): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < 1) throw new InvalidArgumentError('it is a whole number from 1.');
  return value;
}

/** `host:port`, with an IPv6 address in brackets. */
export function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([0-9a-fA-F:.%a-z]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (match === null || host === undefined) throw new InvalidArgumentError('it is HOST:PORT.');
  return { host, port: port(match[3] ?? '') };
}

/** A URL that begins with http: what is behind it is signed, and must be reached without checking a certificate. */
export function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' || url.search !== '' || url.hash !== '') {
    throw new InvalidArgumentError('it is a URL that begins with http.');
  }
  return text;
}

/** `https://host` or `https://host:port` and nothing more. Gives it as browsers write it. */
export function httpsOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (url?.protocol !== 'https:' || !isBare) throw new InvalidArgumentError('it is https://HOST:PORT.');
  return url.origin;
}

/** The SHA-256 of a certificate in hexadecimal, with or without colons. */
export function sha256(text: string): string {
  const hex = text.replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new InvalidArgumentError('it is a SHA-256 in hexadecimal.');
  return hex;
}

/** A part of a whole. */
export function fraction(text: string): number {
  const value = Number(text);
  if (!/^[01](?:\.\d{1,6})?$/.test(text) || value > 1) throw new InvalidArgumentError('it is a number from 0 to 1.');
  return value;
}

/** Somebody by a URI, or by a mail address, which becomes the URI that claims name it by. */
export function who(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)) return text;
  try {
    return parseMailbox(text).uri;
  } catch (thrown) {
    throw new InvalidArgumentError(isSallyportError(thrown) ? `${thrown.message}.` : 'it is a mail address or a key.');
  }
}

/** A day, which ends as it does in UTC, or a time with its zone. */
export function moment(text: string): Date {
  return timeIn(text, '23:59:59Z');
}

/** A day, which begins as it does in UTC, or a time with its zone. */
export function beginning(text: string): Date {
  return timeIn(text, '00:00:00Z');
}

function timeIn(text: string, ofDay: string): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = new Date(isDay ? `${text}T${ofDay}` : text);
  const hasZone = isDay || /(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  if (!hasZone || Number.isNaN(time.getTime())) throw new InvalidArgumentError('it is a day, or a time with its zone.');
  return time;
}
