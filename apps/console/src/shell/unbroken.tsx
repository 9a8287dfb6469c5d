/** Keeps a failure of the page's own from leaving an empty screen. */

import { Component, type ComponentChildren } from 'preact';
import { t } from '../i18n/index.ts';
import { Button } from '../kit/button.tsx';

interface UnbrokenProps {
  readonly children: ComponentChildren;
}

interface UnbrokenState {
  readonly isBroken: boolean;
}

export class Unbroken extends Component<UnbrokenProps, UnbrokenState> {
  override state: UnbrokenState = { isBroken: false };

  static override getDerivedStateFromError(): UnbrokenState {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div class="broken" role="alert">
        <h1>{t('shell.broken.title')}</h1>
        <p>{t('shell.broken.text')}</p>
        <Button look="main" onClick={() => location.reload()}>
          {t('shell.broken.reload')}
        </Button>
      </div>
    );
  }
}
