/**
 * The number of characters that can still be added to a text of limited length. Parts get room in the order in which
 * they ask for it.
 */
export class Room {
  #left: number;

  /** @param max maximum length of the text, in characters. */
  constructor(max: number) {
    this.#left = max;
  }

  get left(): number {
    return this.#left;
  }

  /** Reserves room for some lines, if all of them fit. Each line ends with a newline. Returns whether the lines fit. */
  take(...lines: readonly string[]): boolean {
    const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (length > this.#left) return false;
    this.#left -= length;
    return true;
  }

  /**
   * Reserves room for a frame and for the lines that `fill` puts into the frame. Returns the lines. If `fill` returns
   * no lines, nothing is reserved. If the frame does not fit, returns an empty list.
   */
  within(frame: readonly string[], fill: (room: Room) => string[]): string[] {
    const inside = new Room(this.#left);
    if (!inside.take(...frame)) return [];
    const lines = fill(inside);
    if (lines.length > 0) this.#left = inside.left;
    return lines;
  }
}
