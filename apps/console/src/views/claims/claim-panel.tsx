/** One claim: what it says, what became of it, the way it came, and its bytes. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type AnswerOf, call, may, useCall } from '../../api/index.ts';
import { formatNumber, t, textOf } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Button, Card, Confirm, Copy, Facts, Refusal, State, say, shortOf, TextField, Time } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { DryRun } from '../policy/dry-run.tsx';
import { ClaimRoute } from './claim-route.tsx';
import { outcomeText } from './outcome-text.ts';
import { typeOf } from './type-text.ts';
import { nameOr, Verdict } from './verdict.tsx';

type Whole = AnswerOf<'claims.show'>;

export function ClaimPanel({ id, close }: { readonly id: string; readonly close: string }) {
  const asked = useCall('claims.show', { id }, { topics: ['claim', 'policy'] });
  const panel = useRef<HTMLElement>(null);
  // On a small screen it lies below the list, where nobody would see that it came.
  useEffect(() => panel.current?.focus(), [id]);
  return (
    <aside class="stack claim-panel" aria-label={t('claims.one')} tabIndex={-1} ref={panel}>
      <a href={close}>{t('claims.close')}</a>
      <State of={asked}>{(claim) => <WholeClaim claim={claim} />}</State>
    </aside>
  );
}

function WholeClaim({ claim }: { readonly claim: Whole }) {
  const { outcome, issuer, subject, subjectName, uri } = claim;
  return (
    <div class="stack">
      <Card title={typeOf(claim)} actions={<Retract claim={claim} />}>
        <p>
          <Verdict of={claim} /> {outcome === null ? null : outcomeText({ ...outcome, type: claim.type })}
        </p>
        {claim.isVerified ? null : <p class="faint">{t('claims.unverified')}</p>}
        <Facts
          facts={[
            { name: t('claims.type'), value: claim.type === null ? null : <code>{claim.type}</code> },
            { name: t('claims.issuer'), value: <Party name={claim.issuerName} uri={issuer} /> },
            { name: t('claims.about'), value: <Party name={subjectName} uri={subject} /> },
            { name: t('claims.device-type'), value: claim.deviceType },
            {
              name: t('claims.weight'),
              value: outcome?.weight === undefined ? null : formatNumber(outcome.weight, { style: 'percent' }),
            },
            { name: t('claims.column.origin'), value: textOf(`claims.origin.${claim.origin}`, claim.origin) },
            { name: t('claims.from'), value: claim.from === null ? null : nameText(claim.from) },
            { name: t('claims.received'), value: <Time at={claim.at} show="both" /> },
            {
              name: t('claims.made'),
              value: claim.validFrom === null ? null : <Time at={claim.validFrom} show="both" />,
            },
            {
              name: t('claims.until'),
              value: <Until claim={claim} />,
            },
            { name: t('claims.signed'), value: signedAs(claim) },
            { name: t('claims.uri'), value: uri === null ? null : <Copy text={uri} short={shortOf(uri, 12)} /> },
            { name: t('claims.id'), value: <Copy text={claim.id} short={shortOf(claim.id)} /> },
            { name: t('claims.position'), value: formatNumber(claim.position) },
          ]}
        />
        <p class="row">
          {issuer === null ? null : <a href={pathTo('claims', {}, { issuer })}>{t('claims.same-issuer')}</a>}
          {subject === null ? null : <a href={pathTo('claims', {}, { subject })}>{t('claims.same-subject')}</a>}
        </p>
      </Card>
      <ClaimRoute claim={claim} />
      {claim.about.length === 0 ? null : (
        <Card title={t('claims.said-of-it')}>
          <ul>
            {claim.about.map((each) => (
              <li key={each.id}>
                <a href={pathTo('claims', { id: each.id })}>{typeOf(each)}</a> {nameOr(each.issuerName, each.issuer)},{' '}
                <Time at={each.at} /> <Verdict of={each} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {claim.notation === null ? null : <Raw title={t('claims.notation')} text={claim.notation} isOpen />}
      {claim.credential === null ? null : (
        <Raw title={t('claims.credential')} text={JSON.stringify(claim.credential, null, 2)} />
      )}
      <Raw title={t('claims.bytes')} text={claim.claim} />
    </div>
  );
}

function Until({ claim: { validUntil, isVerified } }: { readonly claim: Whole }) {
  if (validUntil !== null) return <Time at={validUntil} show="both" />;
  return <>{isVerified ? t('claims.until.never') : '–'}</>;
}

/** Whatever stands in it is text. */
function Raw({
  title,
  text,
  isOpen = false,
}: {
  readonly title: string;
  readonly text: string;
  readonly isOpen?: boolean;
}) {
  return (
    <details open={isOpen}>
      <summary>{title}</summary>
      <pre>{text}</pre>
    </details>
  );
}

function Party({ name, uri }: { readonly name: string | null; readonly uri: string | null }) {
  if (uri === null) return <>–</>;
  return (
    <>
      {name === null ? null : <span>{nameText(name)} </span>}
      <Copy text={uri} short={shortOf(uri, 10)} />
    </>
  );
}

function signedAs({ form, signatures }: Whole): string {
  if (form === null) return t('claims.signed.not');
  const by = signatures.map((each) => each.by).join(', ');
  return form === 'jose' ? t('claims.signed.jose', { by }) : t('claims.signed.data-integrity', { by });
}

/** The owner takes back what the owner claimed, and nobody else's. */
function Retract({ claim }: { readonly claim: Whole }) {
  const owner = useCall('assurance.owner', may('assurance.owner') ? {} : undefined);
  const isAsking = useSignal(false);
  const reason = useSignal('');
  const isOurs = owner.answer?.owner === claim.issuer && claim.type !== 'Retraction';
  const isGone = claim.outcome?.reason === 'retracted';
  if (!may('claims.retract') || !isOurs || isGone) return null;
  const { id } = claim;
  return (
    <>
      <Button
        look="danger"
        onClick={() => {
          isAsking.value = true;
        }}
      >
        {t('claims.retract')}
      </Button>
      {isAsking.value ? (
        <Confirm
          title={t('claims.retract.title')}
          action={t('claims.retract')}
          danger
          onConfirm={async () => {
            await call('claims.retract', { id, ...(reason.value === '' ? {} : { reason: reason.value }) });
            say({ text: t('claims.retract.done') });
          }}
          onClose={() => {
            isAsking.value = false;
          }}
        >
          <p>{t('claims.retract.text')}</p>
          <TextField
            label={t('claims.retract.reason')}
            value={reason.value}
            onChange={(text) => {
              reason.value = text;
            }}
          />
          <DryRun begin={() => call('claims.preview', { retract: id, wait: 1500 })} of={id} />
        </Confirm>
      ) : null}
      {owner.error === undefined ? null : <Refusal error={owner.error} />}
    </>
  );
}
