/** A device of a running lab with a page of its own, in processes of their own. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { RunningCommand, sallyport, startLab } from '../support/sallyport.ts';

const DEADLINE = 60_000;

describe('sallyport device page', () => {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-page-'));
  const data = join(root, 'data');
  let lab: RunningCommand;
  let page: RunningCommand;
  let url = '';

  before(async () => {
    lab = startLab(data);
    await lab.wrote('Ctrl-C');
    page = new RunningCommand(['device', 'page', '--serial', 'PAGE-1', '--data-dir', data]);
    await page.wrote('Ctrl-C');
    url = /http:\/\/localhost:\d+/.exec(page.out)?.[0] ?? '';
  });
  after(async () => {
    await page?.kill('SIGKILL');
    await lab.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  async function press(action: string): Promise<number> {
    const headers = { origin: url, 'x-sallyport': '1' };
    return (await fetch(`${url}/api/${action}`, { method: 'POST', headers })).status;
  }

  /** Until the log of the page says this. */
  async function untilSaid(message: string): Promise<void> {
    const signal = AbortSignal.timeout(DEADLINE);
    let [run, revision] = ['', 0];
    for (;;) {
      const answer = await fetch(`${url}/api/news?run=${run}&after=${revision}`, { signal });
      const news: News = JSON.parse(await answer.text());
      if (news.entries.some(({ say }) => say.message === message)) return;
      ({ run, revision } = news);
    }
  }

  it('brings the device aboard the lab and onto its network, through the air of its access point', async () => {
    assert.equal(await press('onboard'), 202);
    await untilSaid('let-in');
    assert.equal(await press('ping'), 202);
    await untilSaid('ping-back');
    const { out } = await sallyport(['sessions', '--data-dir', data]);
    assert.match(out, /PAGE-1/);
  });

  it('shows at once that the owner distrusts it', async () => {
    const { status, note } = await sallyport(['claim', 'distrust', 'device', 'PAGE-1', '--data-dir', data]);
    assert.deepEqual([status, note], [0, '']);
    await untilSaid('put-out');
  });

  it('takes the device off again', async () => {
    assert.equal(await press('offboard'), 202);
    await untilSaid('forgotten');
  });

  it('says that the lab has gone', async () => {
    await lab.kill();
    assert.equal(await press('onboard'), 202);
    await untilSaid('onboard-failed');
    const { status, note } = await page.kill();
    assert.deepEqual([status, note], [0, '']);
  });
});

interface News {
  readonly run: string;
  readonly revision: number;
  readonly entries: readonly { readonly say: { readonly message?: string } }[];
}
