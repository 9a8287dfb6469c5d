/** The parts of a bill of materials, from a list in which each names what it lies in, to a tree. */

export interface Component {
  readonly ref: string;
  readonly parent: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly kind: string | null;
  readonly score: number | null;
}

export interface ComponentNode {
  readonly component: Component;
  /** The worst of it and of all that lies in it. */
  readonly worst: number | null;
  readonly children: readonly ComponentNode[];
}

/** Those whose place is not in the list stand at the top; one that lies in itself, too. */
export function componentNodes(components: readonly Component[]): readonly ComponentNode[] {
  const known = new Set(components.map(({ ref }) => ref));
  const below = new Map<string | null, Component[]>();
  for (const component of components) {
    const { parent, ref } = component;
    const place = parent !== null && parent !== ref && known.has(parent) ? parent : null;
    below.set(place, [...(below.get(place) ?? []), component]);
  }
  const placed = new Set<string>();
  const nodeOf = (component: Component): ComponentNode => {
    placed.add(component.ref);
    const children = (below.get(component.ref) ?? []).filter(({ ref }) => !placed.has(ref)).map(nodeOf);
    const scores = [component.score, ...children.map(({ worst }) => worst)].filter((score) => score !== null);
    return { component, children, worst: scores.length === 0 ? null : Math.max(...scores) };
  };
  const tops = (below.get(null) ?? []).map(nodeOf);
  // What lies in each other in a circle hangs from nowhere.
  const lost = components
    .filter(({ ref }) => !placed.has(ref))
    .flatMap((component) => (placed.has(component.ref) ? [] : [nodeOf(component)]));
  return [...tops, ...lost];
}
