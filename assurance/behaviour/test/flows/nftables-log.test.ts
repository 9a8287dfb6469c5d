import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFlowEvents } from '@sallyport/assurance-behaviour';
import { utf8 } from '@sallyport/core';

const ARRIVED = new Date('2026-06-01T12:00:00Z');
const TCP_SYN =
  'Jun  1 11:59:59 gate kernel: [ 4711.081500] sallyport-mud IN=lan0 OUT=wan0 MAC=02:00:00:00:00:01:02:00:00:00:00:02:08:00 SRC=10.0.0.5 DST=198.51.100.7 LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=54321 DF PROTO=TCP SPT=40000 DPT=443 WINDOW=64240 RES=0x00 SYN URGP=0 ';

const read = (...lines: readonly string[]) => readFlowEvents(utf8(lines.join('\n')), 'nftables', ARRIVED);

describe('a line of netfilter’s log', () => {
  it('is a packet of TCP that begins', () => {
    assert.deepEqual(read(TCP_SYN), {
      events: [
        {
          at: ARRIVED,
          source: { address: '10.0.0.5', port: 40_000 },
          destination: { address: '198.51.100.7', port: 443 },
          protocol: 6,
          icmpType: undefined,
          icmpCode: undefined,
          initiator: 'source',
          name: undefined,
          isAnswered: false,
        },
      ],
      refused: [],
      refusedCount: 0,
    });
  });

  it('tells who began by the flags of TCP', () => {
    const initiators = ['ACK SYN', 'ACK PSH', 'RST'].map(
      (flags) => read(TCP_SYN.replace(' SYN', ` ${flags}`)).events[0]?.initiator,
    );
    assert.deepEqual(initiators, ['destination', undefined, undefined]);
  });

  it('is a packet of UDP, over IPv6, with the prefix right before it', () => {
    const [event] = read(
      'mud:IN= OUT=eth0 SRC=fd00:0000:0000:0000:0000:0000:0000:0005 DST=2001:0db8:0000:0000:0000:0000:0000:0007 LEN=56 TC=0 HOPLIMIT=64 FLOWLBL=0 PROTO=UDP SPT=5353 DPT=53 LEN=16',
    ).events;
    assert.deepEqual(
      [event?.source, event?.destination, event?.protocol],
      [{ address: 'fd00::5', port: 5353 }, { address: '2001:db8::7', port: 53 }, 17],
    );
  });

  it('is a packet of ICMP, whatever packet that is about', () => {
    const [event] = read(
      'IN=a OUT=b SRC=10.0.0.5 DST=198.51.100.7 LEN=88 PROTO=ICMP TYPE=3 CODE=1 [SRC=1.2.3.4 DST=5.6.7.8 LEN=60 PROTO=TCP SPT=1 DPT=2 ]',
    ).events;
    assert.deepEqual([event?.protocol, event?.icmpType, event?.icmpCode], [1, 3, 1]);
    assert.equal(event?.source.address, '10.0.0.5');
    assert.equal(event?.source.port, undefined);
  });

  it('is a packet of a protocol without a name', () => {
    assert.equal(read('IN=a OUT=b SRC=10.0.0.5 DST=224.0.0.1 LEN=32 PROTO=103').events[0]?.protocol, 103);
  });

  it('has the time before it, when that has a zone', () => {
    for (const time of [
      '2026-06-01T13:59:58.250+02:00',
      '2026-06-01T13:59:58,250+0200',
      '<4>2026-06-01T11:59:58.250Z',
    ]) {
      assert.equal(
        read(`${time} gate kernel: ${TCP_SYN.slice(45)}`).events[0]?.at.toISOString(),
        '2026-06-01T11:59:58.250Z',
      );
    }
  });

  it('stands among others that are of no interest', () => {
    assert.equal(read('Jun  1 12:00:00 gate sshd[1]: hello', '', TCP_SYN, 'IN=x').events.length, 1);
  });

  it('is the kernel’s, and of no program in which strangers choose the words', () => {
    const packet = 'IN=a OUT=b SRC=10.0.0.5 DST=198.51.100.7 LEN=60 PROTO=TCP SPT=40000 DPT=443 SYN URGP=0';
    const faked = [
      `Jun  1 11:59:59 gate sshd[4711]: Invalid user kernel: ${packet} from 192.0.2.9`,
      `<38>Jun  1 11:59:59 gate sshd: Invalid user ${packet}`,
      `2026-06-01T11:59:59Z gate sshd[4711]: Invalid user ${packet}`,
      `<38>1 2026-06-01T11:59:59Z gate sshd 4711 - - Invalid user kernel ${packet}`,
    ];
    assert.deepEqual(read(...faked), { events: [], refused: [], refusedCount: 0 });
    const real = [
      packet,
      `[ 4711.081500] mud: ${packet}`,
      `<4>Jun 11 11:59:59 gate kernel: mud ${packet}`,
      `Jun  1 11:59:59 gate mud ${packet}`,
      `<4>1 2026-06-01T11:59:59Z gate kernel - - - mud ${packet}`,
    ];
    assert.equal(read(...real).events.length, 5);
    assert.equal(read(real[4] ?? '').events[0]?.at.toISOString(), '2026-06-01T11:59:59.000Z');
  });

  it('that is broken is told of by its number, and loses nothing else', () => {
    const broken = [
      TCP_SYN.replace('SRC=10.0.0.5', 'SRC=10.0.0.500'),
      TCP_SYN.replace('DPT=443', 'DPT=70000'),
      TCP_SYN.replace('DST=198.51.100.7 ', ''),
      TCP_SYN.replace('PROTO=TCP', 'PROTO=NONE'),
      TCP_SYN.replace('PROTO=TCP', 'PROTO=ICMP TYPE=300'),
      `2026-06-01T25:00:00Z gate kernel: ${TCP_SYN}`,
    ];
    const { events, refused } = read(...broken, TCP_SYN);
    assert.equal(events.length, 1);
    assert.deepEqual(
      refused.map(({ line, error }) => [line, error.code]),
      broken.map((_, at) => [at + 1, 'E_BEHAVIOUR_LINE']),
    );
  });
});
