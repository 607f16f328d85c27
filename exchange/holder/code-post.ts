import type { CodeSender } from '../../identity/index.ts';

/** Whoever waits for a code has five minutes; a channel that does not answer in some seconds is away. */
const patienceMs = 5_000;

/**
 * A deployment's channel: each code is posted to it as JSON, `{request, holder: {kind, number}, code, expiresAt, consentTo?}`,
 * and it finds out where the holder is reached. With `consentTo`, in both languages, the message says to what the code says yes. Anything but 2xx is a failure; nothing of the answer is read, so nothing of it is repeated.
 */
export function codePost(options: { url: string; token: string | undefined }): CodeSender {
  const { url, token } = options;
  return {
    async send({ request, holder, code, expiresAt, consentTo }) {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ request, holder, code, expiresAt: expiresAt.toISOString(), consentTo }),
        signal: AbortSignal.timeout(patienceMs),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the channel for codes answered ${response.status}`);
    },
  };
}
