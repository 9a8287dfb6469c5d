/**
 * Enforces the direction of dependencies between the rooms (ARCHITECTURE.md):
 * apps → networks, assurance, protocols → onboarding → packages.
 *
 * Biome's `noUndeclaredDependencies` makes each package.json the truth about what its sources import, so this
 * check reads only the package.json files, and the relative imports that would leave a workspace.
 */

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

type Room = 'packages' | 'onboarding' | 'protocols' | 'assurance' | 'networks' | 'apps' | 'conformance' | 'bench';

/** For each room, the rooms its workspaces may depend on. A protocol never imports another protocol. */
const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  packages: ['packages'],
  onboarding: ['packages'],
  protocols: ['packages', 'onboarding'],
  assurance: ['packages', 'onboarding', 'assurance'],
  networks: ['packages', 'onboarding'],
  apps: ['packages', 'onboarding', 'protocols', 'assurance', 'networks'],
  conformance: ['packages', 'onboarding', 'protocols', 'assurance', 'networks', 'apps'],
  bench: ['packages', 'onboarding', 'protocols', 'assurance', 'networks', 'apps'],
};

/** The one app that composes the others. */
const COMPOSES_APPS = 'apps/cli';
/** The pages know the types of what they ask for, and carry none of the code that answers. */
const TYPES_ALONE = { from: 'apps/console/src', of: '@sallyport/app-domain' };

interface Workspace {
  readonly directory: string;
  readonly name: string;
  readonly room: Room;
  readonly dependencies: readonly string[];
}

function isRoom(text: string | undefined): text is Room {
  return text !== undefined && Object.hasOwn(MAY_IMPORT, text);
}

function readWorkspace(file: string): Workspace {
  const directory = dirname(file);
  const room = directory.split('/')[0];
  if (!isRoom(room)) throw new Error(`${file} is in no known room`);
  const manifest: { name: string; dependencies?: Record<string, string> } = JSON.parse(readFileSync(file, 'utf8'));
  return { directory, name: manifest.name, room, dependencies: Object.keys(manifest.dependencies ?? {}) };
}

const workspaces = globSync([
  '{packages,protocols,assurance,networks,apps}/*/package.json',
  '{onboarding,conformance,bench}/package.json',
])
  .map(readWorkspace)
  .sort((a, b) => a.directory.localeCompare(b.directory));
const byName = new Map(workspaces.map((workspace) => [workspace.name, workspace]));
const complaints: string[] = [];

for (const workspace of workspaces) {
  for (const dependency of workspace.dependencies) {
    const target = byName.get(dependency);
    if (target === undefined) continue;
    const allowed =
      MAY_IMPORT[workspace.room].includes(target.room) ||
      (workspace.directory === COMPOSES_APPS && target.room === 'apps');
    if (!allowed) complaints.push(`${workspace.directory} may not depend on ${target.directory}`);
  }
  for (const file of globSync(`${workspace.directory}/{src,test}/**/*.{ts,tsx}`)) {
    for (const match of readFileSync(file, 'utf8').matchAll(/from '(\.{1,2}\/[^']+)'/g)) {
      const target = resolve(dirname(file), match[1] ?? '');
      if (relative(resolve(workspace.directory), target).startsWith('..')) {
        complaints.push(`${file} reaches out of its workspace: ${join(match[1] ?? '')}`);
      }
    }
  }
}

for (const file of globSync(`${TYPES_ALONE.from}/**/*.{ts,tsx}`)) {
  const source = readFileSync(file, 'utf8');
  for (const match of source.matchAll(/^(import|export)(?! type\b)[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gm)) {
    const target = match[2] ?? match[3] ?? '';
    if (target.startsWith(TYPES_ALONE.of)) complaints.push(`${file} imports more than types from ${TYPES_ALONE.of}`);
  }
}

const cycle = findCycle();
if (cycle !== undefined) complaints.push(`workspaces depend on each other in a circle: ${cycle.join(' → ')}`);

for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
process.exit(complaints.length === 0 ? 0 : 1);

function findCycle(): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path, name];
    if (done.has(name)) return undefined;
    for (const dependency of byName.get(name)?.dependencies ?? []) {
      if (!byName.has(dependency)) continue;
      const found = visit(dependency, [...path, name]);
      if (found !== undefined) return found;
    }
    done.add(name);
    return undefined;
  };
  for (const workspace of workspaces) {
    const found = visit(workspace.name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
