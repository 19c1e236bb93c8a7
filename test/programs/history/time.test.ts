import { readAt, readSince } from '../../../programs/history/time';

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

test.each(['25:00', '14', 'yesterday', '2026-13-01', '2h30m', ''])('fails to read since %j', (text) => {
  expect(() => readSince(text, NOW)).toThrow('It must be a time such as 14:00');
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
])('fails to read at %s: %s', (text, complaint) => {
  expect(() => readAt(text, NOW)).toThrow(complaint);
});
