/** Taking in a feed from a file of this browser's machine, and what came of it. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, type InputOf } from '../../api/index.ts';
import { language, t } from '../../i18n/index.ts';
import {
  Button,
  base64Of,
  Dialog,
  Facts,
  FileField,
  FormDialog,
  SelectField,
  say,
  sizeText,
  Table,
} from '../../kit/index.ts';

type Kind = InputOf<'feeds.import'>['kind'];
type Report = AnswerOf<'feeds.import'>;

interface ImportFeedProps {
  readonly changed: () => void;
  readonly onClose: () => void;
}

const KINDS = ['kev', 'osv', 'nvd'] as const satisfies readonly Kind[];
export const KIND_TEXTS = {
  kev: 'feeds.kind.kev',
  osv: 'feeds.kind.osv',
  nvd: 'feeds.kind.nvd',
} as const satisfies Record<Kind, string>;
const WHERE_TEXTS = {
  kev: 'feeds.where.kev',
  osv: 'feeds.where.osv',
  nvd: 'feeds.where.nvd',
} as const satisfies Record<Kind, string>;
/** The domain takes no more at once: base64 of it is 64 MiB. */
const MOST_BYTES = 48 << 20;

export function ImportFeed({ changed, onClose }: ImportFeedProps) {
  const kind = useSignal<Kind>('kev');
  const file = useSignal<File | undefined>(undefined);
  const report = useSignal<Report | undefined>(undefined);
  if (report.value !== undefined) return <Came report={report.value} onClose={onClose} />;
  const size = sizeText(MOST_BYTES, language.value);
  const isTooLarge = (file.value?.size ?? 0) > MOST_BYTES;
  return (
    <FormDialog
      key="form"
      title={t('feeds.import')}
      action={t('feeds.import.do')}
      isFilled={file.value !== undefined && !isTooLarge}
      onClose={onClose}
      onDone={changed}
      onSubmit={async () => {
        if (file.value === undefined) return;
        const feed = base64Of(new Uint8Array(await file.value.arrayBuffer()));
        const came = await call('feeds.import', { kind: kind.value, feed });
        say({ text: t('feeds.imported', { kind: t(KIND_TEXTS[came.kind]) }) });
        report.value = came;
      }}
    >
      <SelectField
        label={t('feeds.kind')}
        help={t(WHERE_TEXTS[kind.value])}
        value={kind.value}
        choices={KINDS.map((value) => ({ value, label: t(KIND_TEXTS[value]) }))}
        onChange={(next) => {
          kind.value = KINDS.find((each) => each === next) ?? 'kev';
        }}
      />
      <FileField
        label={t('feeds.file')}
        help={t('feeds.file.help', { size })}
        required
        error={isTooLarge ? t('feeds.file.large', { size }) : undefined}
        onFile={(chosen) => {
          file.value = chosen;
        }}
      />
    </FormDialog>
  );
}

function Came({ report, onClose }: { readonly report: Report; readonly onClose: () => void }) {
  const { kind, records, problems } = report;
  return (
    <Dialog
      key="came"
      title={t('feeds.imported', { kind: t(KIND_TEXTS[kind]) })}
      onClose={onClose}
      actions={
        <Button look="main" onClick={onClose}>
          {t('feeds.imported.done')}
        </Button>
      }
    >
      <Facts
        facts={[
          { name: t('feeds.records.read'), value: records['read'] },
          { name: t('feeds.records.added'), value: records['added'] },
          { name: t('feeds.records.updated'), value: records['updated'] },
          { name: t('feeds.records.unchanged'), value: records['unchanged'] },
          { name: t('feeds.records.refused'), value: records['refused'] },
        ]}
      />
      <p class="faint">{t('feeds.imported.what')}</p>
      {problems.length === 0 ? null : (
        <Table
          caption={t('feeds.problems')}
          showCaption
          rows={problems.map((problem, index) => ({ problem, index }))}
          rowKey={({ index }) => `${index}`}
          columns={[
            { key: 'where', title: t('feeds.problem.where'), cell: ({ problem }) => textIn(problem, 'where') },
            {
              key: 'why',
              title: t('feeds.problem.why'),
              cell: ({ problem }) => <span lang="en">{textIn(problem, 'message')}</span>,
            },
          ]}
        />
      )}
    </Dialog>
  );
}

function textIn(problem: Report['problems'][number], name: string): string {
  const value = problem[name];
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}
