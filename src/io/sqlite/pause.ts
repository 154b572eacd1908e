const nobodyWakesThis = new Int32Array(new SharedArrayBuffer(4));

/**
 * Blocks the calling thread. For worker threads and the terminal only; a browser or an extension host must not be
 * blocked.
 */
export function pause(ms: number): void {
  Atomics.wait(nobodyWakesThis, 0, 0, ms);
}
