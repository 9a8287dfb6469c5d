import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Attendance } from '../../src/api/attendance.ts';

describe('whether somebody is at a page', () => {
  it('is so when it was opened, and for a minute', () => {
    let now = 5000;
    const attendance = new Attendance(() => now);
    assert.equal(attendance.isAttended, true);
    now += 59_999;
    assert.equal(attendance.isAttended, true);
    now += 1;
    assert.equal(attendance.isAttended, false);
  });

  it('is so again for a minute after each act', () => {
    let now = 0;
    const attendance = new Attendance(() => now);
    now = 3_600_000;
    attendance.act();
    assert.equal(attendance.isAttended, true);
    now += 60_000;
    assert.equal(attendance.isAttended, false);
  });
});
