import type { VNode } from 'preact';

/** A value such as `account_administrator`, which may continue on the next line after an underscore. */
export function ValueName({ value }: { readonly value: string }): VNode {
  return (
    <>
      {value.split(/(?<=_)/).map((part, index) => (
        <>
          {index > 0 && <wbr />}
          {part}
        </>
      ))}
    </>
  );
}
