/** How the stream of events is described. */

import type { JsonObject } from '@sallyport/core';

export const EVENTS_PATH_ITEM: JsonObject = {
  get: {
    operationId: 'events',
    summary: 'what happens, as it happens (server-sent events)',
    tags: ['events'],
    description:
      'Each event is one line of JSON: its topic, its data, and an id where it can be caught up with. `alive` says that the line stands; `reset` that more was missed than can be caught up with: ask for everything again.',
    parameters: [
      {
        name: 'topics',
        in: 'query',
        required: false,
        description: 'Topics, with commas between them. Left out: all that the caller may see.',
        schema: { type: 'string' },
      },
      {
        name: 'Last-Event-ID',
        in: 'header',
        required: false,
        description: 'The id of the last event that was seen: what came after it is sent first.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      default: { $ref: '#/components/responses/Problem' },
    },
  },
};
