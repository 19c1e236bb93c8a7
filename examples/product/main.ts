import { createProduct } from './product';

/** Runs the example next to a service. `SCIM_URL` is the base URL of a tenant, `SCIM_TOKEN` the token of a reader. */
async function main({ SCIM_URL = '', SCIM_TOKEN = '', PORT = '3000' }: NodeJS.ProcessEnv): Promise<void> {
  const product = createProduct({ url: SCIM_URL, token: SCIM_TOKEN });
  const over = new AbortController();
  const server = product.app.listen(Number(PORT), () => {
    console.log(`the product is at http://localhost:${(server.address() as { port: number }).port}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      over.abort();
      server.close();
    });
  }
  await product.follow(over.signal);
}

main(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
