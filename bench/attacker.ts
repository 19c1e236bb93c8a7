import { Agent, request } from 'node:http';
import { connect } from 'node:net';

import { ATTACKS, type Attack } from './attacks';

/**
 * Sends the requests of one attack until the process is stopped. Then prints, as JSON, the number of answers with each
 * status.
 */
function main(): void {
  const { SCIM_URL = '', TOKEN = '', ATTACK } = process.env;
  const attack = ATTACKS.find(({ name }) => name === ATTACK);
  if (!attack) throw new Error(`there is no attack '${ATTACK}'`);

  const statuses: Record<string, number> = {};
  const count = (status: string) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const awake = setInterval(() => undefined, 1_000); // keeps the process alive, which unread connections do not
  process.once('SIGTERM', () => {
    clearInterval(awake);
    process.stdout.write(`${JSON.stringify(statuses)}\n`, () => process.exit(0));
  });

  const send = attack.readsNothing === true ? sendUnread : sendAndRead;
  const agent = new Agent({ keepAlive: true, maxSockets: attack.connections });
  for (let n = 0; n < attack.connections; n++) send(attack, { url: SCIM_URL, token: TOKEN }, agent, count);
  console.log(JSON.stringify({ msg: 'listening', url: SCIM_URL }));
}

interface Target {
  readonly url: string;
  readonly token: string;
}

/** One connection that sends the next request as soon as it gets an answer. */
function sendAndRead(attack: Attack, target: Target, agent: Agent, count: (status: string) => void): void {
  const { method, path, body } = attack.request;
  const again = (status: string) => {
    count(status);
    setTimeout(() => {
      sendAndRead(attack, target, agent, count);
    }, PAUSE_MS);
  };
  const headers = {
    Authorization: `Bearer ${target.token}`,
    ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
  };
  const sent = request(`${target.url}${path}`, { method, agent, headers }, (answer) => {
    answer.once('close', () => {
      again(answer.complete ? String(answer.statusCode) : 'cut off');
    });
    answer.resume();
  });
  sent.once('error', () => {
    again('no answer');
  });
  sent.end(body);
}

/**
 * Opens a connection, sends a request, and never reads the answer. When the server closes the connection, opens a new
 * one.
 */
function sendUnread(attack: Attack, target: Target, agent: Agent, count: (status: string) => void): void {
  const { hostname, port, pathname } = new URL(target.url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.write(
    `${attack.request.method} ${pathname}${attack.request.path} HTTP/1.1\r\nHost: ${hostname}\r\n` +
      `Authorization: Bearer ${target.token}\r\n\r\n`,
  );
  socket.on('error', () => undefined);
  socket.once('close', () => {
    count('unread');
    sendUnread(attack, target, agent, count);
  });
}

/**
 * Pause between two requests, in milliseconds. It stands in for the network: even a client that ignores `Retry-After`
 * has to wait for the network.
 */
const PAUSE_MS = 5;

main();
