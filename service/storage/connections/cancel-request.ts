import { type ClientBase, Connection } from 'pg';

/** Maximum time that a server may take to accept a cancellation. */
const CANCEL_MS = 1_000;

/** Properties of a connection that the types of pg do not declare. */
interface Backend {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean | object;
  readonly sslNegotiation: string;
  readonly processID: number;
  readonly secretKey: unknown;
}

interface CancelConnection extends Connection {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: unknown): void;
}

/** Closes a connection without a word to the server, because the server may not listen. Running statements fail. */
export function breakOff(client: ClientBase): void {
  (client as unknown as { connection: Connection }).connection.stream.destroy();
}

/**
 * Asks the server to cancel the statement that a connection is running. The request uses a new connection with the same
 * encryption as the original one
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS).
 *
 * Resolves once the server has passed the request on to the process that runs the statement. From then on, the request
 * can no longer cancel the connection's next statement by mistake.
 *
 * @returns whether the server accepted the request. Whether the statement really ended can be seen only on the original
 * connection.
 */
export function cancelRunning(client: ClientBase): Promise<boolean> {
  const { host, port, ssl, sslNegotiation, processID, secretKey } = client as unknown as Backend;
  const connection = new Connection({ ssl, sslNegotiation } as object) as CancelConnection;
  let isHeard = true;
  const fail = () => {
    isHeard = false;
    connection.stream.destroy();
  };
  const cancel = () => {
    connection.cancel(processID, secretKey);
  };
  return new Promise((done) => {
    const timer = setTimeout(fail, CANCEL_MS);
    connection.on('error', fail);
    connection.once('end', () => {
      clearTimeout(timer);
      done(isHeard);
    });
    connection.once('connect', () => {
      if (!ssl) cancel();
      else if (sslNegotiation !== 'direct') connection.requestSsl();
    });
    connection.once('sslconnect', cancel);
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}
