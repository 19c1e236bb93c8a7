/** A monotonic clock that moves only when a test tells it to. The real clock is back when the test ends. */
export interface StoppedClock extends Disposable {
  advance(milliseconds: number): void;
}

/** Stops `performance.now()` for the code under test. Dates, timers and connections are unaffected. */
export function stopClock(): StoppedClock {
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
  return {
    advance: (milliseconds) => {
      jest.advanceTimersByTime(milliseconds);
    },
    [Symbol.dispose]: () => {
      jest.useRealTimers();
    },
  };
}
