/** What can be taken back, and done again: the last 200 steps. */

export interface Step {
  undo: () => Promise<void>;
  redo: () => Promise<void>;
}

export const MOST_STEPS = 200;

export class UndoStack {
  /** Called when another step is the last one, so that nothing on the screen still offers to undo the one before. */
  onMove: () => void = () => {};
  private done: Step[] = [];
  private undone: Step[] = [];
  private busy = Promise.resolve();

  push(step: Step): void {
    this.done = [...this.done.slice(1 - MOST_STEPS), step];
    this.undone = [];
    this.onMove();
  }

  get size(): number {
    return this.done.length;
  }

  /** Take the last step back; tells whether there was one. Steps never overtake each other. */
  undo(): Promise<boolean> {
    return this.move(() => this.done, () => this.undone, (step) => step.undo());
  }

  redo(): Promise<boolean> {
    return this.move(() => this.undone, () => this.done, (step) => step.redo());
  }

  private move(from: () => Step[], to: () => Step[], act: (step: Step) => Promise<void>): Promise<boolean> {
    const run = this.busy.then(async () => {
      const step = from().pop();
      if (!step) return false;
      this.onMove();
      await act(step);
      to().push(step);
      return true;
    });
    this.busy = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }
}
