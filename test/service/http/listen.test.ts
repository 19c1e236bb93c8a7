import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

import express from 'express';

import { listen, type Listening } from '../../../service/http/listen';

/** A server that answers only when the test tells it to. */
async function start(): Promise<{ server: Listening; asked: Promise<unknown>; answer: () => void }> {
  const server = await listen(0);
  let answer = (): void => undefined;
  const asked = new Promise((done) => {
    const app = express();
    app.get('/', (_req, res) => {
      answer = () => res.end('answered');
      done(undefined);
    });
    server.serve(app, {});
  });
  return {
    server,
    asked,
    answer: () => {
      answer();
    },
  };
}

async function open({ port }: Listening, sent = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(sent);
  return socket;
}

describe('a server that stops', () => {
  test('closes an idle connection while it waits for a request that is under way', async () => {
    const { server, asked, answer } = await start();
    const unused = await open(server);
    const busy = await open(server, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await asked;

    const stopped = server.close();
    await once(unused.resume(), 'close');
    answer();

    expect(await text(busy)).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*answered/);
    await stopped;
  });

  test('answers a request that has begun to arrive', async () => {
    const { server, asked, answer } = await start();
    const unused = await open(server);
    const slow = await open(server, 'GET / HTTP/1.1\r\n');

    const stopped = server.close();
    await once(unused.resume(), 'close'); // if the other connection counted as unused, it would be closed too
    slow.write('Host: x\r\n\r\n');
    await asked;
    answer();

    expect(await text(slow)).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*answered/);
    await stopped;
  });
});
