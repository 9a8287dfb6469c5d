/** A tree as SVG, from left to right: the reasons of a decision, what a thing is made of. */

import { useSignal } from '@preact/signals';
import { type HierarchyPointLink, type HierarchyPointNode, hierarchy, tree } from 'd3-hierarchy';
import { useMemo, useRef } from 'preact/hooks';
import { neighbourOf } from '../neighbour.ts';
import type { TreeGraphNode, TreeGraphProps } from './picture-props.ts';
import { spokenName } from './spoken-name.ts';
import { wrapLabel } from './wrap-label.ts';

const BOX = { width: 232, height: 60 } as const;
const GAP = { along: 56, across: 14 } as const;
const LABEL_CHARACTERS = 26;
const MARGIN = 6;

type Placed = HierarchyPointNode<TreeGraphNode>;

export function TreePicture({ label, root, onOpen }: TreeGraphProps) {
  const picture = useRef<SVGSVGElement>(null);
  const focused = useSignal<string | undefined>(undefined);
  const shape = JSON.stringify(root);
  const placed = useMemo(() => {
    const lay = tree<TreeGraphNode>()
      .nodeSize([BOX.height + GAP.across, BOX.width + GAP.along])
      .separation(() => 1);
    return lay(hierarchy(root, ({ children }) => [...(children ?? [])]));
  }, [shape]);
  const nodes = placed.descendants();
  const across = nodes.map(({ x }) => x);
  const top = Math.min(...across) - MARGIN;
  const height = Math.max(...across) - top + BOX.height + MARGIN;
  const width = Math.max(...nodes.map(({ y }) => y)) + BOX.width + 2 * MARGIN;
  const entry = nodes.find(({ data }) => data.key === focused.value) ?? placed;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = stepFrom(entry, nodes, event.key);
    if (next !== undefined) {
      event.preventDefault();
      picture.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next.data.key)}"]`)?.focus();
    } else if ((event.key === 'Enter' || event.key === ' ') && onOpen !== undefined) {
      event.preventDefault();
      onOpen(entry.data.key);
    }
  };
  return (
    <div class="picture-frame">
      <svg
        ref={picture}
        class="picture picture-tree"
        role="group"
        aria-label={label}
        width={width}
        height={height}
        viewBox={`${-MARGIN} ${top} ${width} ${height}`}
        onKeyDown={onKeyDown}
      >
        {placed.links().map((link) => (
          <path
            key={link.target.data.key}
            class={`tree-link link-${link.target.data.tone ?? 'plain'}`}
            d={pathOf(link)}
          />
        ))}
        {nodes.map((node) => (
          <Box
            key={node.data.key}
            node={node}
            isEntry={node === entry}
            onFocus={() => {
              focused.value = node.data.key;
            }}
            onOpen={onOpen}
          />
        ))}
      </svg>
    </div>
  );
}

/** Left to the parent, right to the first child, up and down through the siblings. */
function stepFrom(entry: Placed, nodes: readonly Placed[], key: string): Placed | undefined {
  if (key === 'ArrowLeft') return entry.parent ?? undefined;
  if (key === 'ArrowRight') return entry.children?.[0];
  const level = nodes.filter(({ depth }) => depth === entry.depth);
  return neighbourOf(level, entry, key, 'vertical');
}

function pathOf({ source, target }: HierarchyPointLink<TreeGraphNode>): string {
  const [x1, y1] = [source.y + BOX.width, source.x + BOX.height / 2];
  const [x2, y2] = [target.y, target.x + BOX.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

interface BoxProps {
  readonly node: Placed;
  readonly isEntry: boolean;
  readonly onFocus: () => void;
  readonly onOpen: ((key: string) => void) | undefined;
}

function Box({ node: { data, x, y, depth }, isEntry, onFocus, onOpen }: BoxProps) {
  const lines = wrapLabel(data.label, LABEL_CHARACTERS, data.detail === undefined ? 3 : 2);
  const detail = data.detail === undefined ? [] : wrapLabel(data.detail, LABEL_CHARACTERS + 6, 1);
  const whole = data.detail === undefined ? data.label : `${data.label} ${data.detail}`;
  return (
    <g
      class={`tree-box node-${data.tone ?? 'plain'}${depth === 0 ? ' tree-root' : ''}`}
      role={onOpen === undefined ? 'img' : 'button'}
      aria-label={spokenName([...lines, ...detail], whole)}
      data-node={data.key}
      tabindex={isEntry ? 0 : -1}
      transform={`translate(${y} ${x})`}
      onFocus={onFocus}
      onClick={onOpen === undefined ? undefined : () => onOpen(data.key)}
    >
      <title>{whole}</title>
      <rect width={BOX.width} height={BOX.height} rx={6} />
      <rect class="tree-box-edge" width={4} height={BOX.height} rx={2} />
      <svg width={BOX.width - MARGIN} height={BOX.height} aria-hidden="true">
        {lines.map((line, index) => (
          <text key={line} x={14} y={18 + index * 15}>
            {`${line} `}
          </text>
        ))}
        {detail.map((line) => (
          <text key={line} class="node-detail" x={14} y={BOX.height - 8}>
            {`${line} `}
          </text>
        ))}
      </svg>
    </g>
  );
}
