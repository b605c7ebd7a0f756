// What happens in the person's other tabs and devices, as it happens.
import { report } from './status.js';

const KINDS = ['message', 'typing', 'reaction', 'session', 'task', 'profile', 'presence', 'reset'];
const OFFLINE = 'You are offline. What you write is kept.';
const HIDDEN_FOR = 60_000;
let source = null;
let sleep = 0;
let attempt = 0;

// `on` has a function per kind that matters, and `gap` for when something may have been missed.
export function startEvents(on) {
  connect(on);
  // A browser opens few connections to one host; tabs nobody looks at give theirs back.
  document.addEventListener('visibilitychange', () => {
    clearTimeout(sleep);
    if (document.hidden) sleep = setTimeout(close, HIDDEN_FOR);
    else if (!source) connect(on);
  });
  addEventListener('pagehide', close);
  addEventListener('pageshow', (event) => event.persisted && connect(on));
  addEventListener('online', () => connect(on));
  addEventListener('offline', () => report('offline', OFFLINE));
}

function connect(on) {
  source?.close();
  source = new EventSource('/api/v1/events');
  const mine = source;
  mine.onopen = () => {
    attempt = 0;
    report('offline', '');
    // Something may have happened since the page was made, or since the connection was lost.
    on.gap();
  };
  mine.onerror = () => {
    report('offline', navigator.onLine ? 'Connecting again…' : OFFLINE);
    if (mine.readyState !== EventSource.CLOSED) return;
    // The browser gave up for good, which it does on any answer that is not a stream.
    setTimeout(() => source === mine && connect(on), Math.min(15_000, 1000 * 2 ** attempt));
    attempt = Math.min(attempt + 1, 5);
    on.refused?.();
  };
  for (const kind of KINDS) {
    mine.addEventListener(kind, (event) => {
      const act = kind === 'reset' ? on.gap : on[kind];
      act?.(event.data ? JSON.parse(event.data) : {});
    });
  }
}

function close() {
  source?.close();
  source = null;
}
