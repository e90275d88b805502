/**
 * Stands in for network/requestQueue. kafkajs re-arms a timer each millisecond for every connection, also when nothing waits
 * (tulios/kafkajs#1556): 5 to 7 % of a core, and a TimeoutNegativeWarning on Node 24. It also looks for requests that took too
 * long ten times a second, when there are none. Here an idle connection has no timer.
 *
 * kafkajs also forgets a request that is sent while its connection is being closed: no answer comes, nobody looks at it any more,
 * and whoever waits for it, e.g. for a login, waits for ever with the broker's lock in hand. Here it is rejected.
 */
import type { Internal } from "./modules.ts";

/** Milliseconds between two looks at the requests without an answer. */
const TIMEOUT_CHECK_MS = 100;

/**
 * @param Original kafkajs' RequestQueue
 * @param closed makes the error of a request whose connection was closed
 */
export function createRequestQueue(Original: Internal, closed: () => Error): Internal {
  return class RequestQueue extends Original {
    #checking: NodeJS.Timeout | undefined;
    #mayCheck = false;
    /** By a clock that nobody sets: with kafkajs' own times a clock that is set back would keep a silent broker waited for. */
    readonly #sentAt = new WeakMap<object, number>();

    /** Called when the connection is there: from now on a request without an answer is looked at. */
    scheduleRequestTimeoutCheck(): void {
      if (!this["enforceRequestTimeout"]) return;
      this["destroy"]();
      this.#mayCheck = true;
      this.#check();
    }

    createSocketRequest(pushed: Internal): Internal {
      const { sendRequest } = pushed;
      const request: Internal = super["createSocketRequest"]({
        ...pushed,
        sendRequest: () => {
          this.#sentAt.set(request, performance.now());
          sendRequest();
          this.#check();
        },
      });
      return request;
    }

    /** Only what waits needs a timer: a request that may be sent is sent at once, or when an answer arrives. */
    scheduleCheckPendingRequests(): void {
      if (this["pending"].length > 0) super["scheduleCheckPendingRequests"]();
    }

    /** The connection is closed, after what was under way has ended. */
    destroy(): void {
      super["destroy"]();
      if (this["inflight"].size + this["pending"].length > 0) this["rejectAll"](closed());
      clearInterval(this.#checking);
      this.#checking = undefined;
      this.#mayCheck = false;
    }

    #check(): void {
      if (!this.#mayCheck || this.#checking !== undefined || this["inflight"].size === 0) return;
      this.#checking = setInterval(
        () => {
          for (const request of [...this["inflight"].values()]) {
            const sentAt = this.#sentAt.get(request);
            if (sentAt !== undefined && performance.now() - sentAt > request.requestTimeout) request.timeoutRequest();
          }
          if (!this["isConnected"]()) this.destroy();
          else if (this["inflight"].size === 0) {
            clearInterval(this.#checking);
            this.#checking = undefined;
          }
        },
        Math.min(this["requestTimeout"], TIMEOUT_CHECK_MS),
      );
    }
  };
}
