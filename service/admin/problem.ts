/** A request to the admin API that fails. The answer is a problem details object (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }

  toJSON(): object {
    return { type: 'about:blank', status: this.status, detail: this.message };
  }
}
