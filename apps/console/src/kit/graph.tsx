/** Pictures of what is joined to what. What lays them out is loaded when the first one is drawn. */

import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { GraphProps, TreeGraphProps } from './pictures/picture-props.ts';
import { Loading } from './state.tsx';

export type { GraphLink, GraphNode, GraphProps, TreeGraphNode, TreeGraphProps } from './pictures/picture-props.ts';

/** Things and the lines between them, laid out by forces. */
export function Graph(props: GraphProps) {
  const Picture = useLater(async () => (await import('./pictures/graph-picture.tsx')).GraphPicture);
  return Picture === undefined ? <Loading /> : <Picture {...props} />;
}

/** A tree from left to right, each thing in a box. */
export function TreeGraph(props: TreeGraphProps) {
  const Picture = useLater(async () => (await import('./pictures/tree-picture.tsx')).TreePicture);
  return Picture === undefined ? <Loading /> : <Picture {...props} />;
}

function useLater<Props>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> | undefined {
  const loaded = useSignal<{ readonly component: ComponentType<Props> } | undefined>(undefined);
  useEffect(() => {
    let isShown = true;
    load().then((component) => {
      if (isShown) loaded.value = { component };
    });
    return () => {
      isShown = false;
    };
  }, []);
  return loaded.value?.component;
}
