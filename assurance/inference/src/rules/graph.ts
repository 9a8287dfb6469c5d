/** How relations depend on each other: which recur, which depend on their own absence, and which a change reaches. */

/** `negative` where the one depends on the absence, or on all, of the other. Relations are `name/arity`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly negative: boolean;
}

export type Fate = 'recursive' | 'unstratified';

/** The fate of relations that depend on themselves. */
export function fatesOf(edges: readonly Edge[]): ReadonlyMap<string, Fate> {
  const circles = circlesOf(edges);
  const kinds = new Map<ReadonlySet<string>, Fate>();
  for (const { from, to, negative } of edges) {
    const circle = circles.get(from);
    if (circle === undefined || circle !== circles.get(to)) continue;
    if (negative || !kinds.has(circle)) kinds.set(circle, negative ? 'unstratified' : 'recursive');
  }
  const fates = new Map<string, Fate>();
  for (const [circle, kind] of kinds) for (const relation of circle) fates.set(relation, kind);
  return fates;
}

/** All relations whose answers may depend on one of these. */
export function dependentsOf(relations: Iterable<string>, edges: readonly Edge[]): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const others = users.get(to);
    if (others === undefined) users.set(to, [from]);
    else others.push(from);
  }
  const reached = new Set(relations);
  for (const relation of reached) for (const user of users.get(relation) ?? []) reached.add(user);
  return reached;
}

/** Tarjan's strongly connected components, without recursion: the component of each relation. */
function circlesOf(edges: readonly Edge[]): ReadonlyMap<string, ReadonlySet<string>> {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const targets = next.get(from);
    if (targets === undefined) next.set(from, [to]);
    else targets.push(to);
  }
  const order = new Map<string, { index: number; low: number; onStack: boolean }>();
  const stack: string[] = [];
  const circles = new Map<string, ReadonlySet<string>>();
  const enter = (node: string) => {
    order.set(node, { index: order.size, low: order.size, onStack: true });
    stack.push(node);
    return { node, targets: (next.get(node) ?? []).values() };
  };
  for (const root of next.keys()) {
    if (order.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const state = order.get(top.node);
      const { value: target, done } = top.targets.next();
      if (state === undefined) break;
      if (done !== true) {
        const seen = order.get(target);
        if (seen === undefined) path.push(enter(target));
        else if (seen.onStack) state.low = Math.min(state.low, seen.index);
        continue;
      }
      path.pop();
      const parent = order.get(path.at(-1)?.node ?? '');
      if (parent !== undefined) parent.low = Math.min(parent.low, state.low);
      if (state.low === state.index) close(top.node);
    }
  }
  return circles;

  function close(root: string): void {
    const circle = new Set<string>();
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      const state = order.get(member);
      if (state !== undefined) state.onStack = false;
      circle.add(member);
      circles.set(member, circle);
      if (member === root) break;
    }
  }
}
