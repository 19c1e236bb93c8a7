import { notesOf } from '../../../programs/release/changelog';

const CHANGELOG = `# Changelog

All notable changes.

## Unreleased

## 0.10.0 – 2026-12-01

### Added

- A command.

## 0.2.0

- The first one.

## 0.1.0
`;

test('the notes of a version are the text beneath its heading', () => {
  expect(notesOf(CHANGELOG, '0.10.0')).toBe('### Added\n\n- A command.');
  expect(notesOf(CHANGELOG, '0.2.0')).toBe('- The first one.');
});

test.each([['0.1.0'], ['0.10'], ['0.3.0'], ['Unreleased']])('there are none of %s', (version) => {
  expect(notesOf(CHANGELOG, version)).toBeUndefined();
});
