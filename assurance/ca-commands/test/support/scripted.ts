/** Sides that say what a test has them say, and remember what they heard. */

import assert from 'node:assert/strict';
import { fromUtf8, utf8 } from '@sallyport/core';
import {
  type Channel,
  type Connection,
  type RegistrarMessage,
  type RouterMessage,
  readRegistrarMessage,
  readRouterMessage,
  writeMessage,
} from '../../src/index.ts';
import { type CommandInput, command, type Party } from './people.ts';

/** A registrar, or somebody who pretends to be one. */
export class ScriptedRegistrar {
  readonly heard: RouterMessage[] = [];
  readonly #welcome: RegistrarMessage;
  #channel: Channel | undefined;
  #id = 0;
  isOver = false;

  constructor(claim: Uint8Array | undefined, heartbeat = 10_000) {
    this.#welcome = {
      type: 'welcome',
      version: 1,
      heartbeat,
      ...(claim === undefined ? {} : { claim: fromUtf8(claim) }),
    };
  }

  connect(channel: Channel): Connection {
    this.#channel = channel;
    this.isOver = false;
    return {
      receive: async (bytes) => {
        const message = readRouterMessage(bytes);
        this.heard.push(message);
        if (message.type === 'hello') this.say(this.#welcome);
      },
      ended: () => {
        this.isOver = true;
      },
    };
  }

  say(message: RegistrarMessage): void {
    this.saySomething(writeMessage(message));
  }

  saySomething(bytes: Uint8Array): void {
    assert.ok(this.#channel !== undefined);
    this.#channel.send(bytes);
  }

  /** A whole set in one part. */
  set(sequence: number, claims: readonly string[] = [], stations: readonly string[][] = []): void {
    const entries = claims.map((claim, index) => ({ claim, stations: stations[index] ?? [] }));
    this.say({ type: 'set', sequence, part: 0, isLast: true, entries });
  }

  command(claim: string, stations: string[] = []): void {
    this.say({ type: 'command', id: this.#id++, claim, stations });
  }

  async signed(by: Party, input: CommandInput, stations: string[] = []): Promise<void> {
    this.command(await command(by.signer, input), stations);
  }

  last<Type extends RouterMessage['type']>(type: Type): Extract<RouterMessage, { type: Type }> {
    const found = this.heard.findLast(
      (message): message is Extract<RouterMessage, { type: Type }> => message.type === type,
    );
    assert.ok(found !== undefined, `no ${type} among ${this.heard.map((message) => message.type).join(', ')}`);
    return found;
  }
}

/** A router, or somebody who pretends to be one. */
export class ScriptedRouter {
  readonly heard: RegistrarMessage[] = [];
  readonly #hello: RouterMessage;
  #channel: Channel | undefined;
  isOver = false;

  constructor(claim: Uint8Array | undefined, hello: { readonly sequence?: number; readonly version?: number } = {}) {
    this.#hello = {
      type: 'hello',
      version: 1,
      sequence: 0,
      ...hello,
      ...(claim === undefined ? {} : { claim: fromUtf8(claim) }),
    };
  }

  connect(channel: Channel): Connection {
    this.#channel = channel;
    channel.send(writeMessage(this.#hello));
    return {
      receive: async (bytes) => {
        this.heard.push(readRegistrarMessage(bytes));
      },
      ended: () => {
        this.isOver = true;
      },
    };
  }

  say(message: RouterMessage): void {
    this.saySomething(writeMessage(message));
  }

  saySomething(bytes: Uint8Array): void {
    assert.ok(this.#channel !== undefined);
    this.#channel.send(bytes);
  }

  synced(sequence: number): void {
    this.say({ type: 'synced', sequence, devices: 0, isEnforced: true, refused: 0, named: [] });
  }

  last<Type extends RegistrarMessage['type']>(type: Type): Extract<RegistrarMessage, { type: Type }> {
    const found = this.heard.findLast(
      (message): message is Extract<RegistrarMessage, { type: Type }> => message.type === type,
    );
    assert.ok(found !== undefined, `no ${type} among ${this.heard.map((message) => message.type).join(', ')}`);
    return found;
  }
}

export const GARBAGE = utf8('{"type":"alive","type":"command"}');
