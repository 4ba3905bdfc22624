// The kinds of frame between the server, the loop and a realm; scripts/frames.py has the same numbers.

/** From the server. */
export const LIBRARY = 1; // [name, source]
export const LOAD = 2; // a source gets its context number
export const START = 3;
export const RESULT = 4;
export const REFUSAL = 5;
export const ABORT = 6;
export const DROP = 7;

/** From the loop into a realm only. */
export const TIMER = 32; // a pause is over
export const FINISH = 33; // the hook has ended and nothing is under way any more

/** To the server. */
export const READY = 64;
export const CALL = 65;
export const LOG = 66;
export const DONE = 67;
export const FAIL = 68;
export const RESTART = 69; // do this run again in a realm with the named trait
export const LOST = 70; // this run's realm is gone; op 1: because of this run
export const SEEN = 71; // op: frames worked off so far

/** From a realm to the loop only. */
export const PAUSE = 96; // op: timer, payload: milliseconds
export const RESUME = 97; // op: timer that is no longer wanted
