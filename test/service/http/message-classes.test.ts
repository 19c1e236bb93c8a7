import express from 'express';

import { listen, type Listening } from '../../../service/http/listen';

describe('the classes of messages', () => {
  let server: Listening;

  beforeEach(async () => {
    server = await listen(0);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await server.close();
  });

  test('are those that Express expects, so that it changes no prototype', async () => {
    const app = express();
    app.get('/', (req, res) => {
      res.json({ host: req.hostname, isExpress: req.app === app });
    });
    server.serve(app, {});
    const changed: object[] = [];
    const setPrototypeOf = jest.spyOn(Object, 'setPrototypeOf').mockImplementation((object: object, prototype) => {
      if (Object.getPrototypeOf(object) !== prototype) changed.push(object);
      return Reflect.setPrototypeOf(object, prototype) && object;
    });

    const response = await fetch(`http://127.0.0.1:${server.port}/`);

    expect(await response.json()).toEqual({ host: '127.0.0.1', isExpress: true });
    expect(setPrototypeOf).toHaveBeenCalled();
    expect(changed.map(({ constructor }) => constructor.name)).toEqual([]);
  });
});
