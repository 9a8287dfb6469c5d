import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFlowEvents } from '@sallyport/assurance-behaviour';
import { utf8 } from '@sallyport/core';

const ARRIVED = new Date('2026-06-01T12:00:00Z');
const FIELDS =
  'ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents';
const HEADER = `#separator \\x09
#set_separator\t,
#empty_field\t(empty)
#unset_field\t-
#path\tconn
#open\t2026-06-01-11-00-00
#fields\t${FIELDS}
#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]
`;
const TLS =
  '1780315198.250001\tCHhAvVGS1DHFjwGM9\t10.0.0.5\t40000\t198.51.100.7\t443\ttcp\tssl\t0.5\t512\t2048\tSF\tT\tF\t0\tShADadFf\t8\t900\t7\t2300\t-';
const PING = '1780315198.0\tC2\tfd00::5\t128\t2001:db8::7\t129\ticmp\t-\t-\t-\t-\tOTH\tT\tF\t0\t-\t1\t64\t0\t0\t-';
const SCAN = '1780315198.0\tC3\t192.0.2.9\t5000\t10.0.0.5\t23\ttcp\t-\t-\t-\t-\tS0\tF\tT\t0\tS\t1\t60\t0\t0\t-';
const REFUSED = '1780315198.0\tC4\t192.0.2.9\t5000\t10.0.0.5\t23\ttcp\t-\t-\t-\t-\tREJ\tF\tT\t0\tSr\t1\t60\t1\t40\t-';

const read = (text: string, format: 'zeek' | 'zeek-json' = 'zeek') => readFlowEvents(utf8(text), format, ARRIVED);

describe('Zeek’s conn.log', () => {
  it('is read with its header', () => {
    const { events, refusedCount } = read(
      `${HEADER}${TLS}\n${PING}\n${SCAN}\n${REFUSED}\n#close\t2026-06-01-12-00-00\n`,
    );
    assert.equal(refusedCount, 0);
    assert.deepEqual(events[0], {
      at: new Date('2026-06-01T11:59:58.250Z'),
      source: { address: '10.0.0.5', port: 40_000 },
      destination: { address: '198.51.100.7', port: 443 },
      protocol: 6,
      icmpType: undefined,
      icmpCode: undefined,
      initiator: 'source',
      name: undefined,
      isAnswered: true,
    });
    assert.deepEqual([events[1]?.protocol, events[1]?.icmpType, events[1]?.initiator], [58, 128, undefined]);
    assert.deepEqual(
      events.map(({ isAnswered }) => isAnswered),
      [true, false, false, false],
    );
  });

  it('may have other columns, and changes them when it was rotated', () => {
    const few =
      '#fields\tproto\tid.resp_p\tid.resp_h\tid.orig_p\tid.orig_h\tts\nudp\t53\t10.0.0.53\t5000\t10.0.0.5\t1780315198.0\n';
    const { events } = read(`${HEADER}${TLS}\n${few}`);
    assert.deepEqual(
      events.map(({ destination }) => destination.port),
      [443, 53],
    );
    assert.equal(events[1]?.isAnswered, false);
  });

  it('is not read without a header, with other separators, or when it is another log', () => {
    assert.equal(read(TLS).refused[0]?.error.code, 'E_BEHAVIOUR_LINE');
    assert.equal(read('#separator ,\n').refused[0]?.error.code, 'E_BEHAVIOUR_LINE');
    assert.equal(read(`${HEADER.replace('conn\n', 'dns\n')}${TLS}`).refusedCount, 1);
  });

  it('has bad lines told of by their number, and loses nothing else', () => {
    const bad = [
      `${TLS}\tmore`,
      TLS.replace('10.0.0.5', 'me'),
      TLS.replace('443', '-'),
      TLS.replace('1780315198.250001', 'now'),
    ];
    const { events, refused } = read(`${HEADER}${bad.join('\n')}\n${TLS}`);
    assert.equal(events.length, 1);
    assert.deepEqual(
      refused.map(({ line }) => line),
      [9, 10, 11, 12],
    );
  });
});

describe('Zeek’s conn.log as JSON', () => {
  const JSON_LINE = {
    ts: 1780315198.250001,
    uid: 'CHhAvVGS1DHFjwGM9',
    'id.orig_h': '10.0.0.5',
    'id.orig_p': 40000,
    'id.resp_h': '198.51.100.7',
    'id.resp_p': 443,
    proto: 'tcp',
    conn_state: 'SF',
    local_orig: true,
    resp_pkts: 7,
  };

  it('says the same', () => {
    assert.deepEqual(read(JSON.stringify(JSON_LINE), 'zeek-json').events, read(`${HEADER}${TLS}`).events);
  });

  it('may have times as text', () => {
    const line = JSON.stringify({ ...JSON_LINE, ts: '2026-06-01T11:59:58.250001Z' });
    assert.equal(read(line, 'zeek-json').events[0]?.at.toISOString(), '2026-06-01T11:59:58.250Z');
  });

  it('has bad lines told of', () => {
    const lines = ['[]', '{', '{}', JSON.stringify({ ...JSON_LINE, 'id.orig_p': '4x' })];
    assert.deepEqual(
      read(lines.join('\n'), 'zeek-json').refused.map(({ error }) => error.code),
      ['E_BEHAVIOUR_LINE', 'E_JSON_SYNTAX', 'E_BEHAVIOUR_LINE', 'E_BEHAVIOUR_LINE'],
    );
  });
});
