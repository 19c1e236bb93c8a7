import { readAt, readSince } from '../../../programs/history/time';
import { runProgram } from '../../../programs/pipeline/programs';

const NOW = new Date('2026-11-30T15:30:00');

test.each([
  ['14:00', '2026-11-30T14:00:00'],
  ['16:00', '2026-11-29T16:00:00'],
  ['90m', '2026-11-30T14:00:00'],
  ['2h', '2026-11-30T13:30:00'],
  ['3d', '2026-11-27T15:30:00'],
  ['2026-11-01', '2026-11-01T00:00:00'],
  ['2026-11-01T14:00', '2026-11-01T14:00:00'],
  ['2026-11-01T14:00:00Z', '2026-11-01T14:00:00Z'],
])('since %s means %s', (text, time) => {
  expect(readSince(text, NOW)).toEqual(new Date(time));
});

test.each([
  '25:00',
  '14',
  'yesterday',
  '2026-13-01',
  '2026-02-30',
  '2026-02-30T14:00',
  '2026-11-31T14:00Z',
  '2h30m',
  '',
])('fails to read since %j', (text) => {
  expect(() => readSince(text, NOW)).toThrow('It must be a time such as 14:00');
});

test.each(['2026-12-01', '2026-11-30T16:00'])('fails to read since %s, which is yet to come', (text) => {
  expect(() => readSince(text, NOW)).toThrow('It must not be in the future.');
});

test('takes 14:00 for that of the day before when the clocks have changed since', async () => {
  const main = `
    const { readSince } = require('./programs/history/time');
    console.log(readSince('14:00', new Date('2026-03-29T10:00:00Z')).toISOString());`;
  const { output } = await runProgram(process.execPath, ['--import', 'tsx', '--eval', main], {
    PATH: process.env['PATH'],
    TZ: 'Europe/Berlin',
  });

  expect(output.trim()).toBe('2026-03-28T13:00:00.000Z');
});

test.each([
  ['2026-11-01', '2026-11-01T23:59:59.999'],
  ['2026-11-01T14:00', '2026-11-01T14:00:00'],
  ['2026-11-30', '2026-11-30T15:30:00'],
])('at %s means %s', (text, time) => {
  expect(readAt(text, NOW)).toEqual(new Date(time));
});

test.each([
  ['2026-12-01', 'It must not be in the future.'],
  ['2026-11-30T16:00', 'It must not be in the future.'],
  ['14:00', 'It must be a day such as 2026-11-01'],
  ['2026-02-30', 'It must be a day such as 2026-11-01'],
])('fails to read at %s: %s', (text, complaint) => {
  expect(() => readAt(text, NOW)).toThrow(complaint);
});
