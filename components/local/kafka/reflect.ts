/**
 * The three functions of the metadata proposal that @peculiar/x509 (through tsyringe) asks for when it is loaded: import this first.
 * Nothing of the library that is used here stores metadata, so these few lines do in place of a polyfill of the whole proposal.
 */
type Key = string | symbol;

const store = new WeakMap<object, Map<Key, unknown>>();

const functions = {
  defineMetadata(key: Key, value: unknown, target: object): void {
    const own = store.get(target) ?? new Map<Key, unknown>();
    store.set(target, own.set(key, value));
  },
  getOwnMetadata(key: Key, target: object): unknown {
    return store.get(target)?.get(key);
  },
  getMetadata(key: Key, target: object): unknown {
    for (let one: object | null = target; one; one = Object.getPrototypeOf(one) as object | null) {
      const own = store.get(one);
      if (own?.has(key)) return own.get(key);
    }
    return undefined;
  },
};

// A real polyfill that somebody loaded before stays.
if (!("getMetadata" in Reflect)) Object.assign(Reflect, functions);
