import type { Endpoint } from '../sweep/scenario.js';
import { pick, randomStream } from './random.js';

/** The model of the next request, call by call; all turns of a session ask the same. */
export function modelsInTurn(
  { models, modelSelection }: Pick<Endpoint, 'models' | 'modelSelection'>,
  seed: number,
): (session: string | undefined) => string {
  const random = randomStream(seed, 'models');
  const ofSession = new Map<string, string>();
  let turn = 0;
  const next = () => (modelSelection === 'random' ? pick(random, models) : models[turn++ % models.length]!);
  return (session) => {
    if (session === undefined) return next();
    const model = ofSession.get(session) ?? next();
    ofSession.set(session, model);
    return model;
  };
}
