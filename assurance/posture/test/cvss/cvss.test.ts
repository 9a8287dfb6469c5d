import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scoreCvss, scoreOfSeverity } from '@sallyport/assurance-posture';
import { refuses } from '@sallyport/testing';

/** FIRST's "Common Vulnerability Scoring System v3.1: Examples". */
const FIRST_3_1: readonly (readonly [cve: string, vector: string, score: number])[] = [
  ['CVE-2013-1937', 'AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
  ['CVE-2013-0375', 'AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
  ['CVE-2014-3566', 'AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1],
  ['CVE-2012-1516', 'AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 9.9],
  ['CVE-2009-0783', 'AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', 4.2],
  ['CVE-2012-0384', 'AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 8.8],
  ['CVE-2015-1098', 'AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H', 7.8],
  ['CVE-2014-0160', 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5],
  ['CVE-2014-6271', 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
  ['CVE-2008-1447', 'AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N', 6.8],
  ['CVE-2014-2005', 'AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 6.8],
  ['CVE-2010-0467', 'AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N', 5.8],
  ['CVE-2013-6014', 'AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H', 9.3],
  ['CVE-2014-9253', 'AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N', 5.4],
  ['CVE-2014-2019', 'AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N', 4.6],
  ['CVE-2016-0128', 'AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:N', 6.8],
  ['CVE-2016-2118', 'AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H', 7.5],
];

/** FIRST's "Common Vulnerability Scoring System v4.0: Examples", base metrics. */
const FIRST_4_0: readonly (readonly [cve: string, vector: string, score: number])[] = [
  ['CVE-2022-41741', 'AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.3],
  ['CVE-2020-3549', 'AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.7],
  ['CVE-2023-3089', 'AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N', 8.3],
  ['CVE-2021-44714', 'AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N', 4.6],
  ['CVE-2022-21830', 'AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N', 5.1],
  ['CVE-2022-22186', 'AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N', 6.9],
  ['CVE-2023-21989', 'AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N', 5.9],
  ['CVE-2014-0160', 'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N', 8.7],
  ['CVE-2021-44228', 'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10],
  ['CVE-2014-6271', 'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3],
  ['CVE-2013-6014', 'AV:A/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:H', 6.4],
];

describe('a CVSS vector', () => {
  it('of FIRST’s examples for 3.1 has the score that FIRST gives', () => {
    for (const [cve, vector, score] of FIRST_3_1) assert.equal(scoreCvss(`CVSS:3.1/${vector}`).score, score, cve);
  });

  it('of FIRST’s examples for 4.0 has the score that FIRST gives', () => {
    for (const [cve, vector, score] of FIRST_4_0) assert.equal(scoreCvss(`CVSS:4.0/${vector}`).score, score, cve);
  });

  it('of the examples for 2.0 has the score that its guide gives', () => {
    // A Complete Guide to CVSS 2.0, §3.3
    assert.equal(scoreCvss('AV:N/AC:L/Au:N/C:N/I:N/A:C').score, 7.8);
    assert.equal(scoreCvss('(AV:N/AC:L/Au:N/C:C/I:C/A:C)').score, 10);
    assert.equal(scoreCvss('AV:L/AC:H/Au:N/C:C/I:C/A:C').score, 6.2);
  });

  it('is scored by its base metrics alone, in any order', () => {
    const base = 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    assert.equal(scoreCvss(`CVSS:3.1/${base}/E:U/RL:O/RC:U/MAV:P/CR:L`).score, 9.8);
    assert.equal(scoreCvss('CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N').score, 9.8);
    const { version, vector } = scoreCvss(`CVSS:3.0/${base}`);
    assert.deepEqual([version, vector], ['3.0', `CVSS:3.0/${base}`]);
  });

  it('that is not whole, says a thing twice, or says what no specification knows is refused', async () => {
    const bad = [
      '',
      'CVSS:3.1/AV:N',
      'CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
      'CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
      'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/XX:Y',
      'CVSS:3.1/AV:N:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
      'CVSS:4.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
      'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      `CVSS:3.1/${'AV:N/'.repeat(200)}`,
      'CVSS:3.1/__proto__:N',
    ];
    for (const vector of bad) await refuses(() => scoreCvss(vector), 'E_POSTURE_CVSS');
    await refuses(() => scoreCvss('CVSS:5.0/AV:N'), 'E_POSTURE_CVSS_VERSION');
  });
});

describe('a severity in words', () => {
  it('counts for the upper end of its range, whoever’s word it is', () => {
    assert.deepEqual(
      ['LOW', 'moderate', ' Medium', 'high', 'Important', 'critical', 'unimportant', 'none'].map(scoreOfSeverity),
      [3.9, 6.9, 6.9, 8.9, 8.9, 10, 3.9, 0],
    );
    assert.equal(scoreOfSeverity('untriaged'), undefined);
  });
});
