/** The chain of hashes: its head to be noted, and the check of the whole log, also against a head that was noted. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type AnswerOf, call, useAction, useCall } from '../../api/index.ts';
import { formatNumber, t } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Button, Card, Copy, Facts, Refusal, State, shortOf, TextField, Time } from '../../kit/index.ts';
import { headIn, headText } from './noted-head.ts';

type Verification = AnswerOf<'log.verification'>;

/** While a check runs, how often its progress is asked for. */
const LOOK_MS = 1_000;

export function Chain() {
  return (
    <div class="cards">
      <Head />
      <Verify />
    </div>
  );
}

function Head() {
  const head = useCall('log.head', {}, { topics: ['log'] });
  return (
    <Card title={t('audit.head')}>
      <State of={head}>
        {({ position, hash }) => (
          <>
            <Facts
              facts={[
                { name: t('audit.head.events'), value: formatNumber(position) },
                { name: t('audit.head.hash'), value: <code class="code">{hash}</code> },
                {
                  name: t('audit.head.copy'),
                  value: (
                    <Copy
                      text={headText({ position, hash })}
                      short={`${position} ${shortOf(hash)}`}
                      label={t('audit.head.copy')}
                    />
                  ),
                },
              ]}
            />
            <p class="faint">{t('audit.head.note')}</p>
          </>
        )}
      </State>
    </Card>
  );
}

function Verify() {
  const noted = useSignal('');
  const isWrong = useSignal(false);
  const verification = useCall('log.verification', {});
  const { run, isBusy, error } = useAction(async () => {
    const head = headIn(noted.value);
    await call('log.verify', head === undefined ? {} : { noted: { ...head } });
  });
  const { again } = verification;
  const isRunning = isBusy || (verification.answer?.running ?? null) !== null;
  useEffect(() => {
    if (!isRunning) return undefined;
    const interval = setInterval(again, LOOK_MS);
    return () => clearInterval(interval);
  }, [isRunning]);
  const submit = (event: Event): void => {
    event.preventDefault();
    isWrong.value = noted.value.trim() !== '' && headIn(noted.value) === undefined;
    // What came of it is in the verification, for everybody who looks.
    if (!isWrong.value) void run().then(again);
  };
  return (
    <Card title={t('audit.verify.title')}>
      <form class="form" onSubmit={submit}>
        <TextField
          label={t('audit.verify.noted')}
          code
          lines={2}
          help={t('audit.verify.noted.help')}
          error={isWrong.value ? t('audit.verify.wrong') : undefined}
          value={noted.value}
          onChange={(next) => {
            noted.value = next;
          }}
        />
        <Button type="submit" look="main" busy={isRunning}>
          {t('audit.verify')}
        </Button>
        {error === undefined || isOfTheLog(error.code) ? null : <Refusal error={error} />}
      </form>
      <State of={verification}>{(answer) => <Outcome of={answer} />}</State>
    </Card>
  );
}

/** What is wrong with the log stands in the outcome of the check. */
function isOfTheLog(code: string): boolean {
  return code === 'E_STORE_CHAIN' || code === 'E_STORE_CORRUPT';
}

function Outcome({ of: { running, last } }: { readonly of: Verification }) {
  if (running !== null) {
    const { checked, of, by } = running;
    return (
      <p role="status">
        <progress value={checked} max={Math.max(1, of)} aria-label={t('audit.verify.progress')} />{' '}
        {t('audit.verify.running', { checked, of, by: nameText(by) })}
      </p>
    );
  }
  if (last === null) return <p class="faint">{t('audit.verify.never')}</p>;
  return (
    <Card title={t('audit.verify.latest')} tone={last.fault === null ? 'good' : 'bad'}>
      <div role="status">
        {last.head === null ? null : <p>{t('audit.verify.whole', { count: last.head.position })}</p>}
        {last.head !== null && last.noted !== null ? <p>{t('audit.verify.met')}</p> : null}
        {last.fault === null ? null : (
          <>
            <p>
              <strong>{t('audit.verify.broken')}</strong>
            </p>
            <p lang="en">{last.fault.message}</p>
          </>
        )}
      </div>
      <Facts
        facts={[
          { name: t('audit.at'), value: <Time at={new Date(last.at).toISOString()} show="both" /> },
          { name: t('audit.verify.by'), value: nameText(last.by) },
        ]}
      />
    </Card>
  );
}
