// The line in the header that says how things stand. Empty when all is well.

const line = document.getElementById('status');
const reasons = new Map();

// `reason` is one independent cause; an empty text ends it.
export function report(reason, text) {
  if (text) reasons.set(reason, text);
  else reasons.delete(reason);
  const shown = [...reasons.values()].pop() || '';
  if (line.textContent !== shown) line.textContent = shown;
  document.body.classList.toggle('is-offline', reasons.has('offline'));
}
