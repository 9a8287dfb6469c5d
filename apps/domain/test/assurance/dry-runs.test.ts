/** Dry runs of policies and claims in a domain, held against what the changes really do. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { JsonObject, JsonValue } from '@sallyport/core';
import { DOMAIN_OPERATIONS, type Domain } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { claim, type Lamp, lampFor, makeWelcome, objectsOf, outcomeAt, run, textOf } from './support.ts';

let domain: Domain;
let lamp: Lamp;
let other: Lamp;

before(async () => {
  domain = await startDomain({ listen: undefined });
  lamp = await lampFor(domain);
  other = await lampFor(domain, 'LAMP-9');
  for (const { device } of [lamp, other]) await outcomeAt(domain, device, 'E.2');
});
after(() => domain.close());

async function dryRun(name: 'policy.preview' | 'claims.preview', input: JsonObject): Promise<JsonObject> {
  const answer = await run(domain, name, { ...input, wait: 30_000 });
  DOMAIN_OPERATIONS[name].answer.parse(answer);
  return answer;
}

async function resultOf(name: 'policy.preview' | 'claims.preview', input: JsonObject): Promise<JsonObject> {
  const { state, result, error } = await dryRun(name, input);
  assert.deepEqual([state, error], ['done', null]);
  const results: readonly JsonValue[] = [result ?? null];
  const [found] = objectsOf({ results }, 'results');
  assert.ok(found !== undefined);
  return found;
}

const turnsIn = (result: JsonObject) =>
  objectsOf(result, 'turns').map(({ serialNumber, before: was, after: willBe }) => [serialNumber, was, willBe]);

const lamps = () => Promise.all([lamp, other].map(({ device }) => outcomeAt(domain, device, 'E.2')));

describe('a dry run', () => {
  it('shows who would be put out and let in when claims come to decide instead of lists', async () => {
    await run(domain, 'lists.add', { list: 'manufacturers', match: other.device.manufacturer ?? '' });
    await makeWelcome(domain, lamp);
    assert.deepEqual(await lamps(), ['deny', 'permit']);
    const head = await domain.logHead();
    const result = await resultOf('policy.preview', { change: { kind: 'adopt', policy: 'build-5' } });
    assert.deepEqual(turnsIn(result), [
      ['LAMP-9', 'permit', 'deny'],
      ['LAMP-1', 'deny', 'permit'],
    ]);
    assert.deepEqual(
      ['decidesNow', 'wouldDecide', 'wouldBePutOut', 'wouldBeLetIn', 'judged', 'isRefused'].map((name) => result[name]),
      ['lists', 'claims', 1, 1, 2, false],
    );
    for (const turn of objectsOf(result, 'turns')) {
      assert.match(textOf(turn, 'reason'), /LAMP|maker|Maker/);
      assert.doesNotMatch(textOf(turn, 'reason'), /did:key|ni:\/\/\//, 'people are told names');
    }
    assert.deepEqual(await domain.logHead(), head);
    assert.equal((await run(domain, 'policy.show'))['mode'], 'lists');
    assert.deepEqual(await lamps(), ['deny', 'permit']);
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    assert.deepEqual(await lamps(), ['permit', 'deny']);
  });

  it('shows what another rule would do, and the rule does just that', async () => {
    const strict = { rule: 'sbom_threshold', source: 'sbom_threshold(1).' };
    const result = await resultOf('policy.preview', { change: { kind: 'replace', ...strict } });
    assert.deepEqual(turnsIn(result), [['LAMP-1', 'permit', 'deny']]);
    assert.match(textOf(objectsOf(result, 'turns')[0] ?? {}, 'reason'), /score of 2/);
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
    await run(domain, 'policy.replace', strict);
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
    await run(domain, 'policy.replace', { rule: 'sbom_threshold', source: 'sbom_threshold(6).' });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
  });

  it('shows what taking a rule back would do, with those whose place it took, and removing does just that', async () => {
    const result = await resultOf('policy.preview', { change: { kind: 'remove', rule: 'device_trust' } });
    assert.deepEqual(turnsIn(result), [['LAMP-1', 'permit', 'deny']]);
    const shown = await run(domain, 'policy.remove', { rule: 'device_trust' });
    DOMAIN_OPERATIONS['policy.remove'].answer.parse(shown);
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
    await assert.rejects(run(domain, 'policy.remove', { rule: 'device_trust' }), { code: 'E_DOMAIN_POLICY' });
    const back = await resultOf('policy.preview', { change: { kind: 'adopt', policy: 'build-5' } });
    assert.deepEqual(turnsIn(back), [['LAMP-1', 'deny', 'permit']]);
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
  });

  it('shows a rule that would be refused with its line, and nobody turned, as it is when the rule comes', async () => {
    const broken = { rule: 'sbom_threshold', source: 'sbom_threshold(6).\nsbom_threshold(X) :- shell(X).' };
    const result = await resultOf('policy.preview', { change: { kind: 'replace', ...broken } });
    assert.deepEqual([result['isRefused'], turnsIn(result)], [true, []]);
    const problems = objectsOf(result, 'problems').filter(({ isNew }) => isNew === true);
    assert.deepEqual(
      problems.map(({ rule, severity, line }) => [rule, severity, line]),
      [['sbom_threshold', 'refused', 2]],
    );
    await assert.rejects(run(domain, 'policy.replace', broken), { code: 'E_DOMAIN_POLICY' });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
  });

  it('shows what distrust of a maker would do, and what taking a claim back would', async () => {
    const distrust = {
      type: 'Distrust',
      subject: { id: lamp.maker, role: 'manufacturer', reason: 'it left the trade' },
    };
    assert.deepEqual(turnsIn(await resultOf('claims.preview', distrust)), [['LAMP-1', 'permit', 'deny']]);
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
    const made = await run(domain, 'makers.distrust', { maker: lamp.maker, reason: 'it left the trade' });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
    const retract = { retract: textOf(made, 'id') };
    assert.deepEqual(turnsIn(await resultOf('claims.preview', retract)), [['LAMP-1', 'deny', 'permit']]);
    await run(domain, 'claims.retract', { id: textOf(made, 'id') });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
  });

  it('leaves out whom the owner refused', async () => {
    await run(domain, 'lists.add', { list: 'refused', match: lamp.key });
    const result = await resultOf('policy.preview', { change: { kind: 'remove', rule: 'device_trust' } });
    assert.deepEqual([result['judged'], result['leftOut'], turnsIn(result)], [1, 1, []]);
    await run(domain, 'lists.remove', { list: 'refused', match: lamp.key });
  });

  it('is a denial where a policy wants MUD files kept to that nobody fetches here', async () => {
    const source = 'obligation(Device, mud, "https://example.com/lamp.json") :- made_by(Device, _).';
    const result = await resultOf('policy.preview', { change: { kind: 'replace', rule: 'keep_to_mud', source } });
    assert.deepEqual(turnsIn(result), [['LAMP-1', 'permit', 'deny']]);
    assert.match(textOf(objectsOf(result, 'turns')[0] ?? {}, 'reason'), /MUD file/);
    await run(domain, 'policy.replace', { rule: 'keep_to_mud', source });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
    await run(domain, 'policy.remove', { rule: 'keep_to_mud' });
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
  });

  it('tells how far it is, and can be stopped and asked for afterwards', async () => {
    const begun = await run(domain, 'policy.preview', { change: { kind: 'drop' } });
    DOMAIN_OPERATIONS['policy.preview'].answer.parse(begun);
    assert.ok(['waiting', 'running'].includes(String(begun['state'])));
    const id = textOf(begun, 'id');
    const stopped = await run(domain, 'policy.preview-stop', { id });
    assert.equal(stopped['state'], 'stopped');
    assert.equal((await run(domain, 'policy.preview-show', { id }))['state'], 'stopped');
    const whole = await run(domain, 'policy.preview', { change: { kind: 'drop' } });
    const done = await run(domain, 'policy.preview-show', { id: textOf(whole, 'id'), wait: 30_000 });
    assert.deepEqual([done['state'], done['progress']], ['done', 1]);
    await assert.rejects(run(domain, 'policy.preview-show', { id: 'nothing' }), { code: 'E_DOMAIN_DRY_RUN' });
  });

  it('shows who would be put out and let in when the lists come to decide again', async () => {
    const result = await resultOf('policy.preview', { change: { kind: 'drop' } });
    assert.deepEqual(turnsIn(result), [
      ['LAMP-1', 'permit', 'deny'],
      ['LAMP-9', 'deny', 'permit'],
    ]);
    await run(domain, 'policy.drop');
    assert.deepEqual(await lamps(), ['deny', 'permit']);
    const again = await dryRun('policy.preview', { change: { kind: 'drop' } });
    assert.equal(again['state'], 'failed');
  });

  it('refuses changes of other shapes, and policies and devices that nobody knows', async () => {
    const wrong: readonly (readonly ['policy.preview' | 'claims.preview', JsonObject])[] = [
      ['policy.preview', { change: { kind: 'nothing' } }],
      ['policy.preview', { change: { kind: 'replace', rule: 'No Name', source: 'a.' } }],
      ['claims.preview', {}],
      ['claims.preview', { type: 'Trust' }],
      ['claims.preview', { type: 'Trust', subject: {}, retract: 'x' }],
    ];
    for (const [name, input] of wrong) await assert.rejects(run(domain, name, input), { code: 'E_API_INPUT' });
    const unknown = await dryRun('policy.preview', { change: { kind: 'adopt', policy: 'nothing' } });
    assert.deepEqual([unknown['state'], unknown['result']], ['failed', null]);
    const nobody = await dryRun('claims.preview', { type: 'Trust', subject: { id: 'nobody', role: 'device' } });
    assert.equal(nobody['state'], 'failed');
  });

  it('names the person who makes a claim in the log', async () => {
    const made = await claim(domain, 'DeviceTypeVulnerable', { deviceType: 'lamp-2', vulnerable: false });
    assert.equal(made['from'], 'the command line');
  });
});
