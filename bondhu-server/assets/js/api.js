// Calls of the API under the person's cookie. Failures are ApiError, with status 0 when no answer came.

export class ApiError extends Error {
  constructor(status, problem = {}, retryAfter = 0) {
    super(problem.errors?.[0]?.detail || problem.detail || problem.title || 'Something went wrong. Please try again.');
    this.status = status;
    this.code = problem.code || '';
    this.retryAfter = retryAfter;
    this.safety = problem.safety || null;
    this.response = problem.response || '';
  }

  // Whether the same request may succeed later.
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export const disconnected = () => new ApiError(0, { detail: 'Bondhu cannot be reached.' });

// The response of a request that succeeded. A lost sign-in leads to the form; drafts stay in the browser.
export async function open(method, path, { body, headers = {}, signal, accept = 'application/json' } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { accept, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (cause) {
    if (cause.name === 'AbortError') throw cause;
    throw disconnected();
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401) location.assign('/sign-in?next=/');
  throw new ApiError(response.status, problem, Number(response.headers.get('retry-after')) || 0);
}

export async function call(method, path, options) {
  const response = await open(method, path, options);
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    throw disconnected();
  }
}

// 128 random bits; randomUUID is missing where the page came over plain HTTP.
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
