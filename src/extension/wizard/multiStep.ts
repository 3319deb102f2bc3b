import * as vscode from 'vscode';

/** The person wants the step before. */
const back = Symbol('back');

/** How a step stands in its dialog. */
export interface StepFrame {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly isFirst: boolean;
}

/** A step: asks something and keeps it in `answers`, or finds that there is nothing to ask. */
export type Step<Answers> = (answers: Answers, frame: StepFrame) => Promise<undefined | 'nothing to ask'>;

/**
 * Asks step after step, with a way back; earlier answers stay where they are.
 * @throws {vscode.CancellationError} when the person leaves
 */
export async function runSteps<Answers>(
  title: string,
  steps: readonly Step<Answers>[],
  answers: Answers,
): Promise<void> {
  const asked: number[] = [];
  let position = 0;
  while (position < steps.length) {
    const frame = { title, step: position + 1, totalSteps: steps.length, isFirst: asked.length === 0 };
    try {
      if ((await steps[position]!(answers, frame)) !== 'nothing to ask') asked.push(position);
      position++;
    } catch (error) {
      if (error !== back) throw error;
      position = asked.pop() ?? 0;
    }
  }
}

/** An item with what it stands for. */
export interface ChoiceItem<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** A list to pick from. */
export interface PickQuestion<Value> {
  readonly placeholder: string;
  readonly items: readonly (ChoiceItem<Value> | (vscode.QuickPickItem & { readonly kind: vscode.QuickPickItemKind }))[];
  readonly active?: Value | undefined;
  /** What a typed text stands for, when none of the items is meant. */
  readonly typed?: ((text: string) => ChoiceItem<Value> | undefined) | undefined;
  /** Runs before the step is left; a sentence keeps it open. */
  readonly check?: ((value: Value) => Promise<string | undefined>) | undefined;
}

/** Asks for one of several. @throws {vscode.CancellationError} */
export function pick<Value>(frame: StepFrame, question: PickQuestion<Value>): Promise<Value> {
  const { placeholder, items, active, typed, check } = question;
  const input = vscode.window.createQuickPick<vscode.QuickPickItem>();
  frameInput(input, frame);
  input.placeholder = placeholder;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.items = items;
  const isChoice = (item: vscode.QuickPickItem): item is ChoiceItem<Value> => 'value' in item;
  const activeItem = items.find((item) => isChoice(item) && item.value === active);
  if (activeItem !== undefined) input.activeItems = [activeItem];
  return ask<Value>(input, (done) => {
    if (typed !== undefined)
      input.onDidChangeValue((text) => {
        const own = text.trim() === '' ? undefined : typed(text.trim());
        input.items = own === undefined ? items : [{ ...own, alwaysShow: true }, ...items];
      });
    input.onDidAccept(async () => {
      // Whoever types fast is ahead of the item for what was typed.
      const [item = typed?.(input.value.trim())] = input.selectedItems;
      if (item === undefined || !isChoice(item) || input.busy) return;
      const problem = await busyWhile(input, () => check?.(item.value));
      if (problem === undefined) return done(item.value);
      input.items = [{ label: `$(error) ${problem}`, alwaysShow: true }, ...items];
    });
  });
}

/** A text to type. */
export interface TextQuestion {
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string | undefined;
  readonly password?: boolean | undefined;
  /** What is wrong with the text, or what it means. */
  readonly look: (text: string) => vscode.InputBoxValidationMessage | undefined;
}

/** Asks for a text. @throws {vscode.CancellationError} */
export function askText(frame: StepFrame, question: TextQuestion): Promise<string> {
  const input = vscode.window.createInputBox();
  frameInput(input, frame);
  input.prompt = question.prompt;
  input.value = question.value;
  input.password = question.password ?? false;
  if (question.placeholder !== undefined) input.placeholder = question.placeholder;
  const look = () => {
    input.validationMessage = question.look(input.value);
  };
  look();
  return ask<string>(input, (done) => {
    input.onDidChangeValue(look);
    input.onDidAccept(() => {
      if (question.look(input.value)?.severity !== vscode.InputBoxValidationSeverity.Error) done(input.value.trim());
    });
  });
}

function frameInput(
  input: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] },
  frame: StepFrame,
): void {
  input.title = frame.title;
  input.step = frame.step;
  input.totalSteps = frame.totalSteps;
  // What was typed is not lost when the person looks something up.
  input.ignoreFocusOut = true;
  input.buttons = frame.isFirst ? [] : [vscode.QuickInputButtons.Back];
}

interface Input extends vscode.QuickInput {
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

async function ask<Value>(input: Input, listen: (done: (value: Value) => void) => void): Promise<Value> {
  try {
    return await new Promise<Value>((resolve, reject) => {
      listen(resolve);
      input.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) reject(back);
      });
      input.onDidHide(() => reject(new vscode.CancellationError()));
      input.show();
    });
  } finally {
    input.dispose();
  }
}

async function busyWhile<Value>(input: vscode.QuickInput, action: () => Promise<Value> | undefined) {
  input.busy = true;
  input.enabled = false;
  try {
    return await action();
  } finally {
    input.busy = false;
    input.enabled = true;
  }
}
