import { Refusal } from '../refusal';

/** Graph's error response to a request. */
export class GraphRefusal extends Refusal {
  static notFound(id: string): GraphRefusal {
    return new GraphRefusal(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist or is not there yet.`);
  }

  static badRequest(message: string): GraphRefusal {
    return new GraphRefusal(400, 'Request_BadRequest', message);
  }
}
