/** What Graph answers instead of doing as it is told. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  static notFound(id: string): GraphRefusal {
    return new GraphRefusal(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist or is not there yet.`);
  }

  static badRequest(message: string): GraphRefusal {
    return new GraphRefusal(400, 'Request_BadRequest', message);
  }
}
