/** What views are made of. */

export { Badge, type Tone } from './badge.tsx';
export { Button, type ButtonProps } from './button.tsx';
export { Card } from './card.tsx';
export type { Column } from './columns.ts';
export { Copy, shortOf } from './copy.tsx';
export { Confirm, Dialog } from './dialog.tsx';
export { type Fact, Facts } from './facts.tsx';
export { CheckField, type Choice, Field, type FieldControl, SelectField, TextField } from './field.tsx';
export { Figure } from './figure.tsx';
export { type Filter, Filters } from './filters.tsx';
export { Graph, type GraphLink, type GraphNode, TreeGraph, type TreeGraphNode } from './graph.tsx';
export { Page, Section } from './page.tsx';
export { Pagination } from './pagination.tsx';
export { initialValue } from './schema/form-value.ts';
export type { Schema } from './schema/schema.ts';
export { SchemaForm } from './schema/schema-form.tsx';
export { Search } from './search.tsx';
export { Secret } from './secret.tsx';
export { Empty, Loading, Refusal, RefusalText, State } from './state.tsx';
export { Table } from './table.tsx';
export { Tabs } from './tabs.tsx';
export { exactTime, Time } from './time.tsx';
export { say, Toasts } from './toasts.tsx';
export { Tree, type TreeNode } from './tree.tsx';
export { VirtualTable } from './virtual-table.tsx';
