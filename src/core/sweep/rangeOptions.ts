import * as z from 'zod';
import { choice, option, text } from './optionField.js';
import { sweepTypes } from './scenario.js';

const oneOrMoreValues = z.union([z.string(), z.number(), z.array(z.number())], 'must be a list of numbers');

/** Which parameters are swept, and over which values. */
export const rangeOptions = {
  sweepType: choice(sweepTypes, {
    group: 'Sweep',
    placeholder: 'type',
    help: 'What is swept.',
  }),
  sweepRange: text({
    group: 'Sweep',
    placeholder: 'min:max[:step]',
    help: 'Values from min to max, both included: the powers of two between them, or steps of this size. request_rate takes fractions.',
  }),
  sweepList: option('text', oneOrMoreValues, {
    group: 'Sweep',
    placeholder: 'a,b,…',
    help: 'Exactly these values, in this order.',
  }),
  sweep: option(
    'text',
    z.partialRecord(
      z.enum(sweepTypes, `must be one of ${sweepTypes.join(', ')}`),
      z.union([z.string(), z.number(), z.array(z.number())], 'must be a range such as "1:32" or a list of numbers'),
    ),
    {
      group: 'Sweep',
      fileOnly: true,
      help: 'Several swept parameters at once, each with its range or list: every combination is a scenario, the last parameter varies fastest.',
    },
  ),
};
