/** Becoming Commissioner of a network: its border agent, and what proves that one may. */

import { useSignal } from '@preact/signals';
import { call, type InputOf, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Dialog, Refusal, SelectField, say, TextField } from '../../kit/index.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly networkName: string;
  /** Hexadecimal. */
  readonly extendedPanId: string;
}

interface ConnectProps {
  readonly target: Target;
  readonly connected: () => void;
  readonly onClose: () => void;
}

const PROOFS = ['passphrase', 'passcode', 'pskc'] as const;
type Proof = (typeof PROOFS)[number];

const LABELS = {
  passphrase: 'thread.connect.passphrase',
  passcode: 'thread.connect.passcode',
  pskc: 'thread.connect.pskc',
} as const;

interface Form extends Omit<Target, 'port'> {
  readonly port: string;
  readonly proof: Proof;
  readonly secret: string;
}

export function Connect({ target, connected, onClose }: ConnectProps) {
  const form = useSignal<Form>({ ...target, port: `${target.port}`, proof: 'passphrase', secret: '' });
  const set = (change: Partial<Form>): void => {
    form.value = { ...form.value, ...change };
  };
  const { run, isBusy, error } = useAction(async () => {
    const { networkName } = await call('thread.connect', inputOf(form.value));
    say({ text: t('thread.connected', { network: networkName }) });
    connected();
  });
  const { host, port, proof, secret, networkName, extendedPanId } = form.value;
  const submit = (event: Event): void => {
    event.preventDefault();
    void run().then((isDone) => isDone && onClose());
  };
  return (
    <Dialog title={t('thread.connect.title')} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <TextField
          label={t('thread.connect.host')}
          required
          code
          value={host}
          onChange={(next) => set({ host: next })}
        />
        <TextField
          label={t('thread.connect.port')}
          required
          type="number"
          value={port}
          onChange={(next) => set({ port: next })}
        />
        <SelectField
          label={t('thread.connect.by')}
          value={proof}
          choices={PROOFS.map((value) => ({ value, label: t(LABELS[value]) }))}
          onChange={(next) => set({ proof: PROOFS.find((each) => each === next) ?? 'passphrase', secret: '' })}
        />
        {proof === 'passphrase' ? (
          <>
            <TextField
              label={t('thread.connect.name')}
              required
              value={networkName}
              onChange={(next) => set({ networkName: next })}
            />
            <TextField
              label={t('thread.extended-pan-id')}
              required
              code
              value={extendedPanId}
              onChange={(next) => set({ extendedPanId: next })}
            />
          </>
        ) : null}
        <TextField
          label={t(LABELS[proof])}
          required
          type="password"
          value={secret}
          onChange={(next) => set({ secret: next })}
          {...(proof === 'passcode' ? { help: t('thread.connect.passcode.help') } : {})}
        />
        {error === undefined ? null : <Refusal error={error} />}
        <Button type="submit" look="main" busy={isBusy}>
          {t('thread.connect')}
        </Button>
      </form>
    </Dialog>
  );
}

function inputOf({ host, port, proof, secret, networkName, extendedPanId }: Form): InputOf<'thread.connect'> {
  const where = { host: host.trim(), port: Number(port) };
  if (proof === 'passphrase') return { ...where, passphrase: secret, networkName, extendedPanId: extendedPanId.trim() };
  return proof === 'pskc' ? { ...where, pskc: secret.trim() } : { ...where, passcode: secret.replaceAll(/\s/g, '') };
}
