/** How many characters of a text are left. Whoever asks first gets them. */
export class Room {
  #left: number;

  /** @param max most characters of the text. */
  constructor(max: number) {
    this.#left = max;
  }

  get left(): number {
    return this.#left;
  }

  /** Whether these lines still fit, each of which ends with a new line. They do not take the room when they do not. */
  take(...lines: readonly string[]): boolean {
    const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (length > this.#left) return false;
    this.#left -= length;
    return true;
  }

  /** Lets `fill` take lines inside a frame, which takes no room when there is none. Empty when the frame does not fit. */
  within(frame: readonly string[], fill: (room: Room) => string[]): string[] {
    const inside = new Room(this.#left);
    if (!inside.take(...frame)) return [];
    const lines = fill(inside);
    if (lines.length > 0) this.#left = inside.left;
    return lines;
  }
}
