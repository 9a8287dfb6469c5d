import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeClaim } from '@sallyport/assurance-claims';
import { type Databot, DENYLIST_CONTACTS_SCHEMA, denylistContacts } from '@sallyport/assurance-databots';
import { run } from '../src/denylist-contacts/run.ts';
import { newSigner } from './support/bots.ts';

const SCHEMA = 'ni:///sha-256;n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg';
const NOW = Date.parse('2026-03-01T12:00:00Z');
const seconds = (before: number) => NOW / 1000 - before;
const contact = (Name: string, Destination: string, before: number, List = 'botnets') => ({
  Name,
  Destination,
  At: seconds(before),
  List,
});

async function analyse(...answers: readonly ReturnType<typeof contact>[]) {
  const goals: string[] = [];
  const outputs = await run({
    now: NOW,
    settings: { schema: SCHEMA, lookBack: 120_000 },
    query: async (goal) => {
      goals.push(goal);
      const names = [...new Set(answers.map(({ Name }) => Name))].map((Name) => ({ Name }));
      return { answers: goal.startsWith('member') ? answers : names, isComplete: true };
    },
    material: async () => undefined,
  });
  return { goals, outputs };
}

const databot: Databot = denylistContacts({ signer: newSigner(), schema: SCHEMA });

describe('the databot that counts denylisted contacts', () => {
  it('says of each device with how many denylisted destinations it had to do, until the last contact is past', async () => {
    const { goals, outputs } = await analyse(
      contact('urn:dev:mac:01', '192.0.2.1', 100),
      contact('urn:dev:mac:01', '192.0.2.2', 20),
      contact('urn:dev:mac:01', '192.0.2.2', 20, 'miners'),
      contact('urn:dev:mac:02', '192.0.2.1', 5),
    );
    assert.deepEqual(goals, [
      'contact(Name, _Destination, _At), recent(_At, 120), denylisted(_Destination, _)',
      "member(Name, ['urn:dev:mac:01', 'urn:dev:mac:02']), " +
        'contact(Name, Destination, At), recent(At, 120), denylisted(Destination, List)',
    ]);
    assert.deepEqual(
      outputs.map(({ subject, validFor }) => [subject['values'], validFor]),
      [
        [
          {
            device: 'urn:dev:mac:01',
            destinations: 2,
            lists: 'botnets, miners',
            first: seconds(100),
            last: seconds(20),
          },
          100_000,
        ],
        [{ device: 'urn:dev:mac:02', destinations: 1, lists: 'botnets', first: seconds(5), last: seconds(5) }, 115_000],
      ],
    );
  });

  it('says nothing of devices that kept away, and nothing new when the same goes on', async () => {
    assert.deepEqual((await analyse()).outputs, []);
    const [output] = databot.outputs;
    const [[first], [second]] = [
      (await analyse(contact('urn:dev:mac:01', '192.0.2.1', 100))).outputs,
      (await analyse(contact('urn:dev:mac:01', '192.0.2.1', 3))).outputs,
    ];
    assert.ok(output && first && second);
    assert.deepEqual(output.about(first.subject), 'urn:dev:mac:01');
    assert.deepEqual(output.content(first.subject), output.content(second.subject));
  });

  it('speaks by a schema that can be claimed', () => {
    const issuer = newSigner().issuer;
    makeClaim({ type: 'Schema', issuer, validFrom: new Date(NOW), subject: DENYLIST_CONTACTS_SCHEMA });
    assert.deepEqual(
      DENYLIST_CONTACTS_SCHEMA.fields.map(({ name }) => name),
      ['device', 'destinations', 'lists', 'first', 'last'],
    );
  });
});
