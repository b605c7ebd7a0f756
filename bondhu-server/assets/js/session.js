// One visit: started when the page is shown, ended when it is left. Vanished visits the server closes itself.
import { call } from './api.js';

const CHECK = 10 * 60_000;
let session = null;
let checked = 0;
let onDisclosure = () => {};

export function startSession(disclose) {
  onDisclosure = disclose;
  begin();
  addEventListener('pagehide', end);
  addEventListener('pageshow', (event) => event.persisted && begin());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && begin());
}

// After a message: the server counts the hours over all devices and says when it is time.
export function checkSession() {
  if (Date.now() - checked > CHECK) begin();
}

// Another tab that closes ends the visit for all; whoever is still here goes on with it.
export function sessionChanged(changed) {
  if (changed.state === 'ended' && changed.session_id === session?.session_id && !document.hidden) begin();
}

async function begin() {
  checked = Date.now();
  try {
    session = await call('POST', '/api/v1/sessions/start', { body: {} });
    if (session.disclosure_due) onDisclosure();
  } catch {
    // A chat never fails for a visit's sake: the next message opens one.
    checked = 0;
  }
}

function end() {
  if (!session) return;
  navigator.sendBeacon('/api/v1/sessions/end', JSON.stringify({ session_id: session.session_id }));
}
