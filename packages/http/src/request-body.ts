/** Reads a request body within bounds, and gets rid of one that is out of bounds. */

import type { IncomingMessage } from 'node:http';
import type { BodyBudget } from './body-budget.ts';
import { fail } from './errors.ts';

const NO_BYTES = new Uint8Array(0);

/** The length the header announces; undefined for a chunked body. Node's parser has refused anything but digits. */
function announcedLength(message: IncomingMessage): number | undefined {
  const field = message.headers['content-length'];
  return field === undefined ? undefined : Number(field);
}

/** Whether the header says that a body follows (RFC 9112 §6.3). */
export function hasBody(message: IncomingMessage): boolean {
  return (announcedLength(message) ?? 0) > 0 || message.headers['transfer-encoding'] !== undefined;
}

/** @throws E_HTTP_BODY_TOO_LARGE (413) when the header already announces too much */
export function checkAnnouncedLength(message: IncomingMessage, maxBodyBytes: number): void {
  if ((announcedLength(message) ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
}

/**
 * Never holds more than `maxBodyBytes` and one chunk. What it gives is taken from `budget`, to be given back.
 * @throws E_HTTP_BODY_TOO_LARGE (413), E_HTTP_BODY_INCOMPLETE (400), E_HTTP_BUSY (503)
 */
export function readBody(message: IncomingMessage, maxBodyBytes: number, budget: BodyBudget): Promise<Uint8Array> {
  if (message.complete && message.readableLength === 0) return Promise.resolve(NO_BYTES);
  if (message.destroyed) return Promise.reject(incomplete());
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const settle = (act: () => void) => {
      message.off('data', onData).off('end', onEnd).off('close', onLost).off('error', onLost);
      // A late error of an abandoned body must not become an uncaught exception.
      message.on('error', () => undefined);
      act();
    };
    const refuse = (error: Error) => {
      budget.give(length);
      settle(() => reject(error));
    };
    const onData = (chunk: Buffer) => {
      if (length + chunk.length > maxBodyBytes) {
        message.pause();
        refuse(tooLarge(maxBodyBytes));
      } else if (!budget.take(chunk.length)) {
        message.pause();
        refuse(fail('E_HTTP_BUSY', 'too many request bodies are on their way'));
      } else {
        length += chunk.length;
        chunks.push(chunk);
      }
    };
    const onEnd = () => settle(() => resolve(joinChunks(chunks, length)));
    const onLost = () => refuse(incomplete());
    message.on('data', onData).on('end', onEnd).on('close', onLost).on('error', onLost);
  });
}

function incomplete() {
  return fail('E_HTTP_BODY_INCOMPLETE', 'the connection ended before the body was complete');
}

function tooLarge(maxBodyBytes: number) {
  return fail('E_HTTP_BODY_TOO_LARGE', `request body is over the limit of ${maxBodyBytes} bytes`);
}

/** One plain copy: chunks may be slices of a larger pool that would otherwise be kept alive. */
export function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

/**
 * Reads and throws away what a client still sends, until it stops or `timeout` ms have passed. Closing at once would
 * make its kernel drop the refusal unread (RFC 9112 §9.6).
 */
export function drain(message: IncomingMessage, timeout: number): Promise<void> {
  if (message.complete || message.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(finish, timeout);
    function finish(): void {
      clearTimeout(timer);
      message.off('end', finish).off('close', finish).off('error', finish);
      message.on('error', () => undefined);
      resolve();
    }
    message.on('end', finish).on('close', finish).on('error', finish);
    message.resume();
  });
}
