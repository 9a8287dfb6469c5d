/**
 * The commands against the nqminds brski tool itself, in every mixture of roles. The tool has to be there already:
 * SALLYPORT_TEST_NQMINDS_BRSKI names its executable.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { toBase64 } from '@sallyport/core';
import { Certificate, validatePath } from '@sallyport/pki';
import { run, start } from './support/running.ts';
import { certificateOf, makeFolder } from './support/world.ts';

const tool = process.env['SALLYPORT_TEST_NQMINDS_BRSKI'] ?? '';
const skip = tool === '' ? 'SALLYPORT_TEST_NQMINDS_BRSKI names no brski executable: nothing foreign took part' : false;

const execute = promisify(execFile);
const folder = makeFolder();
after(folder.remove);

type Side = 'ours' | 'theirs';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilItListens(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (open === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`nothing listens on port ${port}`);
}

async function startServer(side: Side, role: 'registrar' | 'masa', config: string, port: number) {
  if (side === 'ours') return await start(role, config);
  const child: ChildProcess = spawn(tool, ['-c', config, role], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await untilItListens(port);
  return {
    async stop() {
      child.kill();
      await ended;
    },
  };
}

async function withServers(registrar: Side, masa: Side, act: (config: string) => Promise<void>): Promise<void> {
  const [registrarPort, masaPort] = [await freePort(), await freePort()];
  const config = folder.config({ registrarPort, masaPort });
  const theMasa = await startServer(masa, 'masa', config, masaPort);
  const theRegistrar = await startServer(registrar, 'registrar', config, registrarPort);
  try {
    await act(config);
  } finally {
    await theRegistrar.stop();
    await theMasa.stop();
  }
}

const SIDES: readonly Side[] = ['ours', 'theirs'];

describe('the brski tool', { skip }, () => {
  for (const pledge of SIDES) {
    for (const registrar of SIDES) {
      for (const masa of SIDES) {
        if (pledge === registrar && registrar === masa) continue;
        it(`brings ${pledge} pledge, ${registrar} registrar and ${masa} MASA together`, async () => {
          await withServers(registrar, masa, async (config) => {
            const out =
              pledge === 'ours'
                ? (await run('preg', config)).out
                : (await execute(tool, ['-c', config, 'preq'])).stdout;
            assert.equal(out.trim(), toBase64(certificateOf('domain-ca').der));
          });
        });
      }
    }
  }
  for (const [pledge, registrar] of [
    ['ours', 'theirs'],
    ['theirs', 'ours'],
  ] as const) {
    it(`enrols ${pledge} pledge with ${registrar} registrar`, async () => {
      await withServers(registrar, 'theirs', async (config) => {
        const stem = folder.file(`ldevid-${pledge}`);
        if (pledge === 'ours') await run('sign', config, stem);
        else await execute(tool, ['-c', config, '-o', stem, 'sign']);
        const leaf = Certificate.fromPem(readFileSync(`${stem}.crt`, 'utf8'));
        validatePath({ leaf, intermediates: [], anchors: [certificateOf('domain-ca')], at: 'ignore-validity' });
      });
    });
  }
});
