import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  approveMud,
  BEHAVIOUR_ERRORS,
  BehaviourMonitor,
  compileMud,
  Denylists,
  policyOf,
  readDenylist,
  readFlowEvents,
} from '@sallyport/assurance-behaviour';
import { systemClock, utf8 } from '@sallyport/core';
import { LIGHTBULB } from './support/mud-files.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('has an example that works', () => {
    const mud = approveMud(LIGHTBULB, {
      url: 'https://lighting.example.com/lightbulb2000',
      by: 'mailto:admin@example.com',
    });
    const policy = policyOf(mud);
    const members = () => ['2001:db8::7'];
    const compiled = compileMud({ device: 'lamp', addresses: ['fd00::5'], policy, members });
    const said = [`${compiled.filterRules.length} ${compiled.nftables.split('\n')[0]}`];

    const denylists = new Denylists();
    denylists.put(readDenylist('feed', utf8('203.0.113.0/24 # bad')).list);
    const deviceAt = (address: string) => (address === 'fd00::5' ? 'lamp' : undefined);
    const monitor = new BehaviourMonitor({ clock: systemClock, denylists, deviceAt, policyOf: () => policy, members });
    const line = 'IN=lan0 OUT=wan0 SRC=fd00::5 DST=2001:db8::9 LEN=60 PROTO=TCP SPT=40000 DPT=80 SYN URGP=0';
    for (const change of monitor.observe(readFlowEvents(utf8(line), 'nftables', systemClock.now()).events)) {
      if ('add' in change) said.push(`${change.add.relation} ${change.add.arguments[1]}`);
    }

    assert.ok(readme.includes(line));
    for (const each of said) assert.ok(readme.includes(`// ${each}`), each);
  });

  it('names files that are there', () => {
    const sources = globSync('**/*.ts', { cwd: new URL('../src', import.meta.url).pathname });
    for (const [, name = ''] of readme.matchAll(/`([a-z/-]+\.ts)`/g)) {
      assert.ok(
        sources.some((file) => file === name || file.endsWith(`/${name}`)),
        name,
      );
    }
  });
});

describe('the table of errors', () => {
  it('names for every code whose fault it is and what to do', () => {
    for (const [code, { hint }] of Object.entries(BEHAVIOUR_ERRORS)) {
      assert.match(code, /^E_BEHAVIOUR_[A-Z_]+$/);
      assert.ok(hint.endsWith('.'), code);
    }
  });

  it('is met in the tests code by code', () => {
    const files = globSync('*/*.test.ts', { cwd: import.meta.dirname });
    const tested = files.map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8')).join('\n');
    for (const code of Object.keys(BEHAVIOUR_ERRORS))
      assert.ok(tested.includes(`'${code}'`) || tested.includes(`"${code}`), code);
  });
});
