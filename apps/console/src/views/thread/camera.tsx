/** The camera, looked at until a QR code is in the picture. It is given back as soon as nobody looks any more. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Button } from '../../kit/index.ts';
import './camera.css';
import { openQrReader } from './qr-reader.ts';

type State = 'starting' | 'on' | 'denied' | 'no-camera' | 'busy';

const PAUSE_MS = 200;

/** How browsers call what is in the way (Media Capture and Streams). */
const TROUBLES: Readonly<Record<string, State>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'no-camera',
  OverconstrainedError: 'no-camera',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const TEXTS = {
  denied: 'thread.add.denied',
  'no-camera': 'thread.add.no-camera',
  busy: 'thread.add.busy',
} as const;

export function Camera({ onCode }: { readonly onCode: (text: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const state = useSignal<State>('starting');
  const attempt = useSignal(0);

  useEffect(() => {
    const { current } = video;
    if (current === null) return undefined;
    const looking = new AbortController();
    state.value = 'starting';
    look(current, looking.signal, (next) => {
      state.value = next;
    })
      .then((text) => {
        if (text !== undefined) onCode(text);
      })
      .catch((thrown: unknown) => {
        if (!looking.signal.aborted) state.value = troubleOf(thrown);
      });
    return () => looking.abort();
  }, [attempt.value]);

  const { value } = state;
  const isInTrouble = value !== 'starting' && value !== 'on';
  return (
    <div class="stack">
      {isInTrouble ? (
        <div class="refusal" role="alert">
          <p>{t(TEXTS[value])}</p>
          <Button
            onClick={() => {
              attempt.value++;
            }}
          >
            {t('thread.add.again')}
          </Button>
        </div>
      ) : (
        <p role="status">{value === 'starting' ? t('thread.add.starting') : t('thread.add.point')}</p>
      )}
      <video
        class={isInTrouble ? 'camera unseen' : 'camera'}
        ref={video}
        muted
        playsInline
        aria-label={t('thread.add.view')}
      />
    </div>
  );
}

/** Gives the text of the first code that is seen; undefined when it was given up. */
async function look(
  video: HTMLVideoElement,
  signal: AbortSignal,
  tell: (state: State) => void,
): Promise<string | undefined> {
  // Pages that are not served securely have no such thing at all.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined) throw new DOMException('', 'NotFoundError');
  const stream = await devices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  try {
    const read = await openQrReader();
    if (signal.aborted) return undefined;
    video.srcObject = stream;
    await video.play();
    tell('on');
    while (!signal.aborted) {
      const { videoWidth, videoHeight } = video;
      const text = videoWidth === 0 ? undefined : await read(video, videoWidth, videoHeight);
      if (text !== undefined) return text;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

function troubleOf(thrown: unknown): State {
  return (thrown instanceof DOMException ? TROUBLES[thrown.name] : undefined) ?? 'no-camera';
}
