import { type AnswerGrammar, answerGrammar } from './answer/answerGrammar.js';
import { makeBodyReader } from './answer/wholeBody.js';
import type { Dispatcher } from './dispatcher.js';
import type { LoadJob, SessionPlan } from './loadJob.js';
import { SessionLoop } from './schedule/sessionLoop.js';
import { shareOf, type Team } from './team.js';
import type { KeptAnswer } from './transport.js';

interface SessionSurroundings {
  readonly dispatcher: Dispatcher;
  readonly team: Team;
  readonly toMessage: (body: Uint8Array) => Buffer;
}

/** The loop of a job whose bodies are turns of sessions. */
export function sessionLoop(job: LoadJob, plan: SessionPlan, surroundings: SessionSurroundings): SessionLoop {
  const { dispatcher, team, toMessage } = surroundings;
  const { load, bodies } = job;
  const loop = new SessionLoop((entry, body, scheduledMs) => dispatcher.sendOwn(entry, toMessage(body), scheduledMs), {
    ...plan,
    bodies,
    concurrency: shareOf(load.kind === 'concurrency' ? load.concurrency : 1, team),
    takeNumber: () => team.takeNumber(),
  });
  const literals = literalsReader(answerGrammar(job.format, job.places));
  dispatcher.onAnswer = (request, answer) => loop.answered(request, answer && literals(answer));
  return loop;
}

/**
 * Reads an answer's text as the inside of JSON strings: a stream's was cut out as it came, an answer in one piece is
 * read now, because the next turn needs it. Undefined for one that holds no text.
 */
function literalsReader(grammar: AnswerGrammar): (answer: KeptAnswer) => Uint8Array[] | undefined {
  const read = makeBodyReader(grammar);
  return ({ output, body, bodyLength, bodyIsCut }) => {
    if (output.count > 0) return [Buffer.from(output.text.subarray(0, output.textLength))];
    const whole = Buffer.from(body.subarray(0, bodyLength));
    const { literals, failure } = read(whole, bodyIsCut);
    if (failure !== undefined) return undefined;
    return Array.from({ length: literals.length / 2 }, (_, place) =>
      whole.subarray(literals[2 * place], literals[2 * place + 1]),
    );
  };
}
