/** A failed request to the admin API. The client gets a problem details object (RFC 9457). */
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
