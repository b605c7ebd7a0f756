// Waiting between attempts: longer each time, with jitter, cut short when the browser is online again.

const LONGEST = 15_000;

export function pause(attempt, atLeastSeconds = 0) {
  const grown = Math.min(LONGEST, 500 * 2 ** Math.min(attempt, 6)) * (0.75 + Math.random() / 2);
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      removeEventListener('online', wake);
      removeEventListener('bondhu:retry', wake);
      resolve();
    };
    const timer = setTimeout(wake, Math.max(grown, atLeastSeconds * 1000));
    if (atLeastSeconds) return;
    addEventListener('online', wake);
    addEventListener('bondhu:retry', wake);
  });
}

// Ends every pause at once: somebody pressed "Try again", or the server was heard.
export const retryNow = () => dispatchEvent(new Event('bondhu:retry'));
