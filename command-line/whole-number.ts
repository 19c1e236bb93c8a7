import { InvalidArgumentError } from 'commander';

/** Parses the value of an option as a whole number that is at least `from`. */
export function wholeNumber(from: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < from) throw new InvalidArgumentError(`It must be a whole number from ${from}.`);
    return number;
  };
}
