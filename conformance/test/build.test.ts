/** What is published works by itself: packed, unpacked into an empty project, run by plain Node.js and read by tsc. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob, normalize } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: unknown;
  readonly engines?: { readonly node?: string };
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

let work = '';
let project = '';
let manifests: readonly Manifest[] = [];

/** Ends a command that hangs, and none that is merely slow on a busy machine. */
const PATIENCE = 600_000;

function run(command: string, argv: readonly string[], cwd = project) {
  const done = spawnSync(command, argv, { cwd, encoding: 'utf8', timeout: PATIENCE, env: withoutWorkspace() });
  return { ...done, everything: `${done.stdout}${done.stderr}` };
}

/** The environment of a user who has never seen the workspace. */
function withoutWorkspace(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_PATH: __, SALLYPORT_DATA_DIR: ___, ...rest } = process.env;
  return rest;
}

before(() => {
  work = mkdtempSync(join(tmpdir(), 'sallyport-build-'));
  project = join(work, 'project');
  const built = join(work, 'built');
  const build = run(process.execPath, [join(ROOT, 'scripts/build.ts'), built], ROOT);
  assert.equal(build.status, 0, build.everything);

  const folders = readdirSync(built).map((name) => join(built, name));
  const packed = join(work, 'packed');
  mkdirSync(packed);
  const pack = run('npm', ['pack', '--pack-destination', packed, ...folders], work);
  assert.equal(pack.status, 0, pack.everything);

  manifests = folders.map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  for (const tarball of readdirSync(packed)) unpack(join(packed, tarball));
  for (const name of new Set(manifests.flatMap(({ dependencies = {} }) => Object.keys(dependencies)))) {
    if (!existsSync(join(project, 'node_modules', name))) {
      symlinkSync(installed(name), placeOf(name), 'dir');
    }
  }
});

after(() => rmSync(work, { recursive: true, force: true }));

/** Where the workspace has a library: at its root, or below the one member that uses it. */
function installed(name: string): string {
  const [found] = globSync([`node_modules/${name}`, `*/*/node_modules/${name}`], { cwd: ROOT });
  assert.ok(found !== undefined, `${name} is not installed`);
  return join(ROOT, found);
}

/** Where a package goes in the project, with the folders above it made. */
function placeOf(name: string): string {
  const place = join(project, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  return place;
}

function unpack(tarball: string): void {
  const folder = mkdtempSync(join(work, 'unpacked-'));
  const tar = run('tar', ['-xzf', tarball, '-C', folder], work);
  assert.equal(tar.status, 0, tar.everything);
  const { name }: Manifest = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'));
  cpSync(join(folder, 'package'), placeOf(name), { recursive: true });
}

const launcher = () => join(project, 'node_modules/sallyport/bin/sallyport.js');

describe('the published packages', () => {
  it('hold what was built, with licence and types, and no sources', () => {
    assert.ok(manifests.length >= 15, `${manifests.length} packages`);
    for (const { name, devDependencies, engines, exports: ways } of manifests) {
      const files = globSync('**/*', { cwd: join(project, 'node_modules', name) });
      assert.ok(files.includes('LICENSE'), name);
      for (const way of Object.values(ways)) {
        // What is a file as it is, such as a schema, has no types.
        for (const file of typeof way === 'string' ? [way] : [way.types, way.default]) {
          assert.ok(
            files.some((each) => matchesGlob(each, normalize(file))),
            `${name}: ${file}`,
          );
        }
      }
      assert.deepEqual(
        files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')),
        [],
      );
      assert.equal(devDependencies, undefined, name);
      assert.equal(engines?.node, '>=24', name);
    }
  });

  it('depend on nothing that is not published', () => {
    const published = new Set(manifests.map(({ name }) => name));
    for (const { name, dependencies = {} } of manifests) {
      const missing = Object.keys(dependencies).filter(
        (each) => each.startsWith('@sallyport/') && !published.has(each),
      );
      assert.deepEqual(missing, [], name);
    }
  });

  it('start the command', () => {
    const { status, stdout, everything } = run(process.execPath, [launcher(), '--version']);
    assert.equal(status, 0, everything);
    assert.equal(stdout.trim(), manifests.find(({ name }) => name === 'sallyport')?.version);
  });

  it('say which Node.js they need where there is only an older one', () => {
    const preload = join(work, 'old.cjs');
    const versions = "{ value: { ...process.versions, node: '20.0.0' } }";
    writeFileSync(preload, `Object.defineProperty(process, 'versions', ${versions});`);
    const { status, stderr } = run(process.execPath, ['--require', preload, launcher(), '--version']);
    assert.equal(status, 1);
    assert.match(stderr, /^sallyport needs Node\.js 24 or newer; this is v[\d.]+\.\n$/);
  });

  it('bring a device aboard', () => {
    const { status, stdout, everything } = run(process.execPath, [launcher(), 'demo', '--json']);
    assert.equal(status, 0, everything);
    const result = JSON.parse(stdout);
    assert.equal(result.ok, true);
    assert.ok(result.steps.length >= 24);
  });

  it('infer what a shipped policy says, with the rules and the Prolog that came along', () => {
    const program = join(project, 'infer.mjs');
    writeFileSync(
      program,
      `import { runPolicyTests, SHIPPED_POLICY_TESTS } from '@sallyport/assurance-policy';
       const { file } = SHIPPED_POLICY_TESTS.find(({ name }) => name === 'build-5');
       const { passed, results } = await runPolicyTests(file);
       console.log(JSON.stringify({ passed, decisions: results.map(({ decision }) => decision) }));`,
    );
    const { status, stdout, everything } = run(process.execPath, [program]);
    assert.equal(status, 0, everything);
    const { passed, decisions }: { passed: boolean; decisions: readonly string[] } = JSON.parse(stdout);
    assert.ok(passed, everything);
    assert.ok(decisions.includes('permit') && decisions.includes('deny'), everything);
  });

  it('are typed for programs that import them', () => {
    writeFileSync(join(project, 'package.json'), '{"type": "module"}');
    symlinkSync(join(ROOT, 'node_modules/@types'), join(project, 'node_modules/@types'), 'dir');
    const names = manifests.map(({ name }, index) => `import * as p${index} from '${name}';\nvoid p${index};\n`);
    const use = "import { createVoucher } from '@sallyport/brski';\ncreateVoucher().set('serialNumber', 'A-1');\n";
    const misuse = "// @ts-expect-error a date is no serial number\ncreateVoucher().set('serialNumber', new Date());\n";
    writeFileSync(join(project, 'use.ts'), [...names, use, misuse].join(''));
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
    const { status, everything } = run(process.execPath, [TSC, ...options, '--skipLibCheck', 'false', 'use.ts']);
    assert.equal(status, 0, everything);
  });
});
