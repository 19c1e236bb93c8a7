/** A function of an object that is computed once for each object, however often it is called. */
export function oncePer<Key extends object, Rest extends unknown[], Value>(
  work: (key: Key, ...rest: Rest) => Value,
): (key: Key, ...rest: Rest) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key, ...rest) => {
    const found = known.get(key) ?? { value: work(key, ...rest) };
    known.set(key, found);
    return found.value;
  };
}
