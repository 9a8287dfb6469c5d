import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TMF_URIS, tmfMessageName } from '@sallyport/thread';

describe('the resources of TMF', () => {
  it('are named by their messages', () => {
    assert.equal(tmfMessageName('c/cp'), 'COMM_PET');
    assert.equal(tmfMessageName('c/je'), 'JOIN_ENT');
    assert.equal(tmfMessageName('c/xx'), undefined);
  });

  it('have one path each', () => {
    const paths = Object.values(TMF_URIS);
    assert.equal(new Set(paths).size, paths.length);
  });

  // OpenThread, src/core/thread/uri_paths.cpp.
  it('are those of OpenThread', () => {
    const theirs =
      'c/ab c/ag c/ar c/as c/ca c/cg c/cp c/cs c/dc c/er c/es c/je c/jf c/la c/lp c/pc c/pg c/pq c/ps c/rx c/tx c/ur c/ut d/da d/dg d/dq d/dr';
    assert.equal(Object.values(TMF_URIS).sort().join(' '), theirs);
  });
});
