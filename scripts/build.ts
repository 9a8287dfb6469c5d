/**
 * Makes the packages that are published, one folder each, from every workspace that is not private.
 *
 *   npm run build                  into dist/
 *   node scripts/build.ts FOLDER   into FOLDER
 *
 * The sources run as they are in the workspace; Node.js strips no types below node_modules, so what is published is
 * JavaScript with declarations. `tsc` emits all workspaces in one run, since they import each other's sources.
 */

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const ENGINE = '>=24';
/** What is published beside what is built, where a workspace has it. */
const COPIED = ['README.md', 'assets', 'bin', 'schemas', 'prolog', 'rules'];
/** Pages that Vite builds, and where their package expects them beside its built sources. */
const PAGES = { workspace: 'apps/console', built: 'dist/web' };

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface Workspace {
  readonly directory: string;
  readonly manifest: Manifest;
}

function publishedWorkspaces(): readonly Workspace[] {
  const { workspaces }: { readonly workspaces: readonly string[] } = readJson(join(ROOT, 'package.json'));
  return globSync(
    workspaces.map((pattern) => `${pattern}/package.json`),
    { cwd: ROOT },
  )
    .sort()
    .map((file) => ({ directory: dirname(file), manifest: readJson<Manifest>(join(ROOT, file)) }))
    .filter(({ manifest }) => manifest.private !== true);
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** `@sallyport/core` is built into `core`. */
function folderOf({ manifest }: Workspace): string {
  return basename(manifest.name);
}

function emit(into: string): void {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = join(ROOT, 'scripts/tsconfig.build.json');
  const { status } = spawnSync(process.execPath, [tsc, '-p', project, '--outDir', into], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function assemble(workspace: Workspace, emitted: string, out: string): void {
  const source = join(ROOT, workspace.directory);
  const target = join(out, folderOf(workspace));
  mkdirSync(target, { recursive: true });
  renameSync(join(emitted, workspace.directory, 'src'), join(target, 'dist'));
  // Declarations written by hand are not emitted, and what was emitted beside them refers to them.
  for (const file of globSync('**/*.d.ts', { cwd: join(source, 'src') })) {
    const copy = join(target, 'dist', file);
    if (existsSync(dirname(copy))) cpSync(join(source, 'src', file), copy);
  }
  for (const name of COPIED) {
    if (existsSync(join(source, name))) cpSync(join(source, name), join(target, name), { recursive: true });
  }
  if (workspace.directory === PAGES.workspace) {
    cpSync(join(source, PAGES.built), join(target, PAGES.built), { recursive: true });
  }
  cpSync(join(ROOT, 'LICENSE'), join(target, 'LICENSE'));
  writeFileSync(
    join(target, 'package.json'),
    `${JSON.stringify(publishedManifest(workspace.manifest), undefined, 2)}\n`,
  );
}

/** The manifest with built files in place of sources, and without what only the workspace needs. */
function publishedManifest({ private: _, devDependencies: __, scripts: ___, ...manifest }: Manifest): object {
  const built = Object.entries(manifest.exports ?? {}).map(([name, file]) => {
    const stem = file.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '');
    return [name, { types: `${stem}.d.ts`, default: `${stem}.js` }];
  });
  return {
    ...manifest,
    engines: { node: ENGINE },
    publishConfig: { access: 'public' },
    exports: { ...Object.fromEntries(built), './package.json': './package.json' },
    files: ['dist', ...COPIED],
  };
}

/** The folder that was asked for, empty. One that holds something other than the last build is not touched. */
function emptyFolder(asked: string | undefined): string {
  const folder = resolve(asked ?? join(ROOT, 'dist'));
  if (asked === undefined) rmSync(folder, { recursive: true, force: true });
  else if (existsSync(folder) && readdirSync(folder).length > 0) {
    process.stderr.write(`${folder} is not empty\n`);
    process.exit(1);
  }
  return folder;
}

function buildPages(): void {
  const { status } = spawnSync('npm', ['run', '--silent', 'build:console'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const out = emptyFolder(process.argv[2]);
buildPages();
const emitted = join(out, '.emitted');
emit(emitted);
const workspaces = publishedWorkspaces();
for (const workspace of workspaces) assemble(workspace, emitted, out);
rmSync(emitted, { recursive: true });
process.stdout.write(`${workspaces.length} packages in ${out}\n`);
