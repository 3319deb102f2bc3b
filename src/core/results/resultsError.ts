/** Something asked of results that they cannot do; the message is one sentence that says what and what to do. */
export class ResultsError extends Error {
  override readonly name: string = 'ResultsError';
}

/** A model that was not measured. */
export class UnknownModelError extends ResultsError {
  override readonly name = 'UnknownModelError';
  /**
   * @param model what was asked for
   * @param models those that are there
   */
  constructor(
    readonly model: string,
    models: readonly string[],
  ) {
    super(`no results for model "${model}": measured were ${models.map((name) => `"${name}"`).join(', ')}`);
  }
}

/** An objective or a model weight that makes no sense. */
export class ObjectiveError extends ResultsError {
  override readonly name = 'ObjectiveError';
}

/** A constraint that makes no sense. */
export class ConstraintError extends ResultsError {
  override readonly name = 'ConstraintError';
}

/** A run config that is not in the results. */
export class UnknownRunConfigError extends ResultsError {
  override readonly name = 'UnknownRunConfigError';
  /** @param runConfig what was asked for */
  constructor(
    readonly runConfig: string,
    runConfigs: readonly string[],
  ) {
    const some = runConfigs.slice(0, 5).join(', ');
    const known = runConfigs.length === 0 ? 'there are none' : `there are ${some}${runConfigs.length > 5 ? ' …' : ''}`;
    super(`no run config "${runConfig}": ${known}`);
  }
}
