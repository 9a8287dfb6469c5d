import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FlowEvent, type OwnEnd, violates } from '@sallyport/assurance-behaviour';
import { flow } from '../support/flows.ts';
import { membersFrom, policyFrom, tcp } from '../support/mud-files.ts';

const HOST = '198.51.100.7';
const MEMBERS = membersFrom({ 'a.example.com': [HOST] });
const CLIENT = policyFrom({ from: [{ matches: tcp(443, 'a.example.com', 'from', 'from-device') }] });
const SERVER = policyFrom({
  from: [{ matches: { tcp: { 'ietf-mud:direction-initiated': 'to-device', 'source-port': { port: 80 } } } }],
});

function destinationOf(event: Partial<FlowEvent>, own: OwnEnd, policy = CLIENT): string | undefined {
  return violates(flow(event), own, policy, MEMBERS)?.destination;
}

describe('a device', () => {
  it('violates its profile by what it sends', () => {
    assert.equal(destinationOf({}, 'source'), undefined);
    assert.equal(destinationOf({ destination: { address: HOST, port: 80 } }, 'source'), HOST);
    assert.equal(destinationOf({ destination: { address: '192.0.2.9', port: 443 } }, 'source'), '192.0.2.9');
  });

  it('is not cleared by the name it says it asks for', () => {
    assert.equal(
      destinationOf({ destination: { address: '192.0.2.9', port: 443 }, name: 'a.example.com' }, 'source'),
      '192.0.2.9',
    );
  });

  it('does not violate it by what others send to it', () => {
    const knock = { source: { address: '192.0.2.9', port: 5000 }, destination: { address: '10.0.0.5', port: 80 } };
    assert.equal(destinationOf(knock, 'destination'), undefined);
    assert.equal(destinationOf({ ...knock, initiator: undefined }, 'destination'), undefined);
  });

  it('does violate it by answering', () => {
    const served = {
      source: { address: '192.0.2.9', port: 5000 },
      destination: { address: '10.0.0.5', port: 80 },
      isAnswered: true,
    };
    assert.equal(destinationOf(served, 'destination'), '192.0.2.9');
    assert.equal(destinationOf(served, 'destination', SERVER), undefined);
    assert.equal(
      destinationOf({ ...served, destination: { address: '10.0.0.5', port: 81 } }, 'destination', SERVER),
      '192.0.2.9',
    );
  });

  it('is judged by the reply when it answers a ping', () => {
    const ping = {
      source: { address: '192.0.2.9', port: undefined },
      destination: { address: '10.0.0.5', port: undefined },
      protocol: 1,
      icmpType: 8,
      icmpCode: 0,
      isAnswered: true,
    };
    const polite = policyFrom({ from: [{ matches: { icmp: { type: 0 } } }] });
    assert.equal(destinationOf(ping, 'destination', polite), undefined);
    assert.equal(destinationOf(ping, 'destination'), '192.0.2.9');
    // What a timestamp request is answered with was not told.
    assert.equal(destinationOf({ ...ping, icmpType: 13 }, 'destination'), undefined);
  });
});
