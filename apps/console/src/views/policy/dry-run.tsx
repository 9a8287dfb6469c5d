/** What a change would do to the devices that are there, in words and as a list. */

import { useEffect } from 'preact/hooks';
import { t, textOf } from '../../i18n/index.ts';
import { reasonText } from '../../i18n/reasons/index.ts';
import { Badge, Refusal, RefusalText, Table } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { type DryRunAnswer, useDryRun } from './use-dry-run.ts';

type Result = NonNullable<DryRunAnswer['result']>;

export interface DryRunProps {
  readonly begin: () => Promise<DryRunAnswer>;
  /** What it is of; another begins another. */
  readonly of: string;
  /** Told what it came to. */
  readonly onResult?: (result: Result) => void;
}

export function DryRun({ begin, of, onResult }: DryRunProps) {
  const { answer, error } = useDryRun(begin, of);
  const result = answer?.result ?? undefined;
  useEffect(() => {
    if (result !== undefined) onResult?.(result);
  }, [result]);
  return (
    <section class="stack" aria-label={t('policy.dry-run')} aria-live="polite">
      {error === undefined ? null : <Refusal error={error} />}
      {answer?.error === undefined || answer.error === null ? null : (
        <div class="refusal" role="alert">
          {answer.state === 'stopped' ? (
            <p>{t('policy.dry-run.stopped')}</p>
          ) : (
            <RefusalText code={answer.error.code} detail={answer.error.detail} />
          )}
        </div>
      )}
      {result === undefined ? (
        <Progress answer={answer} hasFailed={error !== undefined} />
      ) : (
        <Outcome result={result} />
      )}
    </section>
  );
}

function Progress({ answer, hasFailed }: { readonly answer: DryRunAnswer | undefined; readonly hasFailed: boolean }) {
  if (hasFailed || (answer !== undefined && answer.ended !== null)) return null;
  return (
    <p>
      {answer?.state === 'waiting' ? t('policy.dry-run.waiting') : t('policy.dry-run.working')}{' '}
      <progress aria-label={t('policy.dry-run')} max={1} value={answer?.progress ?? 0} />
    </p>
  );
}

function Outcome({ result }: { readonly result: Result }) {
  const { turns, judged, leftOut, problems } = result;
  const worth = problems.filter(({ isNew }) => isNew);
  return (
    <>
      <p>
        <strong>{headlineOf(result)}</strong> {judged === 0 ? null : t('policy.dry-run.judged', { count: judged })}{' '}
        {leftOut === 0 || judged === 0 ? null : t('policy.dry-run.left-out', { count: leftOut })}
      </p>
      {worth.length === 0 ? null : <Problems problems={worth} />}
      {turns.length === 0 ? null : (
        <Table
          caption={t('policy.dry-run.caption')}
          rows={turns}
          rowKey={({ device, point }) => `${point} ${device}`}
          href={({ manufacturer, serialNumber }) => pathTo('device', { manufacturer, serialNumber })}
          columns={[
            {
              key: 'device',
              title: t('policy.dry-run.device'),
              cell: ({ serialNumber }) => serialNumber,
              sortBy: ({ serialNumber }) => serialNumber,
            },
            { key: 'now', title: t('policy.dry-run.now'), cell: ({ before }) => <Decision of={before} /> },
            {
              key: 'then',
              title: t('policy.dry-run.then'),
              cell: ({ after, obligationsAfter }) => (
                <>
                  <Decision of={after} /> {obligationsAfter.map(({ type, value }) => `${type} ${value}`).join(', ')}
                </>
              ),
              sortBy: ({ after }) => after,
            },
            {
              key: 'why',
              title: t('policy.dry-run.why'),
              cell: ({ reason }) => reasonText(reason),
              sortBy: ({ reason }) => reason,
            },
          ]}
        />
      )}
    </>
  );
}

function headlineOf(result: Result): string {
  if (result.isRefused) return t('policy.dry-run.refused');
  if (result.decidesNow === 'lists' && result.wouldDecide === 'lists') return t('policy.dry-run.lists');
  const said = [
    ...(result.wouldBePutOut === 0 ? [] : [t('policy.dry-run.out', { count: result.wouldBePutOut })]),
    ...(result.wouldBeLetIn === 0 ? [] : [t('policy.dry-run.in', { count: result.wouldBeLetIn })]),
    ...(result.wouldDiffer === 0 ? [] : [t('policy.dry-run.differ', { count: result.wouldDiffer })]),
  ];
  return said.length === 0 ? t('policy.dry-run.same') : said.join(' ');
}

function Decision({ of: outcome }: { readonly of: 'permit' | 'deny' }) {
  return <Badge tone={outcome === 'permit' ? 'good' : 'bad'}>{t(`policy.dry-run.${outcome}`)}</Badge>;
}

type Problem = Pick<Result['problems'][number], 'code' | 'severity' | 'sentence' | 'line'>;

/** What is wrong with a rule, and in which line; where exactly, the domain says in its own words, which are about the rule’s. */
export function Problems({ problems }: { readonly problems: readonly Problem[] }) {
  return (
    <ul aria-label={t('policy.dry-run.problems')}>
      {problems.map(({ code, severity, sentence, line }) => (
        <li key={`${line} ${sentence}`}>
          <Badge tone={severity === 'warning' ? 'wait' : 'bad'}>{textOf(`policy.problem.${severity}`, severity)}</Badge>{' '}
          {line === null ? null : <strong>{t('policy.problem.line', { line })}: </strong>}
          <RefusalText code={code} detail={sentence} />
        </li>
      ))}
    </ul>
  );
}
