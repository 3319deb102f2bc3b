import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A stream of random numbers that is the same on every machine. */
export type Random = RandomGenerator;

/** The stream with this name; streams of different names have nothing to do with each other. */
export function randomStream(...name: readonly (string | number)[]): Random {
  const { buffer, byteOffset } = sha256(utf8ToBytes(JSON.stringify(name)));
  const view = new DataView(buffer, byteOffset);
  return xoroshiro128plusFromState([0, 4, 8, 12].map((place) => view.getInt32(place)));
}

/** One of the items, each as likely as the others. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[uniformInt(random, 0, items.length - 1)]!;
}

/** A whole number from `from` to `to`, both included. */
export function wholeNumber(random: Random, from: number, to: number): number {
  return uniformInt(random, from, to);
}

/** A number of the standard normal distribution (Box and Muller). */
export function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
  return radius * Math.cos(2 * Math.PI * uniformFloat64(random));
}
