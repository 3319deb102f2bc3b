import type { AudioClip } from './datasetEntry.js';
import type { Random } from './random.js';

/** An image to be made. */
export interface ImageWanted {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly format: 'png' | 'jpeg';
  /** Where its pixels come from. */
  readonly random: Random;
}

/** A sound to be made. */
export interface SoundWanted {
  readonly seconds: number;
  /** In Hz. */
  readonly sampleRate: number;
  /** Bits per sample. */
  readonly depth: number;
  readonly channels: number;
  /** Where its samples come from. */
  readonly random: Random;
}

/** Port: core says what it wants; compressing is not for core. */
export interface MediaMaker {
  /** Data URL of an image. */
  image(wanted: ImageWanted): Promise<string>;
  sound(wanted: SoundWanted): Promise<AudioClip>;
}
