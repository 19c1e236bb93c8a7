import { InvalidArgumentError } from 'commander';

/** Reads an option that counts something, from `from` on. */
export function wholeNumber(from: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < from) throw new InvalidArgumentError(`It must be a whole number from ${from}.`);
    return number;
  };
}
