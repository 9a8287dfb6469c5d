/** The console: who looks, where they are, and what they see. */

import { signal } from '@preact/signals';
import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { session } from './api/session.ts';
import { Loading } from './kit/state.tsx';
import { Toasts } from './kit/toasts.tsx';
import { arrival } from './shell/arrival.ts';
import { Frame } from './shell/frame.tsx';
import { Nowhere } from './shell/nowhere.tsx';
import { ROUTES, SIGN_IN } from './shell/routes.ts';
import { Unbroken } from './shell/unbroken.tsx';
import {
  Audit,
  Claims,
  Device,
  Devices,
  Makers,
  Networks,
  Now,
  People,
  Policy,
  SignIn,
  Thread,
} from './shell/views.ts';

export function App() {
  return (
    // What is not the console's own, for example the description of the API, is left to the browser.
    <LocationProvider scope={/^\/(?!api\/)/}>
      <Unbroken>
        <Screen />
      </Unbroken>
      <Toasts />
    </LocationProvider>
  );
}

/** Whether a view was asked for whose file has not come yet. */
const isWaiting = signal(false);

function Screen() {
  const { path } = useLocation();
  const now = session.value;
  if (now.state === 'unknown') {
    return (
      <div class="entrance">
        <Loading />
      </div>
    );
  }
  if (now.state !== 'here' || path === SIGN_IN) {
    return (
      <ErrorBoundary>
        <SignIn />
      </ErrorBoundary>
    );
  }
  return (
    <Frame key={now.person.id} isWaiting={isWaiting.value}>
      <ErrorBoundary>
        <Router
          onRouteChange={arrival.announce}
          onLoadStart={() => {
            isWaiting.value = true;
          }}
          onLoadEnd={() => {
            isWaiting.value = false;
          }}
        >
          <Route path={ROUTES.now} component={Now} />
          <Route path={ROUTES.devices} component={Devices} />
          <Route path={ROUTES.device} component={Device} />
          <Route path={ROUTES.claims} component={Claims} />
          <Route path={ROUTES.makers} component={Makers} />
          <Route path={ROUTES.policy} component={Policy} />
          <Route path={ROUTES.thread} component={Thread} />
          <Route path={ROUTES.networks} component={Networks} />
          <Route path={ROUTES.audit} component={Audit} />
          <Route path={ROUTES.people} component={People} />
          <Route default component={Nowhere} />
        </Router>
      </ErrorBoundary>
    </Frame>
  );
}
