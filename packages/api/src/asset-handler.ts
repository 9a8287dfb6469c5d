/** Serves the files of a page from memory. */

import { type HttpHandler, type HttpRequest, type HttpResponse, text } from '@sallyport/http';
import type { Asset, AssetSource } from './assets.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
/** Asked for each time, and sent only where it is another one. */
const ASK_AGAIN = 'no-cache';
const START = '/index.html';

/** What is no file is a place within the page, which finds its way by itself: that is answered with its first file. */
export function assetHandler(source: AssetSource): HttpHandler {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return text(405, 'this takes GET, HEAD', { allow: 'GET, HEAD' });
    }
    const asset = source.get(request.path) ?? (isNavigation(request) ? source.get(START) : undefined);
    return asset === undefined ? text(404, 'there is no such file') : assetResponse(asset, request);
  };
}

/** Files are in one folder or at the top, where they have a dot; the names of what people look at may have one, too. */
const FILE = /^\/(?:assets\/.*|[^/]*\.[^/]*)$/;

function isNavigation({ path, headers }: HttpRequest): boolean {
  const accept = headers.get('accept') ?? '*/*';
  return !FILE.test(path) && (accept.includes('text/html') || accept.includes('*/*'));
}

function assetResponse({ body, type, etag, immutable, encoding }: Asset, { headers }: HttpRequest): HttpResponse {
  const fields = {
    'content-type': type,
    etag,
    'cache-control': immutable ? FOR_EVER : ASK_AGAIN,
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  };
  const known = headers.get('if-none-match');
  const isKnown = known?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag) === true;
  return isKnown ? { status: 304, headers: fields, body: new Uint8Array(0) } : { status: 200, headers: fields, body };
}
