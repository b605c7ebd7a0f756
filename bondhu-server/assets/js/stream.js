// One turn as a stream of events that survives breaks: what was missed comes again by its last event's id.
import { ApiError, disconnected, open } from './api.js';
import { pause } from './retry.js';

const SILENCE = 60_000;

// Splits a body into {event, id, data}, whatever way its bytes are cut.
export async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let event = fresh();
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read());
      if (done) return;
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      for (const line of lines) {
        if (line === '') {
          if (event.data.length) yield { event: event.event, id: event.id, data: event.data.join('\n') };
          event = fresh(event.id);
        } else if (!line.startsWith(':')) {
          const [, field, text] = line.match(/^([^:]*):? ?(.*)$/s);
          if (field === 'data') event.data.push(text);
          else if (field === 'event') event.event = text;
          else if (field === 'id') event.id = text;
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

// Sends a message and reports {accepted, delta, broken, restarted}; gives the Turn. Throws what the server refused.
export function converse(entry, on, signal) {
  return follow(
    () =>
      open('POST', '/api/v1/chat/stream', {
        body: { message: entry.text },
        headers: { 'idempotency-key': entry.key },
        accept: 'text/event-stream',
        signal,
      }),
    null,
    on,
    signal,
  );
}

// The same for a message that is already stored.
export const resume = (userMessageId, on, signal) => follow(() => again(userMessageId, '', signal), userMessageId, on, signal);

async function follow(start, userMessageId, on, signal) {
  let lastId = '';
  let attempt = 0;
  let next = start;
  for (;;) {
    try {
      const response = await next();
      if (!(response.headers.get('content-type') || '').startsWith('text/event-stream')) return await response.json();
      for await (const { event, id, data } of readEvents(response.body)) {
        // After a restart the server writes the reply anew; what came before it is not its beginning.
        if (lastId && startOf(id) !== startOf(lastId)) on.restarted();
        lastId = id;
        attempt = 0;
        const value = JSON.parse(data);
        if (event === 'accepted') {
          userMessageId = value.user_message_id;
          on.accepted(value);
        } else if (event === 'delta') on.delta(value.text);
        else if (event === 'done') return value;
        else if (event === 'error') throw Object.assign(new ApiError(value.status || 500, value), { final: true });
      }
      throw disconnected();
    } catch (cause) {
      if (signal.aborted || cause.final) throw cause;
      const failure = cause instanceof ApiError ? cause : disconnected();
      // Before it was accepted the outbox decides when to send again, under the same key.
      if (!userMessageId || !failure.passing) throw failure;
      on.broken();
      await pause((attempt += 1), failure.retryAfter);
      if (signal.aborted) throw failure;
      const id = userMessageId;
      next = () => again(id, lastId, signal);
    }
  }
}

function again(userMessageId, lastId, signal) {
  return open('GET', `/api/v1/chat/stream/${userMessageId}`, {
    headers: lastId ? { 'last-event-id': lastId } : {},
    accept: 'text/event-stream',
    signal,
  });
}

const startOf = (id) => id.split('-')[0];

const fresh = (id = '') => ({ event: 'message', id, data: [] });

// The server sends comments while it thinks, so a long silence is a dead connection.
function withinSilence(read) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(disconnected()), SILENCE);
  });
  return Promise.race([read, silence]).finally(() => clearTimeout(timer));
}
