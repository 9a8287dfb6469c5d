import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, utf8 } from '@sallyport/core';
import { fuzzRuns, refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { MAX_CLAIM, MAX_FRAME, MAX_PART_ENTRIES, MAX_STATIONS } from '../../src/limits.ts';
import {
  type RegistrarMessage,
  type RouterMessage,
  readRegistrarMessage,
  readRouterMessage,
  writeMessage,
} from '../../src/wire/messages.ts';

const RUNS = fuzzRuns(500);
const error = { code: 'E_SOME_CODE', message: 'why' };

const FROM_ROUTER: readonly RouterMessage[] = [
  { type: 'hello', version: 1, sequence: 7, claim: 'a.b.c' },
  { type: 'hello', version: 1, sequence: 0 },
  { type: 'next', part: 1 },
  { type: 'synced', sequence: 7, devices: 2, isEnforced: true, refused: 1, named: [{ sequence: 3, code: 'E_SOME' }] },
  { type: 'ack', id: 3, access: 'constrained' },
  { type: 'ack', id: 3, error },
  { type: 'alive', sequence: 7, isEnforced: false },
  { type: 'refused', error },
];
const FROM_REGISTRAR: readonly RegistrarMessage[] = [
  { type: 'welcome', version: 1, heartbeat: 10_000, claim: 'a.b.c' },
  {
    type: 'set',
    sequence: 7,
    part: 0,
    isLast: true,
    entries: [{ claim: 'a.b.c', stations: ['02:00:00:00:00:01'] }],
  },
  { type: 'command', id: 0, claim: 'a.b.c', stations: [] },
  { type: 'alive' },
  { type: 'refused', error },
];

describe('messages', () => {
  it('read as they were written', () => {
    for (const message of FROM_ROUTER) assert.deepEqual(readRouterMessage(writeMessage(message)), message);
    for (const message of FROM_REGISTRAR) assert.deepEqual(readRegistrarMessage(writeMessage(message)), message);
  });

  it('belong to one side', async () => {
    await refuses(() => readRouterMessage(writeMessage({ type: 'alive' })), 'E_CA_COMMANDS_MESSAGE');
    await refuses(() => readRegistrarMessage(writeMessage({ type: 'next', part: 0 })), 'E_CA_COMMANDS_MESSAGE');
  });

  for (const [what, text] of [
    ['with a member that nobody knows', '{"type":"alive","more":1}'],
    ['with a member twice', '{"type":"alive","type":"alive"}'],
    ['of an unknown type', '{"type":"reboot"}'],
    ['that are no object', '[]'],
    ['that are not whole', '{"type":"alive"'],
    ['with a number that is none', '{"type":"command","id":-1,"claim":"a","stations":[]}'],
    ['with a fraction', '{"type":"command","id":0.5,"claim":"a","stations":[]}'],
    ['without a claim', '{"type":"command","id":0,"claim":"","stations":[]}'],
    ['that are nested deeply', `{"type":"alive","more":${'['.repeat(20)}${']'.repeat(20)}}`],
    ['with a heartbeat that would tire', '{"type":"welcome","version":1,"heartbeat":1}'],
    [
      'with a claim that is too long',
      JSON.stringify({ type: 'command', id: 0, claim: 'x'.repeat(MAX_CLAIM + 1), stations: [] }),
    ],
    [
      'with too many addresses',
      JSON.stringify({ type: 'command', id: 0, claim: 'x', stations: Array(MAX_STATIONS + 1).fill('a') }),
    ],
    [
      'with too many entries',
      JSON.stringify({
        type: 'set',
        sequence: 0,
        part: 0,
        isLast: true,
        entries: Array(MAX_PART_ENTRIES + 1).fill({ claim: 'x', stations: [] }),
      }),
    ],
  ] as const) {
    it(`${what} are refused`, async () => {
      await refuses(() => readRegistrarMessage(utf8(text)), 'E_CA_COMMANDS_MESSAGE');
    });
  }

  it('that are not UTF-8 are refused', async () => {
    await refuses(() => readRouterMessage(Uint8Array.of(0x22, 0xff, 0x22)), 'E_CA_COMMANDS_MESSAGE');
  });

  it('are refused with a typed error, whatever comes', () => {
    const whole = [...FROM_ROUTER, ...FROM_REGISTRAR].map((message) => writeMessage(message));
    const damaged = fc
      .tuple(fc.constantFrom(...whole), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 }))
      .map(([bytes, changes]) => {
        const copy = Uint8Array.from(bytes);
        for (const [at, value] of changes) copy[at % copy.length] = value;
        return copy;
      });
    const anything = fc.oneof(damaged, fc.uint8Array({ maxLength: 200 }), fc.json().map(utf8));
    fc.assert(
      fc.property(anything, (bytes) => {
        for (const read of [readRouterMessage, readRegistrarMessage]) {
          try {
            assert.ok(writeMessage(read(bytes)).length <= MAX_FRAME);
          } catch (thrown) {
            assert.ok(isSallyportError(thrown, 'E_CA_COMMANDS_MESSAGE'));
          }
        }
      }),
      { numRuns: RUNS },
    );
  });
});
