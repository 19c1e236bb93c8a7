/** How many characters of a string are left. They go to the part that asks first. */
export class Room {
  #left: number;

  /** @param max maximum number of characters of the text. */
  constructor(max: number) {
    this.#left = max;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes room for these lines, each of which ends with a newline, if they still fit. Returns whether they did. */
  take(...lines: readonly string[]): boolean {
    const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (length > this.#left) return false;
    this.#left -= length;
    return true;
  }

  /** Lets `fill` take lines inside a frame, which takes no room if there are none. Empty if the frame does not fit. */
  within(frame: readonly string[], fill: (room: Room) => string[]): string[] {
    const inside = new Room(this.#left);
    if (!inside.take(...frame)) return [];
    const lines = fill(inside);
    if (lines.length > 0) this.#left = inside.left;
    return lines;
  }
}
