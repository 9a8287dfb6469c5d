/** A tree as a list of what is seen of it, and where the keys lead (ARIA APG, tree view). */

import type { ComponentChildren } from 'preact';

export interface TreeNode {
  readonly key: string;
  readonly label: ComponentChildren;
  /** What is found by typing its first letters, where the label is no plain text. */
  readonly text?: string;
  readonly children?: readonly TreeNode[];
}

export interface SeenNode {
  readonly node: TreeNode;
  /** From 1. */
  readonly level: number;
  readonly parent: string | undefined;
  /** From 1, among its siblings. */
  readonly place: number;
  readonly siblings: number;
  readonly isOpen: boolean;
}

export function seenNodes(nodes: readonly TreeNode[], open: ReadonlySet<string>): readonly SeenNode[] {
  const walk = (list: readonly TreeNode[], level: number, parent: string | undefined): readonly SeenNode[] =>
    list.flatMap((node, index) => {
      const isOpen = hasChildren(node) && open.has(node.key);
      const seen: SeenNode = { node, level, parent, place: index + 1, siblings: list.length, isOpen };
      return isOpen ? [seen, ...walk(node.children ?? [], level + 1, node.key)] : [seen];
    });
  return walk(nodes, 1, undefined);
}

export function hasChildren({ children }: TreeNode): boolean {
  return children !== undefined && children.length > 0;
}

/** What a key does at a node: another node takes the focus, or this one is opened or shut. */
export type TreeMove = { readonly focus: string } | { readonly toggle: string } | undefined;

export function treeMove(seen: readonly SeenNode[], current: string, key: string): TreeMove {
  const place = seen.findIndex(({ node }) => node.key === current);
  const here = seen[place];
  if (here === undefined) return undefined;
  const to = (target: SeenNode | undefined): TreeMove =>
    target === undefined ? undefined : { focus: target.node.key };
  switch (key) {
    case 'ArrowDown':
      return to(seen[place + 1]);
    case 'ArrowUp':
      return place === 0 ? undefined : to(seen[place - 1]);
    case 'ArrowRight':
      if (!hasChildren(here.node)) return undefined;
      return here.isOpen ? to(seen[place + 1]) : { toggle: current };
    case 'ArrowLeft':
      if (here.isOpen) return { toggle: current };
      return here.parent === undefined ? undefined : { focus: here.parent };
    case 'Home':
      return to(seen[0]);
    case 'End':
      return to(seen.at(-1));
    case 'Enter':
    case ' ':
      return hasChildren(here.node) ? { toggle: current } : undefined;
    default:
      return key.length === 1 ? to(nextThatBegins(seen, place, key)) : undefined;
  }
}

function nextThatBegins(seen: readonly SeenNode[], place: number, letter: string): SeenNode | undefined {
  const begins = ({ node: { text, label } }: SeenNode): boolean => {
    const name = text ?? (typeof label === 'string' ? label : '');
    return name.toLowerCase().startsWith(letter.toLowerCase());
  };
  return [...seen.slice(place + 1), ...seen.slice(0, place)].find(begins);
}
