import './start-postgres';
import { dropTemplate } from './postgres';

/** Leaves nothing on a server that is not ours. */
export default async function stopPostgres(): Promise<void> {
  const other = process.env['TEST_DATABASE_URL'];
  if (other) await dropTemplate(other);
  await globalThis.embeddedPostgres?.stop();
}
