/** What pictures are made of. */

import type { Tone } from '../badge.tsx';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** What stands below the label, smaller. */
  readonly detail?: string;
  readonly tone?: Tone;
  /** `main` is drawn larger, `outside` with a broken line. */
  readonly kind?: 'main' | 'plain' | 'outside';
}

export interface GraphLink {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly tone?: Tone;
  /** Drawn with a head at `to`. */
  readonly directed?: boolean;
  /** How strong, 0 to 1: the width of the line. */
  readonly weight?: number;
  readonly broken?: boolean;
}

export interface GraphProps {
  readonly label: string;
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  /** What opens when a node is chosen. */
  readonly onOpen?: (id: string) => void;
}

export interface TreeGraphNode {
  readonly key: string;
  readonly label: string;
  readonly detail?: string;
  readonly tone?: Tone;
  readonly children?: readonly TreeGraphNode[];
}

export interface TreeGraphProps {
  readonly label: string;
  readonly root: TreeGraphNode;
  readonly onOpen?: (key: string) => void;
}
