/** What is decided of a device now, why, and what would change it. */

import { useSignal } from '@preact/signals';
import type { AnswerOf } from '../../api/index.ts';
import { language, t, textOf } from '../../i18n/index.ts';
import { reasonText } from '../../i18n/reasons/index.ts';
import { Badge, Card, Empty, Figure, SelectField, State, Tree, TreeGraph, type TreeNode } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { Changes } from './changes.tsx';
import { POINTS, type Point, pointOf, useDecided } from './decided.ts';
import { namesIn } from './names-in.ts';
import { type Proof, type ProofPart, partsOf, pictureOf } from './proof.ts';
import { type Names, readable } from './readable.ts';
import { sentenceIn } from './sentence.ts';
import type { ShownDevice } from './shown.ts';

export function Decision({ device }: { readonly device: ShownDevice }) {
  const point = useSignal<Point>(pointOf(device));
  const why = useDecided(device, point.value);
  if (device.uri === null) return <Empty>{t('device.unmet')}</Empty>;
  return (
    <div class="stack">
      <SelectField
        label={t('device.point')}
        value={point.value}
        choices={POINTS.map((value) => ({ value, label: textOf(`device.point.${value}`, value) }))}
        onChange={(value) => {
          point.value = POINTS.find((each) => each === value) ?? 'E.2';
        }}
      />
      <State of={why}>{(answer) => <Explained answer={answer} device={device} />}</State>
    </div>
  );
}

const TONES = { permit: 'good', deny: 'bad', defer: 'wait' } as const;

function Explained({ answer, device }: { readonly answer: AnswerOf<'why'>; readonly device: ShownDevice }) {
  const { decision, mode, obligations, proof } = answer;
  const names = namesIn(answer, device);
  const terms = obligations.map(({ type, value }) => `${type}=${value}`).join(', ');
  return (
    <>
      <Card title={t(`device.decision.${decision}`)} tone={TONES[decision]}>
        <p>{reasonOf(answer, names)}</p>
        {terms === '' ? null : <p class="faint">{t('device.terms', { terms })}</p>}
        <p class="faint">{t(`device.mode.${mode}`)}</p>
      </Card>
      <Changes changes={answer.wouldChange} device={device} names={names} isPermitted={decision === 'permit'} />
      {proof === null ? (
        <p class="faint">{t('device.proof.none')}</p>
      ) : (
        <ProofFigure root={partsOf(proof)} names={names} />
      )}
    </>
  );
}

/** In pieces where rules gave it; a list or a network gives a sentence. */
function reasonOf({ reason, reasons }: AnswerOf<'why'>, names: Names): string {
  if (reasons.length === 0) return reasonText(readable(reason, names));
  return reasons.map((step) => sentenceIn(language.value, step, names)).join('; ');
}

function ProofFigure({ root, names }: { readonly root: ProofPart; readonly names: Names }) {
  const say = (proof: Proof) => sentenceIn(language.value, proof, names);
  const named = (text: string) => readable(text, names);
  return (
    <Figure
      title={t('device.proof')}
      picture={() => <TreeGraph label={t('device.proof')} root={pictureOf(root, say, named)} />}
      table={() => <Tree label={t('device.proof')} nodes={[treeOf(root, names)]} openLevels={3} />}
      legend={
        <>
          <Badge tone="good">{t('device.proof.holds')}</Badge>
          <Badge tone="bad">{t('device.proof.fails')}</Badge>
        </>
      }
    />
  );
}

function treeOf({ key, proof, children }: ProofPart, names: Names): TreeNode {
  const { holds, claim } = proof;
  const by = claim?.by;
  const text = sentenceIn(language.value, proof, names);
  return {
    key,
    text,
    label: (
      <>
        <Badge tone={holds ? 'good' : 'bad'}>{t(holds ? 'device.proof.holds' : 'device.proof.fails')}</Badge> {text}
        {by === undefined ? null : <span class="faint"> {t('device.proof.by', { by: readable(by, names) })}</span>}
        {claim === undefined || claim.id.startsWith('observed:') ? null : (
          <>
            {' '}
            <a href={pathTo('claims', { id: claim.id })}>{t('device.proof.claim')}</a>
          </>
        )}
      </>
    ),
    children: children.map((child) => treeOf(child, names)),
  };
}
