// A realm is kept from run to run, so nothing that a run can reach may remember it: every built-in and library object is frozen.
// A script that must change them (`Date.prototype.format = …`) gets a realm of its own per run instead; see run.ts.

/** Built-in objects that no global leads to. */
function hidden(): object[] {
  const segments = new Intl.Segmenter().segment("a");
  return [
    function* () {},
    async () => {},
    async function* () {},
    [].values(),
    new Map().entries(),
    new Set().values(),
    ""[Symbol.iterator](),
    "a".matchAll(/a/g),
    [1].values().map((value) => value),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    segments,
    segments[Symbol.iterator](),
  ];
}

/** Prototypes whose members scripts shadow by assigning to their own objects, such as `error.name` or `form.toString`. */
const SHADOWED = [
  Object.prototype,
  Function.prototype,
  Error.prototype,
  ...[AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((kind) => kind.prototype),
];

/** Freezes everything that `roots` and the globals lead to. */
export function freezeAll(roots: readonly unknown[]): void {
  const seen = new Set<object>();
  const waiting: unknown[] = [globalThis, ...hidden(), ...roots];
  const visit = (value: unknown): void => {
    if ((typeof value === "object" || typeof value === "function") && value !== null && !seen.has(value)) {
      seen.add(value);
      waiting.push(value);
    }
  };
  while (waiting.length > 0) {
    const value = waiting.pop() as object;
    seen.add(value);
    visit(Reflect.getPrototypeOf(value));
    const descriptors = Object.getOwnPropertyDescriptors(value) as Record<PropertyKey, PropertyDescriptor>;
    for (const key of Reflect.ownKeys(descriptors)) {
      const descriptor = descriptors[key];
      visit(descriptor.value);
      visit(descriptor.get);
      visit(descriptor.set);
    }
  }
  for (const prototype of SHADOWED) letShadow(prototype);
  for (const value of seen) if (!ArrayBuffer.isView(value)) Object.freeze(value);
}

/**
 * Turns data members into accessors. Assigning to an object whose frozen prototype has a data member of that name throws; with a
 * setter that defines the member on the object itself, it works as scripts expect.
 */
function letShadow(prototype: object): void {
  for (const key of Reflect.ownKeys(prototype)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor;
    if (!descriptor.configurable || !("value" in descriptor) || typeof key === "symbol") continue;
    const { value, enumerable } = descriptor;
    const { get, set } = {
      get(): unknown {
        return value;
      },
      set(this: object, given: unknown): void {
        if (this === prototype) throw new TypeError(`Cannot assign to read only property '${key}' of a built-in object`);
        Object.defineProperty(this, key, { value: given, writable: true, enumerable: true, configurable: true });
      },
    };
    Object.freeze(get);
    Object.freeze(set);
    Object.defineProperty(prototype, key, { get, set, enumerable, configurable: false });
  }
}
