/** The number of characters that are left in a limited text. Whichever part asks first gets the room. */
export class Room {
  #left: number;

  /** @param max maximum length of the text, in characters. */
  constructor(max: number) {
    this.#left = max;
  }

  get left(): number {
    return this.#left;
  }

  /** Reserves room for some lines, each of which ends with a newline, if they still fit. Returns whether they did. */
  take(...lines: readonly string[]): boolean {
    const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (length > this.#left) return false;
    this.#left -= length;
    return true;
  }

  /**
   * Reserves room for a frame and for the lines that `fill` puts inside. Without such lines, the frame uses no room.
   * Empty if the frame does not fit.
   */
  within(frame: readonly string[], fill: (room: Room) => string[]): string[] {
    const inside = new Room(this.#left);
    if (!inside.take(...frame)) return [];
    const lines = fill(inside);
    if (lines.length > 0) this.#left = inside.left;
    return lines;
  }
}
