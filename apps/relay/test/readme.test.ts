import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { relayBetween } from './readme-example.ts';
import { dial, drain, serve } from './support.ts';

describe("the README's example", () => {
  it('is the one that is tested', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\``));
  });

  it('works', async () => {
    const registrar = await serve((socket) => socket.pipe(socket));
    const proxy = await relayBetween('127.0.0.1', '127.0.0.1', { host: registrar.host, port: registrar.port });
    const socket = await dial(proxy.port);
    socket.end('hello');
    assert.equal(String(await drain(socket)), 'hello');
    await proxy.close();
    await registrar.close();
  });
});
