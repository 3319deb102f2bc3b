/** What a number is drawn for; keeps the draws of one request apart from each other. */
export type Purpose = 'length' | 'length angle' | 'failure' | 'gpu' | 'embedding' | 'delay' | 'score' | 'box';

const purposes: Record<Purpose, number> = {
  length: 1,
  'length angle': 2,
  failure: 3,
  gpu: 4,
  embedding: 5,
  delay: 6,
  score: 7,
  box: 8,
};

/** Draws numbers from 0 up to 1 that depend on nothing but what they are drawn for, in whatever order they are asked for. */
export type Draw = (purpose: Purpose, subject: number, step?: number) => number;

/** A stateless generator: a hash of its arguments (the finalizer of MurmurHash3), so concurrency cannot change a draw. */
export function seededDraw(seed: number): Draw {
  return (purpose, subject, step = 0) => {
    let hash = mix(seed | 0, purposes[purpose]);
    hash = mix(hash, subject);
    hash = mix(hash, step);
    return (hash >>> 0) / 2 ** 32;
  };
}

function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ (value + 0x9e37_79b9), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}
