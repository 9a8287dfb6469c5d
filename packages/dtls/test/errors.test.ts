import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { ALERT_OF, ALERTS, DTLS_ERRORS } from '../src/index.ts';

function sourceFiles(folder: URL): URL[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sourceFiles(new URL(`${entry.name}/`, folder)) : [new URL(entry.name, folder)],
  );
}

it('every code has a row about its alert, and every alert is one of TLS', () => {
  assert.deepEqual(Object.keys(ALERT_OF).sort(), Object.keys(DTLS_ERRORS).sort());
  for (const alert of Object.values(ALERT_OF)) assert.ok(alert === 'none' || alert in ALERTS);
});

it('every code is used, and none outside the table', () => {
  const tables = /\/(?:errors|alerts)\.ts$/;
  const text = sourceFiles(new URL('../src/', import.meta.url))
    .filter(({ pathname }) => !tables.test(pathname))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const used = new Set([...text.matchAll(/'(E_DTLS_[A-Z0-9_]+)'/g)].map(([, code]) => code));
  assert.deepEqual([...used].sort(), Object.keys(DTLS_ERRORS).sort());
});
