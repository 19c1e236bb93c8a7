import type { Complaint } from './complaint';
import type { Path, YamlFile } from './yaml-file';

/**
 * Layers a file over the files that it includes, as in JSON Merge Patch (RFC 7396). Maps are merged key by key. `null`
 * removes the value from the layers below. Any other value, including a list, replaces the whole value in the layers
 * below.
 *
 * A complaint about a value names the file that contains the value.
 *
 * @param beneath the lower layers, from lowest to highest. Each layer contains a map.
 */
export function layeredFile(own: YamlFile, beneath: readonly YamlFile[]): YamlFile {
  const topDown = [own, ...beneath.toReversed()];
  const origin = (path: Path) => originOf(topDown, path);
  const told = (file: YamlFile, complaint: Complaint): Complaint =>
    file === own ? complaint : { ...complaint, takenOverBy: [own.name] };
  return {
    name: own.name,
    data: isMap(own.data) ? [...beneath, own].reduce<unknown>((lower, { data }) => merge(lower, data), {}) : own.data,
    complaints: own.complaints,
    locate: (path) => origin(path).locate(path),
    complain: (path, message) => told(origin(path), origin(path).complain(path, message)),
    complainAboutKey: (path, message) => told(origin(path), origin(path).complainAboutKey(path, message)),
  };
}

function merge(lower: unknown, upper: unknown): unknown {
  if (!isMap(upper)) return upper;
  const merged = new Map(isMap(lower) ? Object.entries(lower) : []);
  for (const [key, value] of Object.entries(upper)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/**
 * The file that contains the value at `path`. If no file contains the value, returns the file with the map from which
 * the value is missing.
 */
function originOf(topDown: readonly YamlFile[], path: Path): YamlFile {
  let layers = visible(topDown.map((file) => ({ file, value: file.data })));
  for (const step of path) {
    const within = layers.flatMap(({ file, value }) => {
      const next = (value as Record<PropertyKey, unknown> | undefined)?.[step];
      return next === undefined ? [] : [{ file, value: next }];
    });
    if (within.length === 0) break;
    layers = visible(within);
  }
  const [top] = layers;
  if (!top) throw new Error('a layered file has at least one layer');
  return top.file;
}

/** The layers that affect the result. A value that is not a map hides all layers below that value. */
function visible<Layer extends { readonly value: unknown }>(layers: readonly Layer[]): readonly Layer[] {
  const opaque = layers.findIndex(({ value }) => !isMap(value));
  return opaque === -1 ? layers : layers.slice(0, opaque === 0 ? 1 : opaque);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
