import { pipeline } from 'node:stream/promises';

import { stringify } from 'csv-stringify';
import type { Response } from 'express';

import type { CsvFile } from './csv-files';

/**
 * Sends a table as a CSV file, page by page, so that a long table needs little memory. People choose their own names,
 * so a name may look like a formula to a spreadsheet program. A cell with such a value gets a leading apostrophe
 * (OWASP, CSV injection).
 */
export async function sendCsv(res: Response, name: string, { columns, rows }: CsvFile): Promise<void> {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next(); // before the headers are sent, because this may fail
  res.type('csv').attachment(name);
  const all = async function* () {
    for (let each = first; !each.done; each = await iterator.next()) yield each.value;
  };
  const format = stringify({ columns: [...columns], header: true, escape_formulas: true, bom: true });
  await pipeline(all, format, res);
}
