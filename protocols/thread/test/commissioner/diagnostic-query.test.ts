import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex } from '@sallyport/core';
import { DiagnosticQuery } from '../../src/commissioner/diagnostic-query.ts';
import { locatorAddress, REALM_LOCAL_ALL_ROUTERS } from '../../src/node/addresses.ts';
import { encodeDiagnosticAnswer, type NodeDiagnostics } from '../../src/tmf/diagnostic-get.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';

const meshLocalPrefix = fromHex('fd000db800000000');
const [ASKED, OTHER] = [0x0400, 0x0800];

function at(locator: number): string {
  return locatorAddress(meshLocalPrefix, locator);
}

function answer(locator: number, said: NodeDiagnostics) {
  return { path: TMF_URIS.DIAG_GET_ANS, from: at(locator), payload: encodeDiagnosticAnswer(said) };
}

function queryTo(to: string) {
  const heard: NodeDiagnostics[] = [];
  const query = new DiagnosticQuery({ id: 7, meshLocalPrefix, to, whole: (said) => heard.push(said) });
  return { query, heard };
}

describe('a query of Network Diagnostics', () => {
  it('to one node is answered by no other, whether it knows the number of the query or not', () => {
    const { query, heard } = queryTo(at(ASKED));
    assert.equal(query.hear(answer(OTHER, { vendorName: 'Other' })), false);
    assert.equal(query.hear(answer(OTHER, { vendorName: 'Other', queryId: 7, rloc16: OTHER })), false);
    assert.deepEqual(heard, []);
    assert.equal(query.hear(answer(ASKED, { vendorName: 'Asked', queryId: 7 })), true);
    assert.deepEqual(
      heard.map(({ vendorName }) => vendorName),
      ['Asked'],
    );
  });

  it('to a group, or to whoever leads, is answered by whoever feels meant', () => {
    for (const to of [REALM_LOCAL_ALL_ROUTERS, at(0xfc00)]) {
      const { query, heard } = queryTo(to);
      assert.equal(query.hear(answer(OTHER, { vendorName: 'Other' })), true);
      assert.equal(heard.length, 1);
    }
  });

  it('is not answered by who speaks for another, or answers another query', () => {
    const { query } = queryTo(REALM_LOCAL_ALL_ROUTERS);
    assert.equal(query.hear(answer(OTHER, { rloc16: ASKED })), false);
    assert.equal(query.hear(answer(OTHER, { queryId: 6 })), false);
    assert.equal(query.hear({ ...answer(OTHER, {}), from: 'fe80::1' }), false);
    assert.equal(query.answers.size, 0);
  });
});
