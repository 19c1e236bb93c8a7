/**
 * A list whose elements are created one by one while they are written, so that they are never all in memory at the same
 * time.
 */
export class MadeList<Element> implements Iterable<Element> {
  readonly #make: () => Iterable<Element>;

  private constructor(make: () => Iterable<Element>) {
    this.#make = make;
  }

  /** Maps the items to elements with `make`. A list of up to `few` items is mapped immediately. */
  static of<Item, Element>(items: readonly Item[], make: (item: Item) => Element, few: number): Iterable<Element> {
    return items.length <= few ? items.map(make) : new MadeList(() => items).map(make);
  }

  map<Other>(change: (element: Element) => Other): MadeList<Other> {
    const elements = this.#make;
    return new MadeList(function* () {
      for (const element of elements()) yield change(element);
    });
  }

  filter(keeps: (element: Element) => boolean): MadeList<Element> {
    const elements = this.#make;
    return new MadeList(function* () {
      for (const element of elements()) if (keeps(element)) yield element;
    });
  }

  [Symbol.iterator](): Iterator<Element> {
    return this.#make()[Symbol.iterator]();
  }

  /** Returns all elements in one array. JSON.stringify calls this when the list is nested deep in a document. */
  toJSON(): readonly Element[] {
    return [...this];
  }
}
