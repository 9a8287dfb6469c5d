/** Resources for peers to use: one of every behaviour. */

import { CODES, ObserverSet, Router, respond } from '@sallyport/coap';
import { utf8 } from '@sallyport/core';

export interface ExampleResources {
  readonly router: Router;
  /** How often `count` was posted to. */
  readonly posts: () => number;
  /** Changes `state`, and tells its observers. */
  readonly change: (text: string) => void;
  readonly observers: ObserverSet;
}

/** @param after gives a promise that is kept after so many milliseconds */
export function exampleResources(after: (span: number) => Promise<void>, large: Uint8Array): ExampleResources {
  let posts = 0;
  let state = utf8('first');
  let stored: Uint8Array | undefined;
  const observers = new ObserverSet();
  const content = (payload: Uint8Array) => respond(CODES.CONTENT, payload, { contentFormat: 0 });
  const router = new Router()
    .add('hello', { methods: { GET: () => content(utf8('hello')) }, attributes: { ct: 0 } })
    .add('large', { methods: { GET: () => content(large) }, attributes: { sz: large.length } })
    .add('slow', {
      methods: {
        GET: async () => {
          await after(1200);
          return content(utf8('at last'));
        },
      },
    })
    .add('count', {
      methods: { POST: ({ payload }) => respond(CODES.CHANGED, utf8(`${++posts} ${payload.length}`)) },
    })
    .add('echo', {
      methods: { POST: ({ payload }) => respond(CODES.CHANGED, payload), FETCH: ({ payload }) => content(payload) },
    })
    .add('state', {
      methods: {
        GET: (request) => {
          observers.accept(request);
          return content(state);
        },
      },
      attributes: { obs: true, rt: 'state' },
    })
    .add('stored', {
      methods: {
        GET: () => (stored === undefined ? respond(CODES.NOT_FOUND) : content(stored)),
        PUT: ({ payload }) => {
          const code = stored === undefined ? CODES.CREATED : CODES.CHANGED;
          stored = payload;
          return respond(code);
        },
        DELETE: () => {
          stored = undefined;
          return respond(CODES.DELETED);
        },
      },
    });
  return {
    router,
    posts: () => posts,
    change: (text) => {
      state = utf8(text);
      observers.notify(content(state));
    },
    observers,
  };
}
