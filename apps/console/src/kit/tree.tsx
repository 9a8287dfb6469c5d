/** A tree that is opened branch by branch (ARIA APG, tree view): components of software, claims in claims, reasons of a decision. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { hasChildren, type SeenNode, seenNodes, type TreeNode, treeMove } from './tree-model.ts';

export type { TreeNode } from './tree-model.ts';

export interface TreeProps {
  readonly label: string;
  readonly nodes: readonly TreeNode[];
  /** Levels that are open at first; default 1, so that the children of the roots are seen. */
  readonly openLevels?: number;
}

export function Tree({ label, nodes, openLevels = 1 }: TreeProps) {
  const open = useSignal<ReadonlySet<string>>(new Set(keysTo(nodes, openLevels)));
  const focused = useSignal<string | undefined>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const seen = seenNodes(nodes, open.value);
  const entry = seen.find(({ node }) => node.key === focused.value) ?? seen[0];

  const toggle = (key: string): void => {
    const next = new Set(open.value);
    if (!next.delete(key)) next.add(key);
    open.value = next;
  };
  const focus = (key: string): void => {
    focused.value = key;
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (entry === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = treeMove(seen, entry.node.key, event.key);
    if (move === undefined) return;
    event.preventDefault();
    if ('focus' in move) focus(move.focus);
    else toggle(move.toggle);
  };

  return (
    <div class="tree" role="tree" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {seen.map((item) => (
        <TreeItem
          key={item.node.key}
          item={item}
          isEntry={item === entry}
          onFocus={() => {
            focused.value = item.node.key;
          }}
          onToggle={() => {
            focus(item.node.key);
            toggle(item.node.key);
          }}
        />
      ))}
    </div>
  );
}

interface TreeItemProps {
  readonly item: SeenNode;
  /** Whether Tab comes to it. */
  readonly isEntry: boolean;
  readonly onFocus: () => void;
  readonly onToggle: () => void;
}

function TreeItem({ item, isEntry, onFocus, onToggle }: TreeItemProps) {
  const { node, level, place, siblings, isOpen } = item;
  const isBranch = hasChildren(node);
  return (
    <div
      class="tree-item"
      role="treeitem"
      data-key={node.key}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-expanded={isBranch ? isOpen : undefined}
      aria-selected={isEntry}
      tabIndex={isEntry ? 0 : -1}
      style={{ '--level': String(level) }}
      onFocus={onFocus}
      onClick={isBranch ? onToggle : undefined}
    >
      <span class={isBranch ? 'tree-mark' : 'tree-leaf'} aria-hidden="true" />
      <span class="tree-label">{node.label}</span>
    </div>
  );
}

function keysTo(nodes: readonly TreeNode[], levels: number): readonly string[] {
  if (levels <= 0) return [];
  return nodes.flatMap(({ key, children = [] }) => [key, ...keysTo(children, levels - 1)]);
}
