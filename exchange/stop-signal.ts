/**
 * Resolves when this process is to end: SIGTERM, Ctrl-C, or the program of ours that started it (and holds a channel to
 * it) has gone. To be called before anything is opened, so that no such moment is missed.
 */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    const ask = () => resolve();
    process.once('SIGINT', ask);
    process.once('SIGTERM', ask);
    process.once('disconnect', ask);
    // The starter may have gone while we were being loaded; the event is over then.
    if (process.send !== undefined && !process.connected) ask();
  });
}
