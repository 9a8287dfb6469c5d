/** The pages behind a link. No script, nothing from elsewhere, and nothing that tells another site where the reader was. */

import { utf8 } from '@sallyport/core';
import { bytes, type HttpResponse } from '@sallyport/http';
import type { PendingBinding } from '../authentication-server.ts';

const HEADERS = {
  'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Asks for the button to be pressed: scanners of mail follow links, and must not bind anything by it. */
export function askPage({ key, fingerprint, mailbox, expires }: PendingBinding, token: string): HttpResponse {
  return page(200, 'Is this key yours?', [
    `<p>A key is to be bound to the mailbox <strong>${html(mailbox.address)}</strong>. Whatever is signed with it would then be taken for yours.</p>`,
    `<p>Compare these letters with those that your program shows: <strong><code>${html(fingerprint)}</code></strong></p>`,
    `<form method="post" action="confirm"><input type="hidden" name="token" value="${html(token)}"><button type="submit">Yes, the key is mine</button></form>`,
    `<p>If you did not ask for this, close the page: nothing will be bound. The link works until ${html(expires.toUTCString())}.</p>`,
    `<p>The whole key: <code>${html(key)}</code></p>`,
  ]);
}

export function donePage({ fingerprint, mailbox }: PendingBinding): HttpResponse {
  return page(200, 'The key is bound', [
    `<p>The key <strong><code>${html(fingerprint)}</code></strong> is bound to <strong>${html(mailbox.address)}</strong>.</p>`,
    '<p>You can close this page. Your program gets the binding by asking again.</p>',
  ]);
}

export function unknownPage(): HttpResponse {
  return page(404, 'This link does not work', [
    '<p>It was used, has expired, or was cut short by your mail program. Ask again to get a new one.</p>',
  ]);
}

export function troublePage(status: number): HttpResponse {
  return page(status, 'Not now', [
    '<p>Something does not work here at the moment. Try again later: the link stays good.</p>',
  ]);
}

function page(status: number, title: string, paragraphs: readonly string[]): HttpResponse {
  const document = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body><h1>${title}</h1>
${paragraphs.join('\n')}
</body></html>
`;
  return bytes(status, 'text/html; charset=utf-8', utf8(document), HEADERS);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function html(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');
}
