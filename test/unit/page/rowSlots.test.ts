import { expect, test } from 'vitest';
import { RowSlots } from '../../../webview-ui/components/rowSlots.js';

const idsOf = (slots: ReturnType<RowSlots['assign']>) =>
  [...slots].map(([key, { id, isFresh }]) => `${key}${id}${isFresh ? '*' : ''}`);

test('rows keep their element, new ones take a free one, and one is made only when none is free', () => {
  const slots = new RowSlots();
  expect(idsOf(slots.assign(['a', 'b', 'c'], undefined))).toEqual(['a0*', 'b1*', 'c2*']);
  expect(idsOf(slots.assign(['c', 'd', 'a'], undefined))).toEqual(['c2', 'd1*', 'a0']);
  expect(idsOf(slots.assign(['c', 'd', 'a', 'e'], undefined))).toEqual(['c2', 'd1', 'a0', 'e3*']);
});

test('nothing takes the element of a row that has the focus', () => {
  const slots = new RowSlots();
  slots.assign(['a', 'b'], 'a');
  expect(idsOf(slots.assign(['b', 'c'], 'a'))).toEqual(['b1', 'c2*']);
});
