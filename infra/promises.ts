/**
 * The SDK notes for each property of each resource where in the program its four promises were made, and shows that to nobody unless asked
 * with PULUMI_DEBUG_PROMISE_LEAKS. Writing it down is a tenth of the time that a large stack takes.
 */
import sdk from "@pulumi/pulumi/runtime/debuggable.js";

/** What its types keep to the SDK; each of its own files calls the function by way of this object. */
const debuggable = sdk as unknown as {
  debugPromiseLeaks: boolean;
  debuggablePromise<T>(promise: Promise<T>, context?: unknown): Promise<T>;
};
const original = debuggable.debuggablePromise;

/** From now on, for everybody in this process. */
export function makePromisesQuickly(): void {
  if (debuggable.debugPromiseLeaks) return;
  debuggable.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return original(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}
